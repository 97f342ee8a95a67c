"""Writing the journal: the only verb is to add."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction

from pasti.journal.actors import Actor
from pasti.journal.models import Entry, Unsealed
from pasti.journal.registry import kinds
from pasti.kit import clock, long_numbers


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
    [entry] = record_all([Fact(kind, subject, by, case, happened_at, facts)])
    return entry


def record_all(facts: Sequence[Fact]) -> list[Entry]:
    """Write down several facts in one go, in their order; for each holds what `record` says, and all fail with one."""
    if facts and not transaction.get_connection().in_atomic_block:
        raise OutsideTransaction(f"{facts[0].kind} was recorded outside a transaction")
    for fact in facts:
        _check(fact)
    now = clock.now()
    entries = Entry.objects.bulk_create(
        Entry(
            kind=fact.kind,
            subject=fact.subject,
            case=fact.case,
            by_id=fact.by.id,
            by_name=fact.by.name,
            facts=fact.facts,
            happened_at=fact.happened_at or now,
            recorded_at=now,
        )
        for fact in facts
    )
    Unsealed.objects.bulk_create(Unsealed(entry=entry) for entry in entries)
    return entries


def _check(fact: Fact) -> None:
    missing = kinds.get(fact.kind).facts - fact.facts.keys()
    if missing:
        raise ValueError(f"{fact.kind} must say: {', '.join(sorted(missing))}")
    if long_numbers.held_in([fact.subject, fact.case, fact.by.id, fact.by.name, fact.facts]):
        raise ValueError(f"{fact.kind} carries a number of 16 digits; a NIK has no place in the journal")
