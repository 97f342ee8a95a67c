"""Connecting the number at a counter with a case: by the number of the case, or by the NIK of who stands there."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from pasti.accounts.rules import account_of, needs, shown
from pasti.applications import queries as cases
from pasti.applications.models import Application
from pasti.desk.screens.counter import AT_COUNTERS, DESK, at_counter, desk_page
from pasti.desk.screens.new_case import RESIDENT
from pasti.kit.screens import attempt, sent
from pasti.offices.models import Shift
from pasti.queue import actions as queue
from pasti.queue.forms import typed_nik
from pasti.queue.models import Ticket
from pasti.residents import queries as residents


@needs(*AT_COUNTERS, shows=DESK)
@require_POST
def attach(request: HttpRequest) -> HttpResponse:
    """Connect the number at this counter with the case of a number typed or chosen, or with the one of a NIK."""
    shift, ticket = at_counter(request) or (None, None)
    if shift is None or ticket is None:
        return redirect("desk:home")
    written = sent(request, "number")
    if nik := typed_nik(written):
        return _by_nik(request, shift, ticket, nik)
    application = cases.by_typed_number(written)
    if application is None:
        messages.error(request, _("Nomor permohonan itu tidak ada. Periksa lagi angkanya."))
    else:
        _connect(request, ticket, application)
    return redirect("desk:home")


def _connect(request: HttpRequest, ticket: Ticket, application: Application) -> None:
    attempt(request, lambda: queue.attach(ticket, application, by=account_of(request).actor))


def _by_nik(request: HttpRequest, shift: Shift, ticket: Ticket, nik: str) -> HttpResponse:
    """The one case with a NIK is connected at once; of several, which may be several people's, the clerk chooses."""
    found = list(cases.under_way_of(nik))
    if len(found) == 1:
        _connect(request, ticket, found[0])
        return redirect("desk:home")
    known = residents.by_nik(nik)
    if known:
        shown(request, f"resident:{known.pk}", sight=RESIDENT)
    return desk_page(request, shift, found=found, known=known, nik=nik)
