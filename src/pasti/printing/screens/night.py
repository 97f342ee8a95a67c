"""Printing out of hours, on the print room's page: proposed, and released by two."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from pasti.accounts.roles import Role
from pasti.accounts.rules import account_of, needs
from pasti.audit.sights import NOBODY
from pasti.kit.screens import attempt
from pasti.printing import nights
from pasti.printing.models import Night


@needs(Role.PRINTER, Role.HEAD, shows=NOBODY)
@require_POST
def propose(request: HttpRequest) -> HttpResponse:
    """Somebody of the office wants to print now, and is the first of the two."""
    by = account_of(request).actor
    night = nights.propose(gettext_lazy("Diminta petugas."), by=by)
    if night is None:
        messages.error(request, _("Tidak ada kartu yang siap cetak, atau tidak ada blangko."))
    elif night.state == Night.State.PROPOSED:
        attempt(request, lambda: nights.agree(night, by=by))
    return redirect("printing:room")


@needs(Role.PRINTER, Role.HEAD, shows=NOBODY)
@require_POST
def agree(request: HttpRequest, pk: int) -> HttpResponse:
    night = get_object_or_404(Night, pk=pk)
    attempt(request, lambda: nights.agree(night, by=account_of(request).actor))
    return redirect("printing:room")


@needs(Role.PRINTER, Role.HEAD, shows=NOBODY)
@require_POST
def refuse(request: HttpRequest, pk: int) -> HttpResponse:
    night = get_object_or_404(Night, pk=pk)
    attempt(request, lambda: nights.refuse(night, by=account_of(request).actor))
    return redirect("printing:room")
