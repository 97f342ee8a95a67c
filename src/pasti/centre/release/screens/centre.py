"""What left the centre, for its head: to which office, of whom, and why it was allowed."""

from datetime import date

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy

from pasti.accounts.roles import Role
from pasti.accounts.rules import needs, shown
from pasti.audit.sights import listing
from pasti.centre.release import queries
from pasti.kit import clock
from pasti.kit.screens import in_address, page_of
from pasti.link import queries as links
from pasti.link.models import Peer

_PER_PAGE = 50


RELEASES = listing("releases", gettext_lazy("daftar data kartu yang dikeluarkan"))


@needs(Role.CENTRE_HEAD, shows=RELEASES)
def given(request: HttpRequest) -> HttpResponse:
    offices = list(links.peers())
    office, day = _office(request, offices), _day(request)
    found = queries.releases(on=day, office=office)
    page = page_of(request, found, size=_PER_PAGE)
    shown(request, *(release.record for release in page.object_list))
    context = {
        "page": page,
        "days": [one for one in queries.days(day or clock.today()) if office in (None, one.tally.office)],
        "counted_on": day or clock.today(),
        "offices": [(str(peer.pk), peer.name) for peer in offices],
        "office": str(office.pk) if office else "",
        "day": day,
    }
    return render(request, "centre/release/given.html", context)


def _office(request: HttpRequest, offices: list[Peer]) -> Peer | None:
    asked = in_address(request, "office")
    return next((office for office in offices if str(office.pk) == asked), None)


def _day(request: HttpRequest) -> date | None:
    """The day that is asked for; today at first, every day when the field was emptied, and none that there is not."""
    asked = in_address(request, "day")
    if "day" not in request.GET:
        return None if in_address(request, "office") else clock.today()
    try:
        return date.fromisoformat(asked)
    except ValueError:
        return None
