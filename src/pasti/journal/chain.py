"""The hash chain: a sealer follows the writers, so that writers never queue for it; a verifier walks it again."""

import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC
from typing import Any

from django.db import connection, transaction
from django.db.models import Exists, Max, OuterRef

from pasti.journal.models import Cursor, Entry, Seal, Unsealed
from pasti.kit import clock
from pasti.kit.many import insert_each

GENESIS = "0" * 64
# So many are sealed in one transaction, in which nobody else writes (docs/adr/0079); whoever has more goes on at once.
MOST_A_TURN = 150
_ADVISORY_LOCK = 7_265_001
_CANONICAL = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False)
_IS_THERE = Exists(Entry.objects.filter(pk=OuterRef("entry_id")))


# What of an entry its hash covers, in this order.
_COVERED = ("id", "kind", "subject", "case", "by_id", "by_name", "facts", "happened_at", "recorded_at")


def hash_of(previous: str, entry: Entry) -> str:
    """Return the hash that covers an entry and, through `previous`, all before it."""
    return _hash(previous, [getattr(entry, name) for name in _COVERED])


def _hash(previous: str, covered: Sequence[Any]) -> str:
    *others, happened_at, recorded_at = covered
    moments = [at.astimezone(UTC).isoformat() for at in (happened_at, recorded_at)]
    canonical = _CANONICAL.encode([previous, *others, *moments])
    return hashlib.sha256(canonical.encode()).hexdigest()


def seal_new(limit: int = MOST_A_TURN) -> int:
    """Give the oldest unsealed entries their place in the chain; return how many were sealed (at most `limit`).

    Only what is committed can be seen here, so an entry whose number is lower but whose transaction ends later simply
    comes later in the chain. Two sealers at once take turns. The time it takes does not grow with the journal.
    """
    if not Unsealed.objects.exists():
        return 0
    return _seal_oldest(limit)


@transaction.atomic
def _seal_oldest(limit: int) -> int:
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_ADVISORY_LOCK])
    # Of entries that are there only: one that was torn out before it was sealed must not stop the others.
    waiting = list(Unsealed.objects.filter(_IS_THERE).order_by("entry_id").values_list("entry_id", flat=True)[:limit])
    entries = Entry.objects.filter(id__in=waiting).order_by("id").values_list(*_COVERED)
    last = Seal.objects.order_by("-position").first()
    end, previous = (last.position, last.hash) if last else (0, GENESIS)
    now = clock.now()
    seals = []
    for position, covered in enumerate(entries, start=end + 1):
        previous = _hash(previous, covered)
        seals.append({"position": position, "entry_id": covered[0], "hash": previous, "sealed_at": now})
    insert_each(Seal, seals)
    Unsealed.objects.filter(entry_id__in=waiting).delete()
    return len(seals)


@dataclass(frozen=True)
class Tear:
    """A place where the chain does not hold, and the row to look at."""

    position: int | None
    entry_id: int | None
    what: str

    def __str__(self) -> str:
        rows = {"journal_entry": self.entry_id, "journal_seal": self.position}
        named = ", ".join(f"{table} {row}" for table, row in rows.items() if row is not None)
        return f"{named}: {self.what}"


def tears() -> Iterator[Tear]:
    """Walk the chain from the start and yield every tear: rows edited, removed or put in between."""
    expected, previous = 1, GENESIS
    while seals := list(Seal.objects.filter(position__gte=expected).order_by("position")[:1000]):
        entries = Entry.objects.in_bulk([seal.entry_id for seal in seals])
        for seal in seals:
            if seal.position != expected:
                yield Tear(expected, None, f"the seals from here to {seal.position - 1} were removed")
                # What lay in the gap cannot be known: go on from here, trusting this seal.
            elif seal.entry_id not in entries:
                yield Tear(seal.position, seal.entry_id, "the entry was removed")
            elif hash_of(previous, entries[seal.entry_id]) != seal.hash:
                yield Tear(seal.position, seal.entry_id, "the entry or its seal was edited")
            expected, previous = seal.position + 1, seal.hash
    furthest = Cursor.objects.aggregate(top=Max("position"))["top"] or 0
    if furthest >= expected:
        yield Tear(expected, None, f"the seals from here to {furthest} were removed, and perhaps more")
    for waiting in Unsealed.objects.exclude(_IS_THERE).order_by("entry_id"):
        yield Tear(None, waiting.entry_id, "the entry was removed before it was sealed")
    for entry_id in Entry.objects.filter(seal=None, unsealed=None).order_by("id").values_list("id", flat=True):
        yield Tear(None, entry_id, "the entry was put in by hand, or its seal was removed")
