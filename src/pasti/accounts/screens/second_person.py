"""What one person proposed and another must confirm."""

from dataclasses import dataclass

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from pasti.accounts import actions, queries
from pasti.accounts.models import PasswordLink, Proposal
from pasti.accounts.rules import account_of, needs
from pasti.accounts.screens.office import DECIDERS, link_page
from pasti.audit.sights import NOBODY
from pasti.journal.actors import Actor
from pasti.kit.errors import Refused
from pasti.kit.screens import attempt


@dataclass(frozen=True)
class Row:
    """A proposal as the reader may decide it: why not, if not; and whether anybody here can."""

    proposal: Proposal
    why_not: str
    somebody: bool
    last_link: PasswordLink | None


def _row(proposal: Proposal, by: Actor) -> Row:
    try:
        actions.check_may_confirm(proposal, by)
        why_not = ""
    except Refused as refused:
        why_not = str(refused)
    return Row(proposal, why_not, queries.has_second_person(proposal), queries.last_link(proposal.account))


@needs(*DECIDERS, shows=NOBODY)
def proposals(request: HttpRequest) -> HttpResponse:
    by = account_of(request).actor
    context = {
        "rows": [_row(proposal, by) for proposal in queries.open_proposals()],
        "decided": queries.decided_proposals()[:20],
    }
    return render(request, "accounts/proposals.html", context)


def _proposal(proposal_id: int) -> Proposal:
    found = queries.proposal(proposal_id)
    if found is None:
        raise Http404
    return found


@needs(*DECIDERS, shows=NOBODY)
@require_POST
def confirm(request: HttpRequest, proposal_id: int) -> HttpResponse:
    """Agree, as the second person. A password link is shown to whoever agrees, to be handed over."""
    proposal = _proposal(proposal_id)
    try:
        token = actions.confirm(proposal, by=account_of(request).actor)
    except Refused as refused:
        messages.error(request, str(refused))
        return redirect("accounts:proposals")
    if token:
        return link_page(request, proposal.account, token)
    messages.success(request, _("Disetujui untuk %s.") % proposal.account.username)
    return redirect("accounts:proposals")


@needs(*DECIDERS, shows=NOBODY)
@require_POST
def decline(request: HttpRequest, proposal_id: int) -> HttpResponse:
    proposal = _proposal(proposal_id)
    attempt(request, lambda: actions.decline(proposal, by=account_of(request).actor), done=_("Ditolak."))
    return redirect("accounts:proposals")
