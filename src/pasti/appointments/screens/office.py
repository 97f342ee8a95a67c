"""A day's sessions for the head of office: how many places, why so many, who is expected; and overbooking."""

from functools import partial

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from pasti.accounts.roles import Role
from pasti.accounts.rules import account_of, needs, shown
from pasti.appointments import overbooking, overview
from pasti.audit.sights import NOBODY
from pasti.kit import clock
from pasti.kit.errors import Refused
from pasti.kit.screens import day_in, in_address, sent
from pasti.offices import actions as offices_actions
from pasti.offices import policy
from pasti.offices import queries as offices
from pasti.offices.resting import NotSeen
from pasti.offices.screens.met import MET, met_page, seen_in

# As the bases of the other rules are written: in the language of the office, whoever reads it.
_BASIS = "Keputusan kepala kantor di halaman Sesi dan janji"


@needs(Role.HEAD, Role.ADMIN, shows=NOBODY)
def sessions(request: HttpRequest) -> HttpResponse:
    day = day_in(in_address(request, "hari")) or offices.working_day_from(clock.today())
    opening = offices.opening(day)
    context = {
        "day": day,
        "lanes": overview.of_day(opening) if opening else [],
        "closed": opening is None,
        "waiting": overview.waiting_count(),
        "on": overbooking.is_on(),
        # A column of its own only where there is something in it.
        "beyond": _("Dengan tambahan") if overbooking.is_on() else "",
        "needed": overbooking.ENOUGH,
        "wait": policy.value("appointments.overbooking_wait"),
        "most": policy.value("appointments.overbooking_risk"),
    }
    return render(request, "appointments/sessions.html", context)


@needs(Role.HEAD, Role.ADMIN, shows=MET)
def switch(request: HttpRequest) -> HttpResponse:
    """Switch overbooking on or off from today on; who was taken in stays. The same twice is one decision."""
    if request.method == "POST":
        decide = partial(
            offices_actions.decide,
            "appointments.overbooking",
            value=int(sent(request, "on") == "yes"),
            valid_from=clock.today(),
            legal_basis=_BASIS,
            by=account_of(request).actor,
            seen=seen_in(request),
        )
        shown(request)
        try:
            decide()
        except NotSeen as not_seen:
            return met_page(request, not_seen, _("Janji tambahan"), back="appointments:sessions")
        except Refused as refused:
            messages.error(request, str(refused))
    return redirect("appointments:sessions")
