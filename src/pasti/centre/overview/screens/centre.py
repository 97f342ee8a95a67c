"""The centre at a glance."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy

from pasti.accounts.roles import CENTRE_ROLES
from pasti.accounts.rules import needs, shown
from pasti.audit.sights import listing
from pasti.centre.dedup import queries as dedup
from pasti.centre.intake import queries as intake
from pasti.link import queries as links

OVERVIEW = listing("overview", gettext_lazy("ikhtisar pusat"))


@needs(*CENTRE_ROLES, shows=OVERVIEW)
def overview(request: HttpRequest) -> HttpResponse:
    latest = list(intake.records()[:12])
    shown(request, *latest)
    counts = intake.counts_by_office()
    context = {
        "counts": intake.counts(),
        "open_suggestions": dedup.open_suggestions().count(),
        "offices": [(peer, links.link_state(peer), counts.get(peer.pk, {})) for peer in links.peers()],
        "latest": latest,
    }
    return render(request, "centre/overview/overview.html", context)
