"""What stands still moves the dates that rest on it: all of them at once, each told with its cause."""

import json
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import KW_ONLY, dataclass
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from typing import NamedTuple

from django.db import transaction
from django.db.models import TextField
from django.db.models.functions import Cast
from django.utils.functional import Promise as Lazy
from django.utils.translation import gettext_lazy as _

from pasti.applications import queries as applications
from pasti.catalogue import steps
from pasti.journal.actions import record
from pasti.journal.actors import SYSTEM
from pasti.kit import clock, text
from pasti.kit.once import one_look
from pasti.kit.words import Words, filled
from pasti.offices import actions as offices
from pasti.offices import policy
from pasti.promises import queries, together
from pasti.promises.days import Days, basis_of, by_rule
from pasti.promises.models import Basis, BlanksKnown, Making, Stop
from pasti.promises.together import Moved
from pasti.promises.working_time import WorkingTime
from pasti.readiness import queries as readiness
from pasti.readiness.needs import Need
from pasti.readiness.queries import Standing
from pasti.stock import queries as stock

_FELL = _("%(need)s tidak tersedia sejak %(since)s; diperkirakan pulih %(until)s.")
_BLANKS = _("Blangko untuk kartu ini datang lebih lambat daripada yang diperkirakan.")
# So long it must be seen down, by ourselves: a node that starts has not heard of anybody yet.
_LASTS = timedelta(seconds=30)


def watch() -> Making | None:
    """Notice what fell, what rises later than was expected and what stands again; move the dates that rest on it.

    What is down for a moment only moves nothing. What stands again makes nothing earlier: a date is at the latest.
    Returns what was given anew, if anything was.
    Everything in one transaction: a need that fell has moved its dates, or has not been noticed.
    """
    now = clock.now()
    with one_look():
        standing = {need: readiness.stands(need, settled=True) for need in Need}
        believed = readiness.watched()
        coming = {need: _foreseen(need, now) for need, found in standing.items() if found.stands}
    fallen = any(not found.stands and not found.absent for found in standing.values())
    if not fallen and not any(coming.values()) and not Stop.objects.filter(over_at=None).exists():
        return None
    with transaction.atomic():
        # One at a time: of two who notice at once one moves the dates.
        offices.lock_office()
        open_stops = {stop.need: stop for stop in Stop.objects.select_for_update().filter(over_at=None)}
        changed = []
        for need, found in standing.items():
            look = _Look(found, open_stops.get(need), coming.get(need), now, believed=believed)
            if stop := _noticed(need, look):
                changed.append(stop)
        return remake(changed) if changed else None


@dataclass(frozen=True)
class _Look:
    """How a need stands, what was noticed of it before, and for how long it is foreseen to fall."""

    found: Standing
    stop: Stop | None
    ahead: tuple[datetime, datetime] | None
    now: datetime
    _: KW_ONLY
    believed: bool


def _noticed(need: Need, look: _Look) -> Stop | None:
    """Note how a need stands; return its stop if dates must be asked for anew because of it."""
    stop, now = look.stop, look.now
    if look.ahead:
        # It cannot outlast what is down: its time is known before it falls.
        if stop and stop.until and look.ahead[1] <= stop.until:
            return None
        begun = {"noticed_at": now, "since": look.ahead[0], "until": look.ahead[1]}
        return Stop.objects.update_or_create(need=need, over_at=None, defaults=begun)[0]
    # What was never set up here is no loss of what there was.
    if look.found.stands or look.found.absent:
        return _risen(stop, now) if stop else None
    if stop is None:
        stop = Stop.objects.create(need=need, since=min(look.found.since or now, now), noticed_at=now)
    if not _is_news(stop, look):
        return None
    stop.until = _expected_end(look.found, now)
    stop.save(update_fields=["until"])
    return stop


