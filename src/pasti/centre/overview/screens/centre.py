"""The centre at a glance."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from pasti.accounts.roles import CENTRE_ROLES
from pasti.accounts.rules import account_of, needs
from pasti.audit.actions import looked
from pasti.centre.dedup import queries as dedup
from pasti.centre.intake import queries as intake
from pasti.link import queries as links


@needs(*CENTRE_ROLES)
def overview(request: HttpRequest) -> HttpResponse:
    account = account_of(request)
    looked(account.actor.id, account.name, "overview", "records")
    counts = intake.counts_by_office()
    context = {
        "counts": intake.counts(),
        "open_suggestions": dedup.open_suggestions().count(),
        "offices": [(peer, links.link_state(peer), counts.get(peer.pk, {})) for peer in links.peers()],
        "latest": intake.records()[:12],
    }
    return render(request, "centre/overview/overview.html", context)
