"""Questions about the office: is it open, when next, which lane, who is on shift."""

from collections.abc import Collection, Iterable
from datetime import date, datetime, timedelta
from itertools import islice
from typing import Any

from django.db.models import BigIntegerField, DateTimeField, Prefetch, Q, QuerySet

from pasti.accounts.models import Account
from pasti.journal.actors import Actor
from pasti.kit import clock
from pasti.kit.once import once
from pasti.kit.prepared import Columns, Rows
from pasti.offices.days import Calendar, Opening
from pasti.offices.models import Counter, GivenBlock, Holiday, Lane, Office, Shift, Timetable

# Further ahead than this nobody plans; it bounds every search through the calendar.
_HORIZON_DAYS = 366

# Whoever serves somebody past midnight is still there for that person.
_SHIFT_OF = Rows(
    lambda account: Shift.objects.filter(account=account, until=None).select_related("counter", "account")[:1],
    account=BigIntegerField(),
)
_OFFICE = Rows(lambda: Office.objects.order_by("pk")[:1])
_LANES = Rows(lambda: Lane.objects.filter(active=True))
_LANES_OF = Rows(lambda counter: Lane.objects.filter(counters=counter), counter=BigIntegerField())
# Who sits at a counter in use since a moment, with the lanes of that.
_SITTING = Columns(
    lambda since: (
        Shift.objects.filter(until=None, since__gte=since, counter__active=True)
        .order_by("counter__number")
        .values_list("counter", "counter__number", "counter__lanes", "counter__hall")
    ),
    since=DateTimeField(),
)
_ANYBODY = Columns(
    lambda since: Shift.objects.filter(until=None, since__gte=since).values_list("pk")[:1], since=DateTimeField()
)


class NoOffice(RuntimeError):
    """There is no office in this database."""


def office_if_any() -> Office | None:
    """Return the office of this node, if there is one yet."""
    return _OFFICE.first()


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
    return Calendar().opening(day)


def openings(first: date, count: int) -> list[Opening]:
    """Return the next `count` days that are working days, from `first` on."""
    last = first + timedelta(days=_HORIZON_DAYS - 1)
    return list(islice(Calendar().openings(first, last), count))


def is_open(at: datetime | None = None) -> bool:
    """Whether people are served at a moment (default: now) by the calendar: not on holidays, and not in a break."""
    moment = at or clock.now()
    today = opening(clock.local_day(moment))
    return today is not None and today.open_at(moment)


def is_resting(at: datetime | None = None) -> bool:
    """Whether a moment (default: now) lies in a break of a day on which the office is open."""
    moment = at or clock.now()
    today = opening(clock.local_day(moment))
    return today is not None and today.resting_until(moment) is not None


def next_opening(after: datetime | None = None) -> Opening | None:
    """Return the next time the office opens after a moment (default: now), be it after a break of the same day."""
    moment = after or clock.now()
    coming = (day.after(moment) for day in openings(clock.local_day(moment), 2))
    return next((found for found in coming if found), None)


def week(day: date | None = None) -> list[tuple[Any, ...]]:
    """Return the hours of the week that hold on a day (default: today), as `week_of` does."""
    on = day or clock.today()
    key = Calendar().timetable(on)
    table = timetable(key) if key else None
    return week_of(table) if table else []


def week_of(table: Timetable) -> list[tuple[Any, ...]]:
    """Return the hours of a timetable's week: weekday (0 = Monday), from, until, and each break ("12:00–13:00")."""
    return [
        (
            h.weekday,
            f"{h.opens:%H:%M}",
            f"{h.closes:%H:%M}",
            *(f"{pause.rests:%H:%M}–{pause.resumes:%H:%M}" for pause in h.breaks.all()),
        )
        for h in table.days.all()
    ]


