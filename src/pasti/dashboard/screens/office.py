from datetime import date

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import resolve, reverse
from django.utils.translation import gettext_lazy

from pasti.accounts.models import Account
from pasti.accounts.roles import Role
from pasti.accounts.rules import account_of, may_open, needs, shown
from pasti.audit.sights import listing
from pasti.dashboard import queries
from pasti.kit import clock
from pasti.kit.screens import in_address
from pasti.offices import queries as offices
from pasti.promises import queries as promises

TODAY = listing("today", gettext_lazy("halaman hari ini"))

# Where a figure of the page leads.
_PLACES = (
    "queue:display", "arrivals:week", "figures:figures", "applications:cases", "printing:room", "stock:ledger",
    "certificates:owed", "appointments:sessions",
)  # fmt: skip
# Before any office that could have said a date.
_FIRST = date(2011, 1, 1)


@needs(Role.HEAD, Role.ADMIN, shows=TODAY)
def today(request: HttpRequest) -> HttpResponse:
    furnishes = Role.ADMIN in account_of(request).roles and not offices.counters().exists()
    now = queries.today()
    pressing = [*(one.case for one in now.urgent), *(promise.application for promise in now.overdue)]
    shown(request, *pressing, *now.held, *(one.case for one in now.unheard))
    context = {
        "today": now,
        "matters": [(matter, _address(account_of(request), matter.place)) for matter in queries.matters(now)],
        "goes": {place.replace(":", "_"): _address(account_of(request), place) for place in _PLACES},
        "furnishes": furnishes,
        **_month(request),
    }
    return render(request, "dashboard/today.html", context)


def _address(account: Account, place: str) -> str:
    """Return the address of a place, if this account may go there."""
    if place.startswith("#"):
        return place
    address = reverse(place)
    return address if may_open(account, resolve(address).func) else ""


def _month(request: HttpRequest) -> dict[str, object]:
    """What became of the dates of the month that is asked for, this one if none is; and its neighbours."""
    this = clock.today().replace(day=1)
    try:
        first = max(_FIRST, min(date.fromisoformat(f"{in_address(request, 'bulan')}-01"), this))
    except ValueError:
        first = this
    return {
        "month": first,
        "months": promises.kept_in_month(first),
        "stated": promises.stated(),
        "before": promises.last_month(first),
        "after": promises.next_month(first) if first < this else None,
    }
