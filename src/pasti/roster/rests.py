"""What rests on an absence: which needs fell, which lanes have fewer counters, who could stand in, who is met."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils.functional import Promise

from pasti.accounts.models import Account
from pasti.kit import clock
from pasti.kit.registry import Registry
from pasti.offices import queries as offices
from pasti.offices.models import Lane
from pasti.readiness import queries as readiness
from pasti.readiness.needs import about
from pasti.readiness.queries import Standing
from pasti.roster import queries
from pasti.roster.halves import Half
from pasti.roster.models import Absence
from pasti.roster.plan import Planned, Roster

# Further ahead than this nobody looks at once.
_AHEAD = timedelta(days=14)


@dataclass(frozen=True)
class Line:
    """One line of whom an absence meets, as a room upstairs says it."""

    sentence: str | Promise
    count: int


Counts = Callable[[Absence, list[Standing]], Iterable[Line]]

_rooms: Registry[Counts] = Registry("whom an absence meets")


def counts_on(name: str) -> Callable[[Counts], Counts]:
    """Register what a room says of whom an absence meets: `fn(absence, needs that fell)`, asked when somebody looks."""

    def register(fn: Counts) -> Counts:
        return _rooms.add(name, fn)

    return register


@dataclass(frozen=True)
class Fewer:
    """A lane on half a day with fewer counters than without the absence."""

    lane: Lane
    day: date
    half: Half
    before: float
    after: float


@dataclass(frozen=True)
class Rests:
    """All that rests on an absence, from now on."""

    fallen: list[Standing]
    fewer: list[Fewer]
    met: list[Line]
    stand_ins: list[Account]
    # For what the person is planned in that time.
    planned: list[Planned]

    @property
    def nothing(self) -> bool:
        """Whether nothing rests on it that is known."""
        return not (self.fallen or self.fewer or any(line.count for line in self.met))


def rests_on(absence: Absence) -> Rests:
    """Return what rests on an absence, from now on and at most fourteen days ahead."""
    first = max(clock.today(), clock.local_day(absence.starts_at))
    last = min(clock.local_day(absence.ends_at), first + _AHEAD)
    with_it, without_it = Roster(first, last), Roster(first, last, besides=absence)
    begins = max(clock.now(), absence.starts_at)
    planned = [
        one for one in without_it.planned
        if one.account == absence.account_id and one.span[1] > begins and one.span[0] < absence.ends_at
    ]  # fmt: skip
    roles = {one.post.role for one in planned}
    standings = [readiness.stands(need) for need in queries.NEEDS if about(need).role in roles]
    fallen = [standing for standing in standings if not standing.stands and absence.goes_on(clock.now())]
    met = [line for name in _rooms.names() for line in _rooms.get(name)(absence, fallen) if line.count]
    return Rests(
        fallen, _fewer(planned, with_it, without_it, begins), met, _stand_ins(absence, planned, with_it), planned
    )


def _fewer(planned: list[Planned], with_it: Roster, without_it: Roster, begins: datetime) -> list[Fewer]:
    found = []
    for lane in offices.lanes():
        for one in planned:
            span = (max(one.span[0], begins), one.span[1])
            before, after = without_it.staffing(lane, *span), with_it.staffing(lane, *span)
            if before and after and after.counters < before.counters:
                found.append(Fewer(lane, one.day, one.half, round(before.counters, 1), round(after.counters, 1)))
    return sorted(found, key=lambda fewer: (fewer.day, fewer.half != Half.MORNING, fewer.lane.letter))


def _stand_ins(absence: Absence, planned: list[Planned], roster: Roster) -> list[Account]:
    """Who holds the role, is not planned for anything in the first half that is missing, and is not absent then."""
    if not planned:
        return []
    first = planned[0]
    busy = {one.account for one in roster.planned if (one.day, one.half) == (first.day, first.half)}
    away = {
        row.account_id for row in queries.absences(first.day, first.day)
        if row.starts_at < first.span[1] and row.ends_at > first.span[0]
    }  # fmt: skip
    return [
        one for one in queries.people()
        if first.post.role in one.roles and one.pk not in busy | away | {absence.account_id}
    ]  # fmt: skip
