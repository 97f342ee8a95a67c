"""Heads of chains: each node tells the others how far its chain is, and they keep it.

A history that was rewritten from some place on, with all its hashes made anew, is consistent in itself. It does not
agree with what another node heard before. So every exchange between nodes carries (`Words`) the head of the sender's
chain, what it keeps of the receiver's, its own hashes at the places that the receiver keeps, and which of these places
it no longer has. Only the last proves a loss: a lower head alone may be a message that was long on its way.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import islice
from typing import Any

from django.db import transaction
from django.db.models import Max, Min, Q, QuerySet
from django.utils.translation import gettext as _

from pasti.journal.actions import record
from pasti.journal.actors import SYSTEM, Actor
from pasti.journal.chain import GENESIS
from pasti.journal.models import Head, Seal, Witness
from pasti.kit import clock, free_text
from pasti.kit.errors import Refused

# What happened in the last minute may still be rewritten unseen; every contact would be a write otherwise.
_NEXT_AFTER = timedelta(minutes=1)
# One place in ten minutes is enough to measure a history by; the newest is always kept.
_APART = timedelta(minutes=10)
# The newest place, the first, and some that lie back are named in every exchange.
_BACK = {"hour": timedelta(hours=1), "day": timedelta(days=1), "month": timedelta(days=30)}
_LEAST_DIGITS = 16


@dataclass(frozen=True)
class Place:
    """A place in a chain: its position and the hash there. Position 0 is the beginning."""

    position: int
    hash: str


@dataclass(frozen=True)
class Words:
    """What two nodes tell each other of their chains."""

    head: Place
    kept: list[Place] = field(default_factory=list)
    proven: list[Place] = field(default_factory=list)
    lost: list[int] = field(default_factory=list)


def head() -> Place:
    """Return the end of our chain."""
    last = Seal.objects.order_by("-position").first()
    return Place(last.position, last.hash) if last else Place(0, GENESIS)


def words_for(node_id: str) -> Words:
    """Return what to tell a node: our head, what we keep of its chain, and what we have where it keeps some of ours."""
    kept = Head.objects.filter(node_id=node_id, settled_at=None)
    asked = _some(Witness.objects.filter(node_id=node_id), "told_at")
    proven = _places(Seal.objects.filter(position__in=asked))
    return Words(
        head=head(),
        kept=_places(kept.filter(position__in=_some(kept, "heard_at"))),
        proven=proven,
        lost=sorted(asked - {place.position for place in proven}),
    )


def _some(rows: QuerySet[Any], moment: str) -> set[int]:
    """The positions of the newest row, the first, and some between."""
    now = clock.now()
    back = {name: Max("position", filter=Q(**{f"{moment}__lt": now - ago})) for name, ago in _BACK.items()}
    found = rows.aggregate(newest=Max("position"), first=Min("position"), **back)
    return {position for position in found.values() if position is not None}


def _places(rows: QuerySet[Any]) -> list[Place]:
    return [Place(position, digest) for position, digest in rows.order_by("position").values_list("position", "hash")]


@transaction.atomic(savepoint=False)
def hear(node_id: str, node_name: str, words: Words) -> None:
    """Keep what a node says of its chain, and compare it with what it said before. The same twice is harmless.

    What does not agree is marked and journalled once, and stands on the journal's screen and in `pasti check` until
    somebody has looked into it (`settle`). The other way round, what the node remembers of us is kept (`Witness`);
    where it is not what we have, only that node can settle it.
    """
    _hear_head(node_id, node_name, words)
    _hear_witness(node_id, node_name, words.kept)


def _hear_head(node_id: str, node_name: str, words: Words) -> None:
    if words.head.position == 0:
        return
    kept = Head.objects.filter(node_id=node_id, settled_at=None)
    newest = kept.order_by("-position").first()
    said = {place.position: place.hash for place in [words.head, *words.proven]}
    wrong = [row for row in kept.filter(position__in=said).order_by("position") if row.hash != said[row.position]]
    if wrong:
        _mark(wrong[0], Head.Trouble.REWRITTEN)
    elif kept.filter(position__in=words.lost, position__gt=words.head.position).exists():
        first = kept.filter(position__gt=words.head.position).earliest("position")
        _mark(first, Head.Trouble.SHORTER)
    elif newest is None or (
        words.head.position > newest.position and abs(clock.now() - newest.heard_at) >= _NEXT_AFTER
    ):
        _add(Head, "heard_at", node_id, node_name, words.head)


def _hear_witness(node_id: str, node_name: str, told: list[Place]) -> None:
    ours = dict(Seal.objects.filter(position__in=[p.position for p in told]).values_list("position", "hash"))
    wrong = [place for place in told if ours.get(place.position) != place.hash]
    for place in told:
        _add(Witness, "told_at", node_id, node_name, place)
    rows = Witness.objects.filter(node_id=node_id)
    denied = rows.exclude(denied_at=None)
    if wrong and not denied.exists():
        first = min(wrong, key=lambda place: place.position)
        if rows.filter(position=first.position, hash=first.hash, denied_at=None).update(denied_at=clock.now()):
            _note("denied", node_id, node=node_name, position=first.position)
    elif not wrong and denied.update(denied_at=None):
        # The node's people have looked into it: from now on it holds us to what it says now.
        Witness.objects.filter(pk__in=[row.pk for row, ours in _beside_ours(rows) if ours != row.hash]).delete()
        _note("agreed", node_id, node=node_name)


def _add(model: type[Head | Witness], moment: str, node_id: str, node_name: str, place: Place) -> None:
    """Keep a place, and let go of the newest before it when that lay close behind another."""
    rows: QuerySet[Any] = (Head if model is Head else Witness).objects.filter(node_id=node_id)
    # What was settled is history.
    rows, key = (rows.filter(settled_at=None), {}) if model is Head else (rows, {"hash": place.hash})
    last, before = [*rows.order_by("-position")[:2], None, None][:2]
    rows.get_or_create(
        node_id=node_id, position=place.position, **key, defaults={"node_name": node_name, "hash": place.hash}
    )
    close = last and before and getattr(last, moment) - getattr(before, moment) < _APART
    if close and place.position > last.position and not last.is_marked:
        last.delete()


def _mark(row: Head, trouble: Head.Trouble) -> None:
    unmarked = [kind for kind in ("", Head.Trouble.SHORTER) if kind != trouble]
    if Head.objects.filter(pk=row.pk, trouble__in=unmarked).update(trouble=trouble, noticed_at=clock.now()):
        _note(trouble, row.node_id, node=row.node_name, position=row.position, heard=row.heard_at.isoformat())


def _note(what: str, node_id: str, by: Actor = SYSTEM, **facts: Any) -> None:
    record(f"chain.{what}", subject=f"chain:{node_id}", by=by, **facts)


@transaction.atomic
def settle(row: Head, reason: str, *, by: Actor) -> None:
    """Note that somebody has looked into a history that does not agree, and why it is so.

    From now on the node is measured by what it says next: of a history that lost its end, the rest still holds; of one
    that was rewritten, nothing. What was kept stays to be read. Raises Refused without a reason.
    """
    said = free_text.checked(reason, none=_("Tuliskan hasil pemeriksaannya."))
    fresh = Head.objects.select_for_update().get(pk=row.pk)
    if not fresh.trouble or fresh.settled_at:
        return
    kept = Head.objects.filter(node_id=fresh.node_id, settled_at=None)
    if fresh.trouble == Head.Trouble.SHORTER:
        kept = kept.filter(position__gte=fresh.position)
    kept.update(settled_at=clock.now())
    _note("settled", fresh.node_id, by, node=fresh.node_name, position=fresh.position, reason=said)


def troubles() -> QuerySet[Head]:
    """Return the places where another node's history no longer agrees with what it said, and nobody has settled it."""
    return Head.objects.exclude(trouble="").filter(settled_at=None).order_by("noticed_at")