def timetables(today: date | None = None) -> list[Timetable]:
    """Return the hours that hold today or will, in the order in which they begin; the usual ones of today first."""
    on = today or clock.today()
    usual = Timetable.objects.filter(valid_until=None, valid_from__lte=on).order_by("-valid_from")[:1]
    coming = Timetable.objects.filter(Q(valid_until__gte=on) | Q(valid_until=None, valid_from__gt=on))
    return [*usual.prefetch_related("days__breaks"), *coming.prefetch_related("days__breaks")]


def usual_timetable(day: date) -> Timetable | None:
    """Return the usual hours that hold on a day."""
    usual = Timetable.objects.filter(valid_until=None, valid_from__lte=day)
    return usual.prefetch_related("days__breaks").order_by("-valid_from").first()


def timetable(pk: int) -> Timetable | None:
    """Return the hours of a key."""
    return Timetable.objects.prefetch_related("days__breaks").filter(pk=pk).first()


def working_day_from(day: date) -> date:
    """Return a day itself if it is a working day, else the first one after it: on which day somebody may come."""
    found = openings(day, 1)
    return found[0].day if found else day


def working_day_until(day: date, *, first: date) -> date | None:
    """Return a day itself if it is a working day, else the last one before it, not before `first`."""
    found = list(Calendar().openings(first, day)) if first <= day else []
    return found[-1].day if found else None


def add_working_days(day: date, count: int) -> date:
    """Return the day that is `count` working days after a day; the day itself does not count."""
    if count == 0:
        return day
    found = openings(day + timedelta(days=1), count)
    return found[-1].day if found else day + timedelta(days=count)


def holiday_on(day: date) -> Holiday | None:
    """Return why a day is not a working day, if it is in the calendar."""
    return Holiday.objects.filter(day=day, closed=True).first()


def holidays_between(first: date, last: date) -> QuerySet[Holiday]:
    """Return the days from one to another on which the office is closed though it is a working day by its hours."""
    days = [day for day in (first + timedelta(days=n) for n in range((last - first).days + 1)) if _would_open(day)]
    return Holiday.objects.filter(day__in=days, closed=True)


def _would_open(day: date) -> bool:
    table = usual_timetable(day)
    return table is not None and any(hours.weekday == day.weekday() for hours in table.days.all())


def lanes() -> QuerySet[Lane]:
    """Return the lanes in use, by letter."""
    return Lane.objects.filter(active=True)


def lanes_in_use() -> list[Lane]:
    """Return the same as a list; within one look it is read once."""
    return once("lanes in use", _LANES.all)


def lane_of(letter: str) -> Lane | None:
    """Return the lane of a letter, in use or not."""
    return Lane.objects.filter(letter=letter).first()


def lanes_in_use_or(peopled: Iterable[int]) -> QuerySet[Lane]:
    """Return the lanes in use, and those of these ids though they were closed, by letter."""
    return Lane.objects.filter(Q(active=True) | Q(pk__in=peopled))


def lane_for(work: str, *, priority: bool = False, near: Collection[int] = ()) -> Lane | None:
    """Return the lane where a kind of work is done; the priority lane if asked for and there is one.

    Of several that fit one of those `near` (ids), if any is.
    """
    serving = [lane for lane in lanes_in_use() if work in lane.serves]
    fitting = [lane for lane in serving if lane.priority == priority] or serving
    return next(iter([lane for lane in fitting if lane.pk in near] or fitting), None)


def is_done(work: str) -> bool:
    """Whether a counter in use calls the lane where a kind of work is done.

    An office that has set up no counter at all has not said yet how it works: then it is taken to be.
    """
    lane = lane_for(work)
    called = {one.pk for counter in counters_in_use() for one in counter.lanes.all()}
    return (lane is not None and lane.pk in called) or not once("has counters", Counter.objects.exists)


def lanes_of(counter: Counter) -> list[Lane]:
    """Return the lanes of a counter, by letter; within one look it is read once."""
    return once(f"lanes of {counter.pk}", lambda: _LANES_OF.all(counter=counter.pk))


