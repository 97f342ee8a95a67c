"""A day's sessions for the head of office: how many places, why so many, who is expected; and overbooking."""

from functools import partial

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from pasti.accounts.roles import Role
from pasti.accounts.rules import account_of, needs
from pasti.appointments import overbooking, overview
from pasti.audit.sights import NOBODY
from pasti.kit import clock
from pasti.kit.screens import attempt, day_in, in_address, sent
from pasti.offices import actions as offices_actions
from pasti.offices import policy
from pasti.offices import queries as offices


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


@needs(Role.HEAD, Role.ADMIN, shows=NOBODY)
def switch(request: HttpRequest) -> HttpResponse:
    """Switch overbooking on or off from today on; who was taken in stays. The same twice is one decision."""
    if request.method == "POST":
        decide = partial(
            offices_actions.decide,
            "appointments.overbooking",
            value=int(sent(request, "on") == "yes"),
            valid_from=clock.today(),
            legal_basis=_("Keputusan kepala kantor di halaman Sesi dan janji"),
            by=account_of(request).actor,
        )
        attempt(request, decide)
    return redirect("appointments:sessions")