def trouble(pk: int) -> Head | None:
    """Return one of these places."""
    return troubles().filter(pk=pk).first()


def heard() -> QuerySet[Head]:
    """Return all that is kept of other nodes' chains, by node and position."""
    return Head.objects.order_by("node_name", "node_id", "position", "id")


def denials() -> QuerySet[Witness]:
    """Return the places where another node remembers our history otherwise, as it told us itself."""
    return Witness.objects.exclude(denied_at=None).order_by("denied_at")


def witnesses() -> list[Witness]:
    """Return the newest place that each other node remembers of our chain, by name."""
    newest = Witness.objects.order_by("node_id", "-position")
    found = {row.node_id: row for row in reversed(newest)}
    return sorted(found.values(), key=lambda row: row.node_name)


def disagreements(also: Iterable[Place] = ()) -> list[str]:
    """Compare our chain with what other nodes remember of it, and with `also`; return a sentence for each difference.

    The hash of a place in `also` may be the beginning of one, as it was read from paper.
    """
    found = [
        _difference(row.position, f"{row.node_name} ({row.node_id}) since {row.told_at:%Y-%m-%d %H:%M} UTC", ours)
        for row, ours in _beside_ours(Witness.objects.order_by("node_id", "position", "id"))
        if ours != row.hash
    ]
    for place in also:
        ours = Seal.objects.filter(position=place.position).values_list("hash", flat=True).first() or ""
        if place.position and not (ours and ours.startswith(place.hash)):
            found.append(_difference(place.position, "the head that was given", ours) + _mistyped(place.hash, ours))
    return found


