"""Questions about the office: is it open, when next, which lane, who is on shift."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Prefetch, Q, QuerySet

from pasti.accounts.models import Account
from pasti.kit import clock
from pasti.offices.models import Counter, GivenBlock, Holiday, Lane, Office, Shift, WorkingHours

# Further ahead than this nobody plans; it bounds every search through the calendar.
_HORIZON_DAYS = 366


class NoOffice(RuntimeError):
    """There is no office in this database."""


@dataclass(frozen=True)
class Opening:
    """When the office is open on a day, as moments."""

    day: date
    opens: datetime
    closes: datetime


def office_if_any() -> Office | None:
    """Return the office of this node, if there is one yet."""
    return Office.objects.first()


def office() -> Office:
    """Return the office of this node, or raise NoOffice."""
    found = office_if_any()
    if found is None:
        raise NoOffice("pasti init")
    return found


def given_blocks() -> QuerySet[GivenBlock]:
    """Return the blocks of case numbers that were given to other nodes of this office."""
    return GivenBlock.objects.all()


def opening(day: date) -> Opening | None:
    """Return when the office is open on a day, or None when it is closed."""
    if Holiday.objects.filter(day=day, closed=True).exists():
        return None
    hours = WorkingHours.objects.filter(weekday=day.weekday()).first()
    if hours is None:
        return None
    return Opening(
        day,
        clock.at(day, hours.opens.hour, hours.opens.minute),
        clock.at(day, hours.closes.hour, hours.closes.minute),
    )


def openings(first: date, count: int) -> list[Opening]:
    """Return the next `count` days that are working days, from `first` on."""
    closed = set(Holiday.objects.filter(day__gte=first, closed=True).values_list("day", flat=True))
    hours = {h.weekday: h for h in WorkingHours.objects.all()}
    found: list[Opening] = []
    for offset in range(_HORIZON_DAYS):
        day = first + timedelta(days=offset)
        today = hours.get(day.weekday())
        if today and day not in closed:
            opens = clock.at(day, today.opens.hour, today.opens.minute)
            found.append(Opening(day, opens, clock.at(day, today.closes.hour, today.closes.minute)))
            if len(found) == count:
                break
    return found


def is_open(at: datetime | None = None) -> bool:
    """Whether the office is open by its calendar at a moment (default: now)."""
    moment = at or clock.now()
    today = opening(clock.local_day(moment))
    return today is not None and today.opens <= moment < today.closes


def next_opening(after: datetime | None = None) -> Opening | None:
    """Return the next time the office opens after a moment (default: now)."""
    moment = after or clock.now()
    return next((o for o in openings(clock.local_day(moment), 2) if o.opens > moment), None)


def add_working_days(day: date, count: int) -> date:
    """Return the day that is `count` working days after a day; the day itself does not count."""
    if count == 0:
        return day
    found = openings(day + timedelta(days=1), count)
    return found[-1].day if found else day + timedelta(days=count)


def holiday_on(day: date) -> Holiday | None:
    """Return why a day is not a working day, if it is in the calendar."""
    return Holiday.objects.filter(day=day, closed=True).first()


def lanes() -> QuerySet[Lane]:
    """Return the lanes in use, by letter."""
    return Lane.objects.filter(active=True)


def lanes_in_use_or(peopled: Iterable[int]) -> QuerySet[Lane]:
    """Return the lanes in use, and those of these ids though they were closed, by letter."""
    return Lane.objects.filter(Q(active=True) | Q(pk__in=peopled))


def lane_for(work: str, *, priority: bool = False) -> Lane | None:
    """Return the lane where a kind of work is done; the priority lane if asked for and there is one."""
    serving = [lane for lane in lanes() if work in lane.serves]
    fitting = [lane for lane in serving if lane.priority == priority]
    return next(iter(fitting or serving), None)


def counters() -> QuerySet[Counter]:
    """Return the counters in use with their lanes and who sits there now."""
    on_shift = Prefetch("shifts", Shift.objects.filter(until=None).select_related("account"), to_attr="now")
    return Counter.objects.filter(active=True).prefetch_related("lanes", on_shift)


def counter(number: int) -> Counter | None:
    """Return the counter in use of a number."""
    return counters().filter(number=number).first()


def shift_of(account: Account) -> Shift | None:
    """Return where somebody is on shift now."""
    return Shift.objects.filter(account=account, until=None).select_related("counter", "account").first()


def on_shift() -> QuerySet[Shift]:
    """Return who is at a counter now, by counter."""
    return Shift.objects.filter(until=None).select_related("counter", "account").order_by("counter__number")


def is_serving(at: datetime | None = None) -> bool:
    """Whether people are served: the office is open, or somebody sits at a counter outside hours."""
    return is_open(at) or Shift.objects.filter(until=None).exists()
