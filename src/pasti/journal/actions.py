"""Writing the journal: the only verb is to add."""

from datetime import datetime
from typing import Any

from django.db import transaction

from pasti.journal.actors import Actor
from pasti.journal.models import Entry, Unsealed
from pasti.journal.registry import kinds
from pasti.kit import clock, long_numbers


class OutsideTransaction(RuntimeError):
    """A fact must be written with the change it tells of, or not at all."""


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
    if not transaction.get_connection().in_atomic_block:
        raise OutsideTransaction(f"{kind} was recorded outside a transaction")
    missing = kinds.get(kind).facts - facts.keys()
    if missing:
        raise ValueError(f"{kind} must say: {', '.join(sorted(missing))}")
    if long_numbers.held_in([subject, case, by.id, by.name, facts]):
        raise ValueError(f"{kind} carries a number of 16 digits; a NIK has no place in the journal")
    now = clock.now()
    entry = Entry.objects.create(
        kind=kind,
        subject=subject,
        case=case,
        by_id=by.id,
        by_name=by.name,
        facts=facts,
        happened_at=happened_at or now,
        recorded_at=now,
    )
    Unsealed.objects.create(entry=entry)
    return entry
