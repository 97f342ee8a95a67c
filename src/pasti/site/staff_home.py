"""The staff's front door: sends each to the place where they work."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from pasti.accounts.roles import CENTRE_ROLES, OFFICE_ROLES, Role
from pasti.accounts.rules import account_of, needs
from pasti.audit.sights import NOBODY

# The first of these roles that somebody holds decides.
_PLACES = (
    (Role.CLERK, "desk:home"),
    (Role.RECORDER, "desk:home"),
    (Role.PRINTER, "printing:room"),
    (Role.HEAD, "dashboard:today"),
    (Role.ADMIN, "dashboard:today"),
    (Role.KIOSK, "queue:kiosk"),
    (Role.CENTRE_OPERATOR, "overview:overview"),
    (Role.CENTRE_HEAD, "overview:overview"),
    (Role.CENTRE_ADMIN, "overview:overview"),
)


@needs(*OFFICE_ROLES, *CENTRE_ROLES, shows=NOBODY)
def staff_home(request: HttpRequest) -> HttpResponse:
    """Go to the place of the first role somebody holds."""
    roles = account_of(request).roles
    for role, place in _PLACES:
        if role in roles:
            return redirect(place)
    return render(request, "kit/forbidden.html", status=403)
