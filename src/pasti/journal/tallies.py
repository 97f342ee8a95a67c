"""How many entries of some kinds there are, without counting a whole day anew each time.

What this process counted once and nobody can add to any more is remembered; only what came since is counted. An entry
with a lower id may be committed later than one with a higher, but not by so much.
"""

import time
from collections import OrderedDict
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from threading import Lock
from typing import Any

from django.db.models import BigIntegerField, DateTimeField, Max, QuerySet
from django.db.models.functions import Lower

from pasti.journal.models import Entry
from pasti.kit.prepared import Columns, counted

# No transaction that writes an entry lasts so long.
_SETTLED_AFTER = 60.0
_MOST = 32


@dataclass
class Tally:
    """What is known: how many there are up to an entry, and up to which one it will be known next."""

    floor: int = 0
    below: int = 0
    top: int = 0
    next_floor: int = 0
    next_at: float = 0.0


_Key = tuple[tuple[str, ...], datetime]
_known: OrderedDict[_Key, Tally] = OrderedDict()
_lock = Lock()


def count(names: tuple[str, ...], since: datetime) -> tuple[int, int]:
    """Return the highest id of the entries of these kinds that were written down since then, and how many there are."""
    with _lock:
        tally = _known.setdefault((names, since), Tally())
        _known.move_to_end((names, since))
        while len(_known) > _MOST:
            _known.popitem(last=False)
        number, top = _counted(names, since, tally.floor)
        total, top = tally.below + number, max(tally.top, top)
        _settle(tally, names, since)
        return top, total


def forget() -> None:
    """Know nothing any more, as when the process begins."""
    with _lock:
        _known.clear()


def _settle(tally: Tally, names: tuple[str, ...], since: datetime) -> None:
    now = time.monotonic()
    if tally.next_at and now - tally.next_at < _SETTLED_AFTER:
        return
    if tally.next_floor > tally.floor:
        number, top = _counted(names, since, tally.floor, tally.next_floor)
        tally.floor, tally.below, tally.top = tally.next_floor, tally.below + number, max(tally.top, top)
    tally.next_floor, tally.next_at = Entry.objects.aggregate(top=Max("id"))["top"] or 0, now


def _counted(names: tuple[str, ...], since: datetime, after: int, until: int | None = None) -> tuple[int, int]:
    found = _counting(names, bool(after), bool(until)).all(since=since, after=after, until=until or 0)
    return next(((number, top or 0) for number, top in found), (0, 0))


@lru_cache(maxsize=4 * _MOST)
def _counting(names: tuple[str, ...], after_some: bool, until_some: bool) -> Columns:  # noqa: FBT001 - kept by them
    def build(since: Any, after: Any, until: Any) -> QuerySet[Entry]:
        entries = Entry.objects.filter(recorded_at__gte=since)
        if after_some:
            # By their place: an index by kinds would lead through the whole day.
            entries = entries.annotate(plain_kind=Lower("kind")).filter(plain_kind__in=names, id__gt=after)
        else:
            entries = entries.filter(kind__in=names)
        if until_some:
            entries = entries.filter(id__lte=until)
        return counted(entries, top=Max("id"))

    return Columns(build, since=DateTimeField(), after=BigIntegerField(), until=BigIntegerField())
