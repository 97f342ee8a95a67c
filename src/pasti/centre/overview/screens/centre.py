"""The centre at a glance."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy

from pasti.accounts.roles import CENTRE_ROLES, Role
from pasti.accounts.rules import account_of, needs, shown
from pasti.audit.sights import listing
from pasti.centre.dedup import queries as dedup
from pasti.centre.intake import queries as intake
from pasti.centre.intake.states import State
from pasti.centre.persons import queries as persons
from pasti.centre.release import queries as release
from pasti.kit import clock
from pasti.link import queries as links
from pasti.link.health import link_states

OVERVIEW = listing("overview", gettext_lazy("ikhtisar pusat"))
# What the centre itself is still busy with.
_CHECKING = (State.ARRIVED, State.RECEIVED, State.SEARCHING, State.CLEARED)


@needs(*CENTRE_ROLES, shows=OVERVIEW)
def overview(request: HttpRequest) -> HttpResponse:
    latest = list(intake.records()[:12])
    shown(request, *latest)
    counts = intake.counts_by_office()
    peers = list(links.peers())
    states = link_states(peers)
    totals = intake.totals(counts)
    context = {
        "counts": totals,
        "checking": sum(totals[state] for state in _CHECKING),
        "stalled": totals[State.STALLED] + dedup.failed_searches().count() + persons.sharing_a_nik().count(),
        "open_suggestions": dedup.open_suggestions().count(),
        "alarms": list(release.alarms(clock.today())),
        "late": intake.late(clock.now()),
        "is_head": Role.CENTRE_HEAD in account_of(request).roles,
        "offices": [(peer, states[peer.pk], counts.get(peer.pk, {})) for peer in peers],
        "latest": latest,
    }
    return render(request, "centre/overview/overview.html", context)
