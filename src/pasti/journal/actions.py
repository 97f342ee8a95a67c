"""Writing the journal: the only verb is to add."""

import re
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from pasti.journal.actors import Actor
from pasti.journal.models import Entry, Unsealed
from pasti.journal.registry import kinds
from pasti.kit import clock, text
from pasti.kit.errors import Refused

_LOOKS_LIKE_NIK = re.compile(r"\b\d{16}\b")


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
    or carry what may not be in a journal (a NIK; UU 23/2006 art. 84).
    """
    if not transaction.get_connection().in_atomic_block:
        raise OutsideTransaction(f"{kind} was recorded outside a transaction")
    missing = kinds.get(kind).facts - facts.keys()
    if missing:
        raise ValueError(f"{kind} must say: {', '.join(sorted(missing))}")
    if _LOOKS_LIKE_NIK.search(repr(facts)):
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


def words_of(reason: str, *, none: str) -> str:
    """Return a reason as the journal keeps it; raises Refused without one (`none` says so), or with a NIK in it."""
    said = reason.strip()
    if not said:
        raise Refused(none)
    if text.holds_nik(said):
        raise Refused(_("Jangan tulis NIK atau nomor KK lengkap di sini; empat angka terakhir cukup."))
    return said
