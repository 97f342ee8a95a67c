"""Setting up the office: details and hours, calendar, lanes and counters, rules."""

from collections.abc import Callable
from datetime import date, time
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from pasti.accounts.roles import Role
from pasti.accounts.rules import account_of, may_open, needs
from pasti.audit.sights import NOBODY
from pasti.kit import clock
from pasti.kit.errors import Refused
from pasti.kit.forms import Form
from pasti.kit.screens import UNPROCESSABLE, attempt, sent_from
from pasti.offices import actions, policy, queries
from pasti.offices.forms import CounterForm, HolidayForm, HoursForm, LaneForm, OfficeForm, PolicyForm, YesOrNoForm
from pasti.offices.models import Counter, Holiday, Lane, WorkingHours


def _apply(form: Form, act: Callable[[], Any]) -> bool:
    """Do what a valid form asks; a refusal becomes the form's own error."""
    if not form.is_valid():
        return False
    try:
        act()
    except Refused as refused:
        form.add_error(None, str(refused))
        return False
    return True


@needs(Role.ADMIN, Role.HEAD, shows=NOBODY)
def calendar(request: HttpRequest) -> HttpResponse:
    return _calendar_page(request)


def _calendar_page(
    request: HttpRequest,
    *,
    office_form: OfficeForm | None = None,
    hours_form: HoursForm | None = None,
    holiday_form: HolidayForm | None = None,
) -> HttpResponse:
    office = queries.office()
    details = {"name": office.name, "address": office.address, "phone": office.phone}
    forms = {
        "office_form": office_form or OfficeForm(initial=details, prefix="office"),
        "hours_form": hours_form or HoursForm(initial=_hours(), prefix="hours"),
        "holiday_form": holiday_form or HolidayForm(prefix="holiday"),
    }
    may_change = may_open(account_of(request), change_office)
    for field in (field for form in forms.values() for field in form.fields.values()):
        field.disabled = not may_change
    context = {
        **forms,
        "holidays": Holiday.objects.filter(day__gte=clock.today()),
        "coming": queries.openings(clock.today(), 10),
        "may_change": may_change,
    }
    bad = any(form is not None for form in (office_form, hours_form, holiday_form))
    return render(request, "offices/calendar.html", context, status=UNPROCESSABLE if bad else 200)


def _hours() -> dict[str, time]:
    initial = {}
    for hours in WorkingHours.objects.all():
        initial[f"opens_{hours.weekday}"] = hours.opens
        initial[f"closes_{hours.weekday}"] = hours.closes
    return initial


@needs(Role.ADMIN, shows=NOBODY)
@sent_from("offices:calendar")
def change_office(request: HttpRequest) -> HttpResponse:
    form = OfficeForm(request.POST, prefix="office")
    if _apply(form, lambda: actions.change_office(**form.cleaned_data, by=account_of(request).actor)):
        return redirect("offices:calendar")
    return _calendar_page(request, office_form=form)


@needs(Role.ADMIN, shows=NOBODY)
@sent_from("offices:calendar")
def set_hours(request: HttpRequest) -> HttpResponse:
    form = HoursForm(request.POST, prefix="hours")

    def act() -> None:
        data = form.cleaned_data
        hours = {i: (data[f"opens_{i}"], data[f"closes_{i}"]) if data[f"opens_{i}"] else None for i in range(7)}
        actions.set_hours(hours, by=account_of(request).actor)

    return redirect("offices:calendar") if _apply(form, act) else _calendar_page(request, hours_form=form)


@needs(Role.ADMIN, shows=NOBODY)
@sent_from("offices:calendar")
def add_holiday(request: HttpRequest) -> HttpResponse:
    form = HolidayForm(request.POST, prefix="holiday")

    def act() -> None:
        data = form.cleaned_data
        known = Holiday.objects.filter(day=data["day"]).first()
        if known:
            raise Refused(_("Tanggal itu sudah ada di kalender: %s.") % known.name)
        actions.set_holiday(
            data["day"], name=data["name"], source=data["source"], closed=True, by=account_of(request).actor
        )

    return redirect("offices:calendar") if _apply(form, act) else _calendar_page(request, holiday_form=form)


