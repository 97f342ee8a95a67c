"""Those who are at counters now: for the head, who should rest; for oneself, one's own week, day and counter."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from pasti.accounts import queries as accounts
from pasti.accounts.models import Account
from pasti.accounts.roles import OFFICE_STAFF
from pasti.accounts.rules import account_of, needs
from pasti.audit.sights import NOBODY
from pasti.kit import clock
from pasti.kit.screens import attempt, sent
from pasti.offices import policy
from pasti.offices import queries as offices
from pasti.offices.models import Shift
from pasti.readiness.states import DECIDERS
from pasti.roster import at_counters, queries, rotation
from pasti.roster.models import Rest
from pasti.roster.rotation import Load
from pasti.roster.screens.shown import own_week


@needs(*DECIDERS, shows=NOBODY)
def now(request: HttpRequest) -> HttpResponse:
    """The load of those who are at counters today, in the order of the counters, and who should rest next."""
    found = rotation.loads()
    hours = _hours(found)
    context = {
        "loads": [(load, [load.per_hour.get(hour, 0) for hour in hours]) for load in found],
        "hours": hours,
        "proposals": rotation.proposals(found),
        "missing": queries.not_yet_there(),
        "rest_after": policy.value("roster.rest_after"),
    }
    return render(request, "roster/now.html", context)


def _hours(found: list[Load]) -> list[int]:
    served = [hour for load in found for hour in load.per_hour]
    return list(range(min(served), clock.local(clock.now()).hour + 1)) if served else []


@needs(*OFFICE_STAFF, shows=NOBODY)
def mine(request: HttpRequest) -> HttpResponse:
    """One's own week, one's own day, and one's own counter."""
    me = account_of(request)
    shift = offices.shift_of(me)
    load = next(iter(rotation.loads(only=me)), None)
    hours = _hours([load]) if load else []
    context = {
        "week": own_week(me),
        "today": clock.today(),
        "shift": shift,
        "load": load,
        "hours": [(hour, load.per_hour.get(hour, 0)) for hour in hours] if load else [],
        "reasons": Rest,
        "colleagues": _who_could_go_on(shift) if shift else [],
        "absence": queries.absence_at(me, clock.now()),
        "may_be_planned": me in queries.people(),
        "me": me,
        "takes_over": [one for one in offices.on_shift() if _may_take(one, me)] if not shift else [],
    }
    return render(request, "roster/mine.html", context)


def _may_take(shift: Shift, me: Account) -> bool:
    return queries.may_sit(me) and at_counters.may_take_over(shift, me.actor)


def _who_could_go_on(shift: Shift) -> list[Account]:
    sitting = {one.account_id for one in offices.on_shift()}
    return [one for one in queries.people() if queries.may_sit(one) and one.pk not in sitting | {shift.account_id}]


@needs(*OFFICE_STAFF, shows=NOBODY)
@require_POST
def pause(request: HttpRequest) -> HttpResponse:
    """Begin or end one's own pause."""
    me = account_of(request)
    shift, reason = offices.shift_of(me), sent(request, "reason")
    if shift and reason in Rest.values:
        attempt(request, lambda: at_counters.pause(shift, Rest(reason), by=me.actor))
    elif shift and not reason:
        attempt(request, lambda: at_counters.resume(shift, by=me.actor))
    return redirect("roster:mine")


@needs(*OFFICE_STAFF, shows=NOBODY)
@require_POST
def hand_over(request: HttpRequest, number: int) -> HttpResponse:
    """Let somebody go on at a counter: a colleague who is named, or oneself."""
    me, counter = account_of(request), offices.counter(number)
    named = sent(request, "to")
    to = accounts.by_id(int(named)) if named.isdecimal() else me
    if counter is None or to is None:
        raise Http404
    done = _("Loket %(counter)s diteruskan %(name)s.") % {"counter": number, "name": to.name}
    attempt(request, lambda: at_counters.hand_over(counter, to, by=me.actor), done=done)
    return redirect("roster:mine")
