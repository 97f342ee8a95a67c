"""Choosing when to come."""

from datetime import datetime

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from pasti.accounts.rules import public
from pasti.applications import rules
from pasti.applications.coming import coming
from pasti.applications.models import Application
from pasti.applications.visits import next_visit
from pasti.appointments import actions, queries
from pasti.appointments.calendar_file import name_of_file, of_case
from pasti.appointments.forms import WaitForm
from pasti.appointments.queries import Stand
from pasti.appointments.screens.wait_of import wait_of
from pasti.kit import clock
from pasti.kit.errors import Refused
from pasti.kit.screens import UNPROCESSABLE, moment_in, safe_next, sent
from pasti.readiness import queries as readiness


@public
@rules.own_case()
def choose(request: HttpRequest, application: Application) -> HttpResponse:
    problem = ""
    if request.method == "POST":
        by = rules.acting(request, application)
        try:
            if sent(request, "call_off"):
                actions.call_off(application, by=by)
            else:
                actions.book(application, asked_for(request), by=by)
        except Refused as refused:
            problem = str(refused)
        else:
            return redirect(safe_next(request, request.path))
    return page(request, application, problem=problem)


def page(
    request: HttpRequest, application: Application, *, problem: str = "", wait: WaitForm | None = None
) -> HttpResponse:
    """Answer with the page on which it is chosen when to come; `wait` is what was refused of the waiting list."""
    visit, outages = next_visit(application), queries.outages_for(application)
    standing, ahead = queries.standing(application), queries.open_booking(application)
    days = queries.days_on_offer(visit.days, outages, queries.lanes_of(application), holder=application.pk)
    context = {
        "application": application,
        "days": days,
        "opened": [day for day in days if day.free][:2],
        "outages": readiness.told(outages),
        "between": visit.days,
        "too_young": visit.days.first is not None and visit.days.first > clock.today(),
        "standing": standing,
        "booking": ahead,
        "called_off": queries.called_off(application),
        "why_freed": queries.why_freed(standing.booking) if standing.stand == Stand.FREED else "",
        "coming": coming(application, clock.local_day(ahead.session.starts_at) if ahead else None),
        "in_vain": visit.why_not,
        "wait": wait_of(application, wait),
        "problem": problem,
        "next": safe_next(request, ""),
    }
    return render(request, "appointments/choose.html", context, status=UNPROCESSABLE if problem or wait else 200)


@public
@rules.own_case()
def calendar_file(request: HttpRequest, application: Application) -> HttpResponse:
    """The appointment for the calendar of a telephone."""
    return as_file(application)


def as_file(application: Application) -> HttpResponse:
    """Answer with the appointment of a case as a calendar file."""
    content = of_case(application)
    if not content:
        raise Http404
    name = name_of_file(application)
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return HttpResponse(content, content_type="text/calendar; charset=utf-8", headers=headers)


def asked_for(request: HttpRequest) -> datetime:
    """Return the beginning of the session that was chosen; raises Refused when none was."""
    starts_at = moment_in(sent(request, "starts_at"))
    if starts_at is None:
        raise Refused(_("Pilih salah satu jadwal."))
    return starts_at
