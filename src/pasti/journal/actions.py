"""Writing the journal: the only verb is to add."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction

from pasti.journal.actors import Actor
from pasti.journal.models import Entry, Unsealed
from pasti.journal.registry import kinds
from pasti.kit import clock, commits, long_numbers
from pasti.kit.many import insert_each


class OutsideTransaction(RuntimeError):
    """A fact must be written with the change it tells of, or not at all."""


@dataclass(frozen=True)
class Fact:
    """One fact that is to be written down (see `record`)."""

    kind: str
    subject: str
    by: Actor
    case: str = ""
    happened_at: datetime | None = None
    facts: dict[str, Any] = field(default_factory=dict)


def record(
    kind: str, *, subject: str, by: Actor, case: str = "", happened_at: datetime | None = None, **facts: Any
) -> Entry:
    """Write down one fact, in the transaction of the change it tells of.

    `subject` names the thing ("ticket:2026-11-23/C-001"), `case` the application number it belongs to, if any.
    `happened_at` is given for facts that come from elsewhere, such as an offline laptop. `facts` are JSON values and
    must cover what the kind's sentences speak of.

    Raises OutsideTransaction outside a transaction, LookupError for an unknown kind, ValueError when facts are missing
    or when anything that is to be written carries what may not be in a journal (a NIK; UU 23/2006 art. 84).
    """
    [row] = _written([Fact(kind, subject, by, case, happened_at, facts)])
    return Entry(**row)


def record_all(facts: Sequence[Fact]) -> None:
    """Write down several facts in one go, in their order; for each holds what `record` says, and all fail with one."""
    _written(facts)


def _written(facts: Sequence[Fact]) -> list[dict[str, Any]]:
    if facts and not transaction.get_connection().in_atomic_block:
        raise OutsideTransaction(f"{facts[0].kind} was recorded outside a transaction")
    for fact in facts:
        _check(fact)
    now = clock.now()
    rows: list[dict[str, Any]] = [
        {
            "kind": fact.kind,
            "subject": fact.subject,
            "case": fact.case,
            "by_id": fact.by.id,
            "by_name": fact.by.name,
            "facts": fact.facts,
            "happened_at": fact.happened_at or now,
            "recorded_at": now,
        }
        for fact in facts
    ]
    keys = insert_each(Entry, rows)
    insert_each(Unsealed, ({"entry_id": key} for key in keys))
    if keys:
        commits.tell_when_committed()
    return [row | {"id": key} for row, key in zip(rows, keys, strict=True)]


def _check(fact: Fact) -> None:
    missing = kinds.get(fact.kind).facts - fact.facts.keys()
    if missing:
        raise ValueError(f"{fact.kind} must say: {', '.join(sorted(missing))}")
    if long_numbers.held_in([fact.subject, fact.case, fact.by.id, fact.by.name, fact.facts]):
        raise ValueError(f"{fact.kind} carries a number of 16 digits; a NIK has no place in the journal")