@needs(Role.ADMIN, shows=NOBODY)
@require_POST
def toggle_holiday(request: HttpRequest, day: str) -> HttpResponse:
    """Take joint leave or not; a local holiday is removed."""
    found = _holiday(day)
    by = account_of(request).actor
    if found.source == Holiday.Source.LOCAL:
        attempt(request, lambda: actions.remove_holiday(found.day, by=by))
    else:
        attempt(
            request,
            lambda: actions.set_holiday(
                found.day, name=found.name, source=found.source, closed=not found.closed, by=by
            ),
        )
    return redirect("offices:calendar")


def _holiday(day: str) -> Holiday:
    try:
        found = Holiday.objects.filter(day=date.fromisoformat(day)).first()
    except ValueError:
        found = None
    if found is None:
        raise Http404
    return found


@needs(Role.ADMIN, Role.HEAD, shows=NOBODY)
def lanes(request: HttpRequest) -> HttpResponse:
    context = {
        "lanes": Lane.objects.all(),
        "counters": Counter.objects.prefetch_related("lanes"),
        "may_change": may_open(account_of(request), lane),
    }
    return render(request, "offices/lanes.html", context)


@needs(Role.ADMIN, shows=NOBODY)
def lane(request: HttpRequest, letter: str = "") -> HttpResponse:
    found = Lane.objects.filter(letter=letter).first()
    if letter and found is None:
        raise Http404
    initial = {name: getattr(found, name) for name in LaneForm.base_fields} if found else {"letter": letter}
    form = LaneForm(request.POST or None, initial=initial)
    form.fields["letter"].disabled = found is not None

    def act() -> None:
        data = form.cleaned_data
        actions.set_lane(
            data["letter"],
            names=(data["name_id"], data["name_en"]),
            purposes=(data["purpose_id"], data["purpose_en"]),
            serves=data["serves"],
            priority=data["priority"],
            active=data["active"],
            new=found is None,
            by=account_of(request).actor,
        )

    if request.method == "POST" and _apply(form, act):
        return redirect("offices:lanes")
    context = {"form": form, "heading": _("Lajur %s") % letter if letter else _("Lajur baru")}
    return render(request, "offices/edit.html", context, status=UNPROCESSABLE if form.errors else 200)


@needs(Role.ADMIN, shows=NOBODY)
def counter(request: HttpRequest, number: int = 0) -> HttpResponse:
    found = Counter.objects.filter(number=number).first()
    if number and found is None:
        raise Http404
    initial: dict[str, Any] = {}
    if found:
        initial = {name: getattr(found, name) for name in CounterForm.base_fields} | {"lanes": found.lanes.all()}
    form = CounterForm(request.POST or None, initial=initial)
    form.fields["number"].disabled = found is not None

    def act() -> None:
        data = form.cleaned_data
        actions.set_counter(
            data["number"],
            lanes=data["lanes"],
            name=data["name"],
            capture_url=data["capture_url"],
            active=data["active"],
            new=found is None,
            by=account_of(request).actor,
        )

    if request.method == "POST" and _apply(form, act):
        return redirect("offices:lanes")
    context = {"form": form, "heading": _("Loket %d") % number if number else _("Loket baru")}
    return render(request, "offices/edit.html", context, status=UNPROCESSABLE if form.errors else 200)


@needs(Role.ADMIN, Role.HEAD, shows=NOBODY)
def rules(request: HttpRequest) -> HttpResponse:
    rows = [(item, item.said(policy.value(item.key)), policy.decision(item.key)) for item in policy.policies]
    context = {"rows": sorted(rows, key=lambda row: row[0].key), "may_change": may_open(account_of(request), rule)}
    return render(request, "offices/rules.html", context)


@needs(Role.ADMIN, shows=NOBODY)
def rule(request: HttpRequest, key: str) -> HttpResponse:
    if key not in policy.policies:
        raise Http404
    item = policy.policies.get(key)
    kind_of_form = YesOrNoForm if item.yes_or_no else PolicyForm
    form = kind_of_form(request.POST or None, initial={"value": policy.value(key), "valid_from": clock.today()})

    def act() -> None:
        actions.decide(key, **form.cleaned_data, by=account_of(request).actor)

    if request.method == "POST" and _apply(form, act):
        return redirect("offices:rules")
    bounds = "" if item.yes_or_no else f"{item.at_least}–{item.at_most} {item.unit}"
    context = {"form": form, "heading": item.label, "note": bounds}
    return render(request, "offices/edit.html", context, status=UNPROCESSABLE if form.errors else 200)
