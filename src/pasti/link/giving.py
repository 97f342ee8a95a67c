"""Giving a peer's envelopes to the rooms: those of one kind together, and each for itself when that fails."""

import time
from collections.abc import Sequence

from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from pasti.kit.words import filled
from pasti.link import queries, schema, versions
from pasti.link.models import NodeRole, Peer, Received
from pasti.link.registry import NeedsPerson, OfSeveral, appliers
from pasti.link.schema import SAYINGS, Body, may_say

# So many of one kind are given to their room together.
MOST_TOGETHER = 100

Ready = tuple[Received, Body]


class Giving:
    """What is given to the rooms in one transaction of the caller's, as long as `is_over` says no.

    `done` are applied, `failed` are not, each with its fault: nothing of those stands.
    """

    def __init__(self, peer: Peer, rows: Sequence[Received], *, seconds: float) -> None:
        self.done: list[Received] = []
        self.failed: list[tuple[Received, Exception]] = []
        self._peer, self._hears = peer, queries.this_node().role
        self._until = time.monotonic() + seconds
        # What was said before that is applied: the same key again must say the same. One question for many.
        kinds, keys = {row.kind for row in rows}, {row.key for row in rows}
        before = Received.objects.filter(peer=peer, kind__in=kinds, key__in=keys).exclude(applied_at=None)
        # In no order: for that of the numbers, all that the peer ever said would be looked at.
        oldest_last = sorted(before, key=lambda row: -row.number)
        self._said = {(row.kind, row.key): row for row in oldest_last}

    @property
    def is_over(self) -> bool:
        """Whether others have waited long enough."""
        return time.monotonic() >= self._until

    def some(self, left: list[Received]) -> list[Received]:
        """Give the first of these and those of its kind that come next; return what is still left."""
        chosen: dict[str, Received] = {}
        others: list[Received] = []
        full = False
        for row in left:
            alike = row.kind == left[0].kind
            # Whether the same again is to be given is known only once it is known what became of the first.
            full = full or len(chosen) == MOST_TOGETHER or (alike and row.key in chosen)
            if alike and not full:
                chosen[row.key] = row
            else:
                others.append(row)
        ready = [(row, body) for row in chosen.values() if (body := self._read(row)) is not None]
        given = self._together(ready) if len(ready) > 1 else 0
        return [row for row, _body in (ready[given:] if given else self._each(ready))] + others

    def _read(self, row: Received) -> Body | None:
        """Return what is to be given; None for what needs no giving, or failed."""
        try:
            if not may_say(row.kind, says=self._peer.role, hears=self._hears):
                raise NeedsPerson(_not_for(row.kind, says=self._peer.role, hears=self._hears))
            if row.kind not in appliers:
                nobody = gettext_lazy("Tidak ada yang menerima “%(what)s” di simpul ini.")
                raise NeedsPerson(filled(nobody, what=lambda: schema.label_of(row.kind)))
            if self._same_before(row):
                self.done.append(row)
                return None
            return SAYINGS[row.kind].shape.model_validate(versions.lifted(row.kind, row.body, row.version))
        except Exception as fault:  # noqa: BLE001 - a fault of ours must not stop the peer's other envelopes
            self._fail(row, fault)
            return None

    def _same_before(self, row: Received) -> bool:
        """Whether the peer said the same under another number; raise NeedsPerson if it said something else."""
        before = self._said.setdefault((row.kind, row.key), row)
        if before is row:
            return False
        if not versions.same_fact(row.kind, (before.body, before.version), (row.body, row.version)):
            differs = gettext_lazy("Pernah disampaikan dengan isi lain, sebagai kiriman %(number)s.")
            raise NeedsPerson(filled(differs, number=before.number))
        return True

    def _together(self, ready: list[Ready]) -> int:
        """Give them together; return how many were, none if one of them stands in the way."""
        try:
            with transaction.atomic():
                given = self._give(ready)
        except Exception:  # noqa: BLE001 - whatever it is: each for itself shows which one it is
            return 0
        self.done += [row for row, _body in ready[:given]]
        return given

    def _give(self, ready: list[Ready]) -> int:
        act = appliers.get(ready[0][0].kind)
        if isinstance(act, OfSeveral):
            act.all([body for _row, body in ready], self._peer)
            return len(ready)
        for count, (_row, body) in enumerate(ready, 1):
            act(body, self._peer)
            if self.is_over:
                return count
        return len(ready)

    def _each(self, ready: list[Ready]) -> list[Ready]:
        """Give each for itself, until the time is over; return what is left."""
        for count, (row, body) in enumerate(ready, 1):
            try:
                with transaction.atomic():
                    appliers.get(row.kind)(body, self._peer)
            except Exception as fault:  # noqa: BLE001 - a fault of ours must not stop the peer's other envelopes
                self._fail(row, fault)
            else:
                self.done.append(row)
            if self.is_over:
                return ready[count:]
        return []

    def _fail(self, row: Received, fault: Exception) -> None:
        self.failed.append((row, fault))
        if self._said.get((row.kind, row.key)) is row:
            del self._said[row.kind, row.key]


def _not_for(kind: str, *, says: str, hears: str) -> Promise:
    return filled(
        gettext_lazy("“%(what)s” tidak boleh disampaikan simpul %(says)s kepada simpul %(hears)s."),
        what=lambda: schema.label_of(kind),
        says=NodeRole(says).label,
        hears=NodeRole(hears).label,
    )