def counters() -> QuerySet[Counter]:
    """Return the counters in use with their lanes and who sits there now."""
    on_shift = Prefetch("shifts", _shifts_of_today().select_related("account"), to_attr="now")
    return Counter.objects.filter(active=True).prefetch_related("lanes", on_shift)


def counters_in_use() -> list[Counter]:
    """Return the same as a list; within one look it is read once."""
    return once("counters in use", lambda: list(counters()))


def capture_urls() -> list[str]:
    """Return where the recording stations of the counters in use listen, each once."""
    urls = Counter.objects.filter(active=True).exclude(capture_url="").order_by("number")
    return list(dict.fromkeys(urls.values_list("capture_url", flat=True)))


def counter(number: int) -> Counter | None:
    """Return the counter in use of a number."""
    return counters().filter(number=number).first()


def shift_of(account: Account) -> Shift | None:
    """Return where somebody is on shift now."""
    return _shift_of(account.pk)


def _shift_of(account: int) -> Shift | None:
    return _SHIFT_OF.first(account=account)


def _shifts_of_today() -> QuerySet[Shift]:
    return Shift.objects.filter(until=None, since__gte=_this_morning())


def _this_morning() -> datetime:
    # Who did not leave yesterday is not there today, whether or not the worker has written it down.
    return clock.at(clock.today())


def sitting() -> list[tuple[int, int, int | None, int | None]]:
    """Return (counter, its number, lane, hall) of who sits at counters now; within one look it is read once."""
    return once("sitting", lambda: _SITTING.all(since=_this_morning()))


def lanes_served() -> set[int]:
    """Return the ids of the lanes in which somebody at a counter can call now."""
    return {lane for _counter, _number, lane, _hall in sitting() if lane is not None}


def counters_by_lane(hall: int | None = None) -> dict[int, list[int]]:
    """Return the numbers of the counters at which somebody can call now, by the id of each lane that is served.

    With a `hall`, only those that are seen from there.
    """
    found: dict[int, list[int]] = {}
    for _counter, number, lane, where in sitting():
        if lane is not None and (hall is None or where in (hall, None)):
            found.setdefault(lane, []).append(number)
    return found


def lanes_by_counter() -> dict[int, list[int]]:
    """Return the ids of the lanes of each counter at which somebody can call now, by the counter's id."""
    found: dict[int, list[int]] = {}
    for counter, _number, lane, _hall in sitting():
        if lane is not None:
            found.setdefault(counter, []).append(lane)
    return found


def lanes_served_between(since: datetime, until: datetime) -> set[int]:
    """Return the ids of the lanes in which somebody at a counter could call at any moment of a time."""
    there = Shift.objects.filter(since__lt=until).filter(Q(until=None) | Q(until__gt=since))
    return set(there.values_list("counter__lanes", flat=True)) - {None}


def counter_of(by: Actor) -> Counter | None:
    """Return the counter at which whoever acts is on shift now."""
    kind, _colon, key = by.id.partition(":")
    if kind != "account" or not key.isdecimal():
        return None
    shift = _shift_of(int(key))
    return shift.counter if shift else None


def has_served() -> bool:
    """Whether anybody ever sat at a counter here; within one look it is asked once."""
    return once("has served", Shift.objects.exists)


def on_shift() -> QuerySet[Shift]:
    """Return who is at a counter now, by counter."""
    return _shifts_of_today().select_related("counter", "account").order_by("counter__number")


def shifts_between(since: datetime, until: datetime) -> QuerySet[Shift]:
    """Return the shifts that meet a time, both ends included, in the order in which they began."""
    there = Shift.objects.filter(since__lte=until).filter(Q(until=None) | Q(until__gt=since))
    return there.select_related("counter", "account").order_by("since", "id")


def is_serving(at: datetime | None = None) -> bool:
    """Whether people are served: the office is open, or somebody sits at a counter outside hours."""
    return is_open(at) or bool(_ANYBODY.all(since=_this_morning()))
