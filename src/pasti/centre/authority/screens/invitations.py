"""Who was invited to become known here, and the codes: each is seen once."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from pasti.accounts.roles import CENTRE_ROLES
from pasti.accounts.rules import account_of, needs
from pasti.audit.sights import NOBODY
from pasti.centre.authority import invitations as actions
from pasti.centre.authority import queries
from pasti.centre.authority.forms import InvitationForm
from pasti.centre.authority.invitations import USUAL_HOURS, Made
from pasti.centre.authority.models import Invitation
from pasti.centre.authority.states import State
from pasti.kit.errors import Refused
from pasti.kit.screens import UNPROCESSABLE, attempt, page_of
from pasti.link import invitation as codes

_PER_PAGE = 50


@needs(*CENTRE_ROLES, shows=NOBODY)
def invitations(request: HttpRequest) -> HttpResponse:
    """Those who were invited, and a form for the next."""
    form = InvitationForm(request.POST or None, initial={"hours": USUAL_HOURS})
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.invite(**form.cleaned_data, by=account_of(request).actor)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            return _made(request, made)
    by = account_of(request).actor
    page = page_of(request, queries.invitations(), size=_PER_PAGE)
    rows = [(row, row.state == State.PROPOSED and actions.why_not_confirm(row, by)) for row in page]
    context = {"rows": rows, "page": page, "form": form}
    return render(
        request, "centre/authority/invitations.html", context, status=UNPROCESSABLE if form.errors else 200
    )  # fmt: skip


def _made(request: HttpRequest, made: Made) -> HttpResponse:
    """Show the code, the only time that anybody sees it."""
    if not made.code:
        messages.success(request, _("Diminta. Kodenya dibuat setelah orang kedua menyetujui."))
        return redirect("authority:invitations")
    context = {"row": made.invitation, "code": codes.spaced(made.code)}
    return render(request, "centre/authority/code.html", context)


@needs(*CENTRE_ROLES, shows=NOBODY)
@require_POST
def confirm(request: HttpRequest, pk: int) -> HttpResponse:
    """Agree, as the second person; the code is shown to whoever agrees."""
    row = get_object_or_404(Invitation, pk=pk)
    try:
        made = actions.confirm(row, by=account_of(request).actor)
    except Refused as refused:
        messages.error(request, str(refused))
        return redirect("authority:invitations")
    return _made(request, made)


@needs(*CENTRE_ROLES, shows=NOBODY)
@require_POST
def revoke(request: HttpRequest, pk: int) -> HttpResponse:
    """Let a code be good for nothing."""
    row = get_object_or_404(Invitation, pk=pk)
    attempt(request, lambda: actions.revoke(row, by=account_of(request).actor), done=_("Kodenya ditarik kembali."))
    return redirect("authority:invitations")