def _beside_ours(rows: QuerySet[Witness]) -> Iterator[tuple[Witness, str]]:
    """Yield places that are remembered of our chain, each with the hash that we have there, or nothing."""
    all_of_them = rows.iterator(chunk_size=500)
    while some := list(islice(all_of_them, 500)):
        ours = dict(Seal.objects.filter(position__in={r.position for r in some}).values_list("position", "hash"))
        yield from ((row, ours.get(row.position, "")) for row in some)


def _difference(position: int, where: str, ours: str) -> str:
    if not ours:
        return f"position {position} is not in this chain, but is known to {where}"
    return f"position {position} is not what is known to {where}: the history was rewritten"


def _mistyped(written: str, ours: str) -> str:
    """Say which groups differ when they are few: a rewritten history differs in nearly all."""
    groups = range(0, len(written), 4)
    wrong = [start // 4 + 1 for start in groups if written[start : start + 4] != ours[start : start + 4]]
    few = ours and len(wrong) <= len(groups) // 3
    return f", or it was mistyped (group {', '.join(map(str, wrong))})" if few else ""


def read(written: str) -> Place:
    """Return the place that was written as POSITION:HASH, with or without spaces; raises Refused.

    The hash may be shortened to its first sixteen digits.
    """
    position, _colon, digits = written.partition(":")
    shortened = "".join(digits.split()).lower()
    is_hash = len(shortened) >= _LEAST_DIGITS and set(shortened) <= set("0123456789abcdef")
    if not (position.strip().isdecimal() and is_hash):
        raise Refused(_("Tuliskan kepala jurnal sebagai POSISI:SIDIK, misalnya 1204:9f3a 00c1 77de 4b12."))
    return Place(int(position), shortened)


def spoken(place: Place) -> str:
    """Return a hash in groups of four, to be read aloud or typed."""
    return " ".join(place.hash[i : i + 4] for i in range(0, len(place.hash), 4))


def thin() -> int:
    """Forget most of what was kept: of two days one place an hour stays, of three months one a day, then one a month.

    What does not agree and what was settled stay. Returns how many were forgotten.
    """
    forgotten = 0
    kept: list[tuple[Any, str]] = [(Head, "heard_at"), (Witness, "told_at")]
    for model, moment in kept:
        seen: set[tuple[str, str]] = set()
        old = model.objects.filter(**{f"{moment}__lt": clock.now() - timedelta(hours=2)}).order_by("position")
        # All read before the first is deleted: who reads on and writes beside it is told that the database is locked.
        for row in list(old):
            span = (row.node_id, _span(getattr(row, moment)))
            if span in seen and not row.is_marked:
                row.delete()
                forgotten += 1
            seen.add(span)
    return forgotten


def _span(at: datetime) -> str:
    ago = clock.now() - at
    return (
        f"{at:%Y-%m-%d %H}"
        if ago < timedelta(days=2)
        else f"{at:%Y-%m-%d}"
        if ago < timedelta(days=90)
        else f"{at:%Y-%m}"
    )
