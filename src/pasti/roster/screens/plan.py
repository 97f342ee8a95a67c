"""The duty roster of a week, and planning it."""

from datetime import date, timedelta

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from pasti.accounts.models import Account
from pasti.accounts.roles import OFFICE_STAFF
from pasti.accounts.rules import account_of, needs
from pasti.audit.sights import NOBODY
from pasti.kit import clock, text
from pasti.kit.screens import UNPROCESSABLE, day_in, in_address
from pasti.offices.screens.met import MET, saved, seen_in
from pasti.readiness.states import DECIDERS
from pasti.roster import actions, queries
from pasti.roster.forms import USUAL, DayForm, WeekForm, code_of
from pasti.roster.halves import Half
from pasti.roster.plan import Post
from pasti.roster.screens.shown import week_of

_WEEK = timedelta(days=7)
# Weeks back and ahead that anybody looks at.
_FAR = timedelta(days=400)


@needs(*OFFICE_STAFF, shows=NOBODY)
def week(request: HttpRequest) -> HttpResponse:
    """Who is planned when and where, and who is not there; why is not said here."""
    day = _day(in_address(request, "hari")) or clock.today()
    monday = day - timedelta(days=day.weekday())
    days, rows = week_of(monday)
    account, sunday = account_of(request), monday + timedelta(days=6)
    context = {
        "heads": [date_format(one, "D j") for one in days] + [""] * (7 - len(days)),
        "rows": rows,
        "monday": monday,
        "sunday": sunday,
        "before": monday - _WEEK,
        "after": monday + _WEEK,
        "today": clock.today(),
        "decides": actions.may_decide(account.actor),
        "absences": queries.absences(clock.today(), sunday) if sunday >= clock.today() else [],
        "me": account,
    }
    return render(request, "roster/week.html", context)


def _day(written: str) -> date | None:
    day = day_in(written)
    return day if day and abs(day - clock.today()) <= _FAR else None


def somebody(pk: int) -> Account:
    """Return the account of somebody who can be planned, or answer that there is none."""
    found = next((one for one in queries.people() if one.pk == pk), None)
    if found is None:
        raise Http404
    return found


@needs(*DECIDERS, shows=MET)
def pattern(request: HttpRequest, pk: int) -> HttpResponse:
    """Somebody's usual week, from a day on."""
    account = somebody(pk)
    now = queries.pattern_of(account, clock.today())
    usual = {(line.weekday, line.half): Post(line.role, line.counter_id) for line in (now.lines.all() if now else [])}
    form = WeekForm(request.POST or None, account=account, week=usual, initial={"valid_from": clock.today()})

    def act() -> None:
        actions.set_pattern(
            account, form.week(), valid_from=form.cleaned_data["valid_from"], by=account_of(request).actor,
            seen=seen_in(request),
        )  # fmt: skip

    heading = _("Jadwal biasa %s") % account.name
    if answer := saved(request, form, act, heading, back="roster:week"):
        return answer
    context = {"form": form, "heading": heading}
    return render(request, "roster/pattern.html", context, status=UNPROCESSABLE if form.errors else 200)


@needs(*DECIDERS, shows=MET)
def day(request: HttpRequest, pk: int, day: str) -> HttpResponse:
    """A day on which somebody is planned for something else than usual."""
    account, on = somebody(pk), _day(day)
    if on is None:
        raise Http404
    plans = queries.day_plans(account, on)
    initial = dict.fromkeys((half.value for half in Half), USUAL)
    initial |= {plan.half: code_of(Post(plan.role, plan.counter_id)) for plan in plans}
    initial["reason"] = next((str(plan.reason) for plan in plans), "")
    form = DayForm(request.POST or None, account=account, initial=initial)

    def act() -> None:
        actions.set_day(
            account, on, form.halves(), reason=form.cleaned_data["reason"], by=account_of(request).actor,
            seen=seen_in(request),
        )  # fmt: skip

    heading = f"{account.name}, {text.long_date(on)}"
    if answer := saved(request, form, act, heading, back="roster:week"):
        return answer
    context = {"form": form, "heading": heading, "account": account, "day": on}
    return render(request, "roster/day.html", context, status=UNPROCESSABLE if form.errors else 200)