def _risen(stop: Stop, now: datetime) -> Stop | None:
    if stop.until is None or stop.since > now:
        stop.delete()
        return None
    stop.over_at = now
    stop.save(update_fields=["over_at"])
    # It lasted longer than was expected, and nobody looked meanwhile.
    return stop if now > stop.until else None


def _foreseen(need: Need, now: datetime) -> tuple[datetime, datetime] | None:
    """From when until when a need that stands is reckoned not to."""
    found = readiness.foreseen(need, settled=True)
    if found is None:
        return None
    unknown = timedelta(hours=policy.value("promises.unknown_outage"))
    if found.ends is None and found.begins > now + unknown:
        return None
    return found.begins, found.ends or found.begins + unknown


def _is_news(stop: Stop, look: _Look) -> bool:
    """Whether a need has been down for long enough, or is expected to stay down for longer than was said.

    What was believed and written down counts from when it fell; what is only seen, from when we saw it.
    """
    if stop.until is None:
        return (stop.since if look.believed else stop.noticed_at) + _LASTS <= look.now
    return stop.until <= look.now or (look.found.until is not None and look.found.until > stop.until)


def _expected_end(found: Standing, now: datetime) -> datetime:
    if found.until and found.until > now:
        return found.until
    return now + timedelta(hours=policy.value("promises.unknown_outage"))


class _Row(NamedTuple):
    """What a promise says, as far as moving it asks: of many thousand, as the database has it."""

    pk: int
    day: str
    begins_at: str
    hours: float | None
    days: int | None
    case: int
    basis: str


class _Kind(NamedTuple):
    """What many promises have in common: what they rest on, as it is kept, and where their cases are."""

    rests_on: str
    at: str | None
    service: str


@transaction.atomic
def remake(stops: Sequence[Stop]) -> Making | None:
    """Give later dates to all that rest on what stands still; return the making, or None when no date had to move.

    One pass over all dates that are awaited, whatever their number: each follows from the rule by which it was found.
    Their lines in the journal are written bit by bit after (`together`).
    """
    return _make({stop.need for stop in stops}, _cause(stops))


def follow_blanks() -> Making | None:
    """Move the dates for which there will be no blank in time, when what is known of blanks has changed.

    What is printed uses one blank and takes one card from the list: nothing changes for those behind it. So only what
    came in, was spoiled, is expected or should be here by now is looked at, and otherwise no date.
    """
    if BlanksKnown.objects.filter(mark=_of_blanks()).exists():
        return None
    with transaction.atomic():
        # Of two who notice at once one moves the dates; and what is known is noted with what it moved, or not at all.
        offices.lock_office()
        mark = _of_blanks()
        if BlanksKnown.objects.filter(mark=mark).exists():
            return None
        made = _make({Need.BLANKS.value}, _BLANKS, blanks_only=True)
        BlanksKnown.objects.update_or_create(pk=1, defaults={"mark": mark})
    return made


def _of_blanks() -> str:
    """What is known of blanks, as a mark."""
    ledger, boxes = stock.ledger(), list(stock.expected().values_list("pk", "day", "count"))
    known = (ledger.received, ledger.spoiled, boxes, clock.today())
    return sha256(repr(known).encode()).hexdigest()


@transaction.atomic
def _make(fallen: set[str], why: Lazy, *, blanks_only: bool = False) -> Making | None:
    days, moved, withheld = Days(), list[Moved](), list[int]()
    for kind, rows in _awaited().items():
        rests_on = json.loads(kind.rests_on)
        ahead = _ahead(rests_on, kind.at)
        if fallen.isdisjoint(ahead):
            continue
        these = [row for row in rows if days.cards.waits_for_box(row.case)] if blanks_only else rows
        for passed, alike in _by_what_they_met(days, these, rests_on, ahead):
            time = days.time(rests_on, ahead, kind.service, passed)
            for row, found in _found_anew(days, alike, ahead, time, blanks_only=blanks_only):
                if found is None:
                    withheld.append(row.pk)
                else:
                    moved.append(Moved(row.pk, found.day, found.basis))
    if not moved and not withheld:
        return None
    cause = Words(why)
    making = Making.objects.create(at=days.now, cause=cause, needs=sorted(fallen), journalled=not moved)
    making.moved = together.move(moved, making) + together.withhold(withheld, making)
    making.save(update_fields=["moved"])
    record("promise.remake", subject=f"making:{making.pk}", by=SYSTEM, cause=cause.kept, moved=making.moved)
    return making


