"""The office's details, its days and its hours."""

from collections.abc import Callable
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from pasti.accounts.roles import Role
from pasti.accounts.rules import account_of, may_open, needs, shown
from pasti.audit.sights import NOBODY
from pasti.kit import clock, text
from pasti.kit.errors import Refused
from pasti.kit.screens import UNPROCESSABLE, sent, sent_from
from pasti.offices import actions, queries
from pasti.offices.days import Times
from pasti.offices.forms import HolidayForm, HoursForAWhileForm, HoursForm, OfficeForm
from pasti.offices.models import Holiday, Timetable
from pasti.offices.resting import NotSeen
from pasti.offices.screens.met import MET, apply, met_page, saved, seen_in

# Who decides when the office is open.
_DECIDE = (Role.HEAD, Role.ADMIN)


@needs(Role.ADMIN, Role.HEAD, shows=NOBODY)
def calendar(request: HttpRequest) -> HttpResponse:
    return _calendar_page(request)


def _calendar_page(
    request: HttpRequest, *, office_form: OfficeForm | None = None, holiday_form: HolidayForm | None = None
) -> HttpResponse:
    office = queries.office()
    details = {"name": office.name, "address": office.address, "phone": office.phone}
    account = account_of(request)
    office_form = office_form or OfficeForm(initial=details, prefix="office")
    for field in office_form.fields.values():
        field.disabled = not may_open(account, change_office)
    bad = bool(office_form.errors or (holiday_form and holiday_form.errors))
    context = {
        "office_form": office_form,
        "holiday_form": holiday_form or HolidayForm(prefix="holiday"),
        "timetables": [(table, text.week(queries.week_of(table))) for table in queries.timetables()],
        "holidays": Holiday.objects.filter(day__gte=clock.today()),
        "coming": queries.openings(clock.today(), 10),
        "may_change": may_open(account, change_office),
        "may_decide": may_open(account, set_hours),
    }
    return render(request, "offices/calendar.html", context, status=UNPROCESSABLE if bad else 200)


@needs(Role.ADMIN, shows=NOBODY)
@sent_from("offices:calendar")
def change_office(request: HttpRequest) -> HttpResponse:
    form = OfficeForm(request.POST, prefix="office")
    if apply(form, lambda: actions.change_office(**form.cleaned_data, by=account_of(request).actor)):
        return redirect("offices:calendar")
    return _calendar_page(request, office_form=form)


@needs(*_DECIDE, shows=MET)
def set_hours(request: HttpRequest) -> HttpResponse:
    """Set the usual hours, from a day on."""
    initial = _week_of(queries.usual_timetable(clock.today())) | {"valid_from": clock.today()}
    return _hours_page(request, HoursForm(request.POST or None, initial=initial, prefix="hours"), _("Jam biasa"))


@needs(*_DECIDE, shows=MET)
def set_hours_for_a_while(request: HttpRequest) -> HttpResponse:
    """Set hours for a while, beginning with what is usual."""
    initial = _week_of(queries.usual_timetable(clock.today()))
    form = HoursForAWhileForm(request.POST or None, initial=initial, prefix="hours")
    return _hours_page(request, form, _("Jam sementara"))


def _hours_page(request: HttpRequest, form: HoursForm, heading: str) -> HttpResponse:
    def act() -> None:
        data = form.cleaned_data
        period = {name: data[name] for name in ("valid_from", "valid_until", "name") if name in data}
        actions.set_hours(form.hours(), **period, by=account_of(request).actor, seen=seen_in(request))

    if answer := saved(request, form, act, heading, back="offices:calendar"):
        return answer
    context = {"form": form, "heading": heading}
    return render(request, "offices/hours.html", context, status=UNPROCESSABLE if form.errors else 200)


def _week_of(table: Timetable | None) -> dict[str, Any]:
    initial: dict[str, Any] = {}
    for hours in table.days.all() if table else []:
        times = Times.of(hours)
        for part, _label in HoursForm.PARTS:
            initial[f"{part}_{hours.weekday}"] = getattr(times, part)
    return initial


@needs(*_DECIDE, shows=MET)
@sent_from("offices:calendar")
def end_hours(request: HttpRequest, pk: int) -> HttpResponse:
    """Take back hours for a while, or usual ones that have not begun."""
    found = queries.timetable(pk)
    if found is None:
        raise Http404
    return _decided(
        request, lambda: actions.end_hours(found, by=account_of(request).actor, seen=seen_in(request)), found.name
    )


@needs(*_DECIDE, shows=MET)
@sent_from("offices:calendar")
def add_holiday(request: HttpRequest) -> HttpResponse:
    form = HolidayForm(request.POST, prefix="holiday")

    def act() -> None:
        data = form.cleaned_data
        known = Holiday.objects.filter(day=data["day"]).first()
        if known:
            raise Refused(_("Tanggal itu sudah ada di kalender: %s.") % known.name)
        actions.set_holiday(
            data["day"], name=data["name"], source=data["source"], closed=True, by=account_of(request).actor,
            seen=seen_in(request),
        )  # fmt: skip

    day = text.long_date(form.cleaned_data["day"]) if form.is_valid() else ""
    return saved(request, form, act, day, back="offices:calendar") or _calendar_page(request, holiday_form=form)


@needs(*_DECIDE, shows=MET)
@require_POST
def toggle_holiday(request: HttpRequest, day: str) -> HttpResponse:
    """Take joint leave or not; a local holiday is removed."""
    found, by = _holiday(day), account_of(request).actor

    def act() -> None:
        if found.source == Holiday.Source.LOCAL:
            actions.remove_holiday(found.day, by=by)
            return
        # What the button said when the page was drawn: pressed twice, it is done once.
        closed = sent(request, "closed") == "yes" if "closed" in request.POST else not found.closed
        actions.set_holiday(
            found.day, name=found.name, source=found.source, closed=closed, by=by, seen=seen_in(request)
        )

    return _decided(request, act, text.long_date(found.day))


def _decided(request: HttpRequest, act: Callable[[], None], change: str) -> HttpResponse:
    shown(request)
    try:
        act()
    except NotSeen as not_seen:
        return met_page(request, not_seen, change, back="offices:calendar")
    except Refused as refused:
        messages.error(request, str(refused))
    return redirect("offices:calendar")


def _holiday(day: str) -> Holiday:
    try:
        found = Holiday.objects.filter(day=date.fromisoformat(day)).first()
    except ValueError:
        found = None
    if found is None:
        raise Http404
    return found
