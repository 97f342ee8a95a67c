"""Who is planned, who is there, who pauses, and how many counters of a lane are staffed."""

from collections.abc import Sequence
from datetime import date, datetime

from django.db.models import BigIntegerField, QuerySet

from pasti.accounts import queries as accounts
from pasti.accounts.models import Account
from pasti.accounts.roles import Role
from pasti.kit import clock
from pasti.kit.once import once
from pasti.kit.prepared import Rows
from pasti.offices import queries as offices
from pasti.offices.models import Counter, Lane, Shift
from pasti.readiness.needs import Need
from pasti.roster.halves import Span
from pasti.roster.models import DUTIES, Absence, DayPlan, Pattern, Pause
from pasti.roster.plan import Roster, Staffing
from pasti.roster.states import AbsenceState

# What is people on duty.
NEEDS = (Need.CLERK, Need.RECORDER, Need.PRINT_OPERATOR)
_GOES_ON = Pause.objects.filter(until=None, shift__until=None).order_by("pk")
_OF_SHIFT = Rows(lambda shift: _GOES_ON.filter(shift=shift)[:1], shift=BigIntegerField())
_AT_COUNTER = Rows(lambda counter: _GOES_ON.filter(shift__counter=counter)[:1], counter=BigIntegerField())
_SITS = frozenset({Role.CLERK, Role.RECORDER})


def roster(first: date, last: date) -> Roster:
    """Return the roster from one day to another, both included; within one page it is read once."""
    return once(("roster", first, last), lambda: Roster(first, last))


def staffing(lane: Lane, begins: datetime, ends: datetime) -> Staffing | None:
    """Return how many counters of a lane are staffed from one moment to another of a day, on average (`Staffing`).

    By the roster: who is planned, less who is absent. None when it says nothing of the lane on that day. Who asks of
    many times takes a `roster` of all their days, and asks that.
    """
    day = clock.local_day(begins)
    return roster(day, day).staffing(lane, begins, ends)


def staffing_in(lane: Lane, spans: Sequence[Span]) -> list[Staffing] | None:
    """Return `staffing` for each of some times of one day, such as its sessions; None when the roster says nothing."""
    if not spans:
        return None
    day = clock.local_day(spans[0][0])
    planned = roster(day, day)
    found = [planned.staffing(lane, begins, ends) for begins, ends in spans]
    known = [one for one in found if one]
    return known if len(known) == len(found) else None


def people() -> list[Account]:
    """Return who can be planned: open accounts that hold a duty's role, by name."""
    return [one for one in accounts.accounts() if one.is_active and one.roles & set(DUTIES)]


def may_sit(account: Account) -> bool:
    """Whether somebody's role is one of those who sit at counters."""
    return account.is_active and bool(account.roles & _SITS)


def pattern_of(account: Account, day: date) -> Pattern | None:
    """Return somebody's usual week as it holds on a day."""
    begun = Pattern.objects.filter(account=account, valid_from__lte=day)
    return begun.order_by("-valid_from").prefetch_related("lines__counter").first()


def day_plans(account: Account, day: date) -> list[DayPlan]:
    """Return in what a day of somebody differs from their usual week."""
    return list(DayPlan.objects.filter(account=account, day=day).select_related("counter"))


def absences(first: date, last: date) -> QuerySet[Absence]:
    """Return the absences that meet days from one to another, the first to begin first; withdrawn ones left out."""
    begins, ends = clock.at(first), clock.at(last, 23, 59)
    rows = Absence.objects.filter(starts_at__lt=ends, ends_at__gt=begins).exclude(state=AbsenceState.WITHDRAWN)
    return rows.select_related("account")


def absence(pk: int) -> Absence | None:
    """Return one absence."""
    return Absence.objects.select_related("account").filter(pk=pk).first()


def absence_at(account: Account, at: datetime) -> Absence | None:
    """Return the absence of somebody at a moment, if they are absent."""
    found = Absence.objects.filter(account=account, state=AbsenceState.NOTED, starts_at__lte=at, ends_at__gt=at)
    return found.first()


def rest_of_day() -> Span | None:
    """Return what is left of today's office hours, or the whole next working day once they are over."""
    now = clock.now()
    for opening in offices.openings(clock.today(), 2):
        if now < opening.closes:
            return max(now, opening.opens), opening.closes
    return None


def shift_at(counter: Counter) -> Shift | None:
    """Return who is on shift at a counter now."""
    return offices.on_shift().filter(counter=counter).first()


def pause_of(shift: Shift) -> Pause | None:
    """Return the pause that a shift is in."""
    return _OF_SHIFT.first(shift=shift.pk)


def pause_at(counter: Counter) -> Pause | None:
    """Return the pause that a counter is in."""
    return _AT_COUNTER.first(counter=counter.pk)


def pausing() -> dict[int, Pause]:
    """Return the pauses that go on now, by the id of their shift."""
    there = offices.on_shift().values("pk")
    return {pause.shift_id: pause for pause in Pause.objects.filter(until=None, shift__in=there)}


def pauses_between(since: datetime, until: datetime) -> QuerySet[Pause]:
    """Return the pauses that began from one moment to another, both included, in their order."""
    begun = Pause.objects.filter(since__gte=since, since__lte=until)
    return begun.select_related("shift__account", "shift__counter").order_by("since", "id")


def not_yet_there() -> list[tuple[Account, Counter]]:
    """Return who is planned at a counter now, is not absent, and sits at none: somebody may have to be asked."""
    now, today = clock.now(), clock.today()
    found, sitting = roster(today, today), {shift.account_id for shift in offices.on_shift()}
    counters = {counter.pk: counter for counter in offices.counters()}
    of = {account.pk: account for account in people()}
    planned = [
        one for one in found.planned
        if one.post.counter in counters and one.account in of and one.account not in sitting
        and any(begins <= now < ends for begins, ends in found.there(one))
    ]  # fmt: skip
    missing = [(of[one.account], counters[one.post.counter]) for one in planned if one.post.counter]
    return sorted(missing, key=lambda pair: pair[1].number)
