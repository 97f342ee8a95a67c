"""Dates that are moved together: written by the database in one go, and told to the journal bit by bit after.

43,000 rows through the ORM take several seconds. Each promise keeps its row and its place in all indexes; what it was
is added to a lean table (docs/adr/0051).
"""

import json
from collections.abc import Sequence
from datetime import date
from typing import Any, NamedTuple

from django.db import connection, transaction
from django.db.models import Min

from pasti.journal.actions import Fact, record_all
from pasti.journal.actors import SYSTEM
from pasti.kit.words import Words
from pasti.promises import actions, history
from pasti.promises.cards import NO_BLANKS
from pasti.promises.models import Basis, Earlier, Making, Outcome, Promise

# So many are journalled in one transaction.
_JOURNALLED_AT_ONCE = 500


class Moved(NamedTuple):
    """A promise, by its key, the day that is said instead, and from what that follows."""

    pk: int
    day: date
    basis: Basis


_PAIRS = {
    "sqlite": "(SELECT value ->> 0 AS pk, value ->> 1 AS new_day, value ->> 2 AS new_basis FROM json_each(%s)) moved",
    "postgresql": "unnest(%s::bigint[], %s::date[], %s::text[]) AS moved (pk, new_day, new_basis)",
}
_NEW = "day = moved.new_day, basis = moved.new_basis, made_at = %s, making_id = %s, moves = moves + 1"


def move(moved: Sequence[Moved], making: Making) -> int:
    """Say other days for these promises, but for those that ended meanwhile; return for how many.

    Within the caller's transaction. Their lines in the journal follow (`journal_makings`).
    """
    promises, earlier = (model._meta.db_table for model in (Promise, Earlier))  # noqa: SLF001 - documented
    sqlite = connection.vendor == "sqlite"
    source, pairs = _PAIRS[connection.vendor], _as_pairs(moved)
    # SQLite would look through all pairs for each row: in this way round it finds each row by its key. PostgreSQL
    # keeps the rows as they are found until the day is changed.
    join, keep = ("CROSS JOIN", "") if sqlite else ("JOIN", "FOR UPDATE OF said")
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {earlier} (promise_id, day, basis, made_at, making_id, ended_by_id)"  # noqa: S608 - ours
            f" SELECT said.id, day, basis, made_at, making_id, %s"
            f" FROM {source} {join} {promises} said ON said.id = moved.pk WHERE ended_at IS NULL {keep}",
            [making.pk, *pairs],
        )
        cursor.execute(
            f"UPDATE {promises} AS said SET {_NEW}, at_risk_since = NULL, risk_journalled_on = NULL"  # noqa: S608
            f" FROM {source} WHERE said.id = moved.pk AND ended_at IS NULL",
            [making.at, making.pk, *pairs],
        )
        return int(cursor.rowcount)


def _as_pairs(moved: Sequence[Moved]) -> list[Any]:
    if connection.vendor == "sqlite":
        names: dict[date, str] = {day: day.isoformat() for day in {one.day for one in moved}}
        return [json.dumps([(pk, names[day], basis) for pk, day, basis in moved])]
    return [f"{{{','.join(map(str, column))}}}" for column in zip(*moved, strict=True)] if moved else ["{}"] * 3


def withhold(keys: Sequence[int], making: Making) -> int:
    """Take back the days for which nobody has a blank; return how many. Their lines in the journal follow."""
    return sum(
        Promise.objects.filter(pk__in=keys[at : at + 500], ended_at=None).update(
            ended_at=making.at, ended_by=making, outcome=Outcome.WITHHELD, cause=Words(NO_BLANKS), journalled=False
        )
        for at in range(0, len(keys), 500)
    )


def journal_makings() -> bool:
    """Write the lines of dates that were moved or withheld together, bit by bit; return whether there may be more."""
    # A look alone need not wait for whoever writes.
    if not _is_to_be_journalled():
        return False
    with transaction.atomic():
        waiting = Making.objects.select_for_update(skip_locked=True).filter(journalled=False)
        making = waiting.order_by("pk").first()
        if making is None:
            return _journal_withheld()
        _journal_moved(making)
    return _is_to_be_journalled()


def _is_to_be_journalled() -> bool:
    return any(model.objects.filter(journalled=False).exists() for model in (Making, Promise))


def _journal_moved(making: Making) -> None:
    left = Earlier.objects.filter(ended_by=making, pk__gt=making.journalled_until).order_by("pk")
    here = list(left.select_related("promise__application")[:_JOURNALLED_AT_ONCE])
    # It may have been moved again meanwhile: then that day stands instead of this one.
    again = Earlier.objects.filter(promise__in=[one.promise_id for one in here], ended_by__gt=making)
    firsts = again.order_by().values("promise").annotate(first=Min("pk")).values("first")
    instead = dict(Earlier.objects.filter(pk__in=firsts).values_list("promise", "day"))
    facts = []
    for one in here:
        day = instead.get(one.promise_id, one.promise.day)
        facts.append(actions.move_told(one.promise.application, day, one.day, making.cause, by=SYSTEM))
    record_all(facts)
    making.journalled = len(here) < _JOURNALLED_AT_ONCE
    making.journalled_until = here[-1].pk if here else making.journalled_until
    making.save(update_fields=["journalled", "journalled_until"])


def _journal_withheld() -> bool:
    waiting = Promise.objects.select_for_update(of=("self",), skip_locked=True).filter(journalled=False)
    here = list(waiting.select_related("application").order_by("pk")[:_JOURNALLED_AT_ONCE])
    record_all([_line(promise) for promise in here])
    Promise.objects.filter(pk__in=[promise.pk for promise in here]).update(journalled=True)
    return len(here) == _JOURNALLED_AT_ONCE


def _line(promise: Promise) -> Fact:
    """What the journal tells of a row of its own: it was withheld; or it was moved before docs/adr/0051, then given."""
    if promise.outcome == Outcome.WITHHELD:
        return actions.withheld_told(promise, by=SYSTEM)
    first, was = history.as_given(promise)
    return actions.move_told(promise.application, first.day, was.day, was.cause, by=SYSTEM)