def _by_what_they_met(
    days: Days, rows: list[_Row], rests_on: list[str], ahead: list[str]
) -> Iterable[tuple[datetime | None, list[_Row]]]:
    """Part promises of one kind by what their cases had not passed yet when it fell: a moment of each, and the rows."""
    fell = [stop.since for stop in days.behind(rests_on, ahead)]
    if not fell:
        return [(None, rows)]
    found = defaultdict[int, list[_Row]](list)
    for row in rows:
        found[bisect_left(fell, days.passed.get(row.case, days.now))].append(row)
    return [(days.passed.get(alike[0].case), alike) for alike in found.values()]


class _Later(NamedTuple):
    day: date
    basis: Basis


def _found_anew(
    days: Days, rows: list[_Row], ahead: list[str], time: WorkingTime, *, blanks_only: bool
) -> Iterator[tuple[_Row, _Later | None]]:
    """Find the days of promises of one kind, and tell of those that are later now; None: nobody knows when."""
    earliest = days.cards.each_earliest(time) if Need.BLANKS.value in ahead else None
    for row in rows:
        said = date.fromisoformat(row.day)
        day = said if blanks_only else by_rule(time, _seconds(row.begins_at), row.hours, row.days)
        if day is None:
            continue
        first = earliest(row.case) if earliest else day
        if first is None:
            yield row, None
            continue
        later = max(first, day)
        # What the print room makes in a day moves no date by itself, but where that is what it follows from.
        if later > said and (day > said or blanks_only or row.basis == Basis.CARDS):
            yield row, _Later(later, Basis.CARDS if later > day or blanks_only else basis_of(row.hours))


def _awaited() -> dict[_Kind, list[_Row]]:
    """All promises that are awaited, by their kind. Read apart from their cases: joined, it takes twice as long."""
    at, services = applications.current_codes(), applications.service_codes(queries.AWAITED)
    # Dates as text: what Django does with each that comes from SQLite takes as long as all the rest of reading.
    texts = {name: Cast(of, TextField()) for name, of in _TEXTS.items()}
    names = ("needs", "pk", "on", "begins", "hours", "days", "application_id", "basis")
    rows = queries.current_from(clock.today()).annotate(**texts).order_by().values_list(*names)
    found = defaultdict[tuple[str, str | None, str], list[_Row]](list)
    for needs, *rest in rows.iterator(chunk_size=5000):
        row = _Row(*rest)
        if service := services.get(row.case):
            found[needs, at.get(row.case), service].append(row)
    return {_Kind(*kind): these for kind, these in found.items()}


_TEXTS = {"needs": "rests_on", "on": "day", "begins": "begins_at"}


def _seconds(written: str) -> float:
    """Return a moment as a database writes it: SQLite names no time zone, and means UTC."""
    moment = datetime.fromisoformat(written)
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()


def _ahead(rests_on: list[str], at: str | None) -> list[str]:
    if at is None:
        return []
    later = {need.value for code in steps.from_on(at) for need in steps.of(code).rests_on}
    return [need for need in rests_on if need in later]


def _cause(stops: Sequence[Stop]) -> Lazy:
    """Say what does not stand, since when, and until when it is expected not to."""
    worst = max(stops, key=lambda stop: stop.ends)
    return filled(
        _FELL,
        need=Need(worst.need).label,
        since=lambda: text.moment(worst.since),
        until=lambda: text.moment(worst.ends),
    )
