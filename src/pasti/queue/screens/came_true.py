"""What was said of waits, and what came: for the head of office."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from pasti.accounts.roles import Role
from pasti.accounts.rules import needs
from pasti.audit.sights import NOBODY
from pasti.kit import clock
from pasti.kit.screens import day_in, in_address
from pasti.queue import came_true


@needs(Role.HEAD, Role.ADMIN, shows=NOBODY)
def said_and_came(request: HttpRequest) -> HttpResponse:
    """By hour of a day, and over the last fourteen."""
    day = day_in(in_address(request, "hari")) or clock.today()
    context = {
        "day": day, "hours": came_true.by_hour(day), "lately": came_true.lately(day), "stated": came_true.STATED,
    }  # fmt: skip
    return render(request, "queue/said_and_came.html", context)
