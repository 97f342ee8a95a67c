"""Heads of chains: each node tells the others how far its chain is, and they keep it.

A history that was rewritten from some place on, with all its hashes made anew, is consistent in itself. It does not
agree with what another node heard before. So every exchange between nodes carries three things (`Words`): the head of
the sender's chain, what it keeps of the receiver's, and its own hashes at the places that the receiver keeps.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import timedelta
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


def head() -> Place:
    """Return the end of our chain."""
    last = Seal.objects.order_by("-position").first()
    return Place(last.position, last.hash) if last else Place(0, GENESIS)


def words_for(node_id: str) -> Words:
    """Return what to tell a node: our head, what we keep of its chain, and our hashes where it keeps some of ours."""
    kept = Head.objects.filter(node_id=node_id, settled_at=None)
    told = Witness.objects.filter(node_id=node_id)
    return Words(
        head=head(),
        kept=_places(kept.filter(position__in=_some(kept, "heard_at"))),
        proven=_places(Seal.objects.filter(position__in=_some(told, "told_at"))),
    )


def _some(rows: QuerySet[Any], moment: str) -> set[int]:
    """The positions of the newest row, the first, and some between."""
    now = clock.now()
    back = {name: Max("position", filter=Q(**{f"{moment}__lt": now - ago})) for name, ago in _BACK.items()}
    found = rows.aggregate(newest=Max("position"), first=Min("position"), **back)
    return {position for position in found.values() if position is not None}


def _places(rows: QuerySet[Any]) -> list[Place]:
    return [Place(position, digest) for position, digest in rows.order_by("position").values_list("position", "hash")]


@transaction.atomic
def hear(node_id: str, node_name: str, words: Words) -> None:
    """Keep what a node says of its chain, and compare it with what it said before. The same twice is harmless.

    What does not agree is marked and journalled once, and stands on the journal's screen and in `pasti check` until
    somebody has looked into it (`settle`).
    """
    said = [*words.proven, words.head]
    ours = Head.objects.filter(node_id=node_id, settled_at=None)
    newest = ours.order_by("-position").first()
    known = {row.position: row for row in ours.filter(position__in=[place.position for place in said])}
    for place in said:
        if place.position in known and known[place.position].hash != place.hash:
            _mark(known[place.position], Head.Trouble.REWRITTEN)
    if newest and words.head.position < newest.position:
        _mark(newest, Head.Trouble.SHORTER)
    elif words.head.position > (newest.position if newest else 0):
        _add(Head, "heard_at", node_id, node_name, words.head, newest)
    told = Witness.objects.filter(node_id=node_id)
    told_already = set(told.filter(position__in=[p.position for p in words.kept]).values_list("position", "hash"))
    for place in words.kept:
        if (place.position, place.hash) not in told_already:
            _add(Witness, "told_at", node_id, node_name, place, told.order_by("-position").first())


def _add(model: Any, moment: str, node_id: str, node_name: str, place: Place, newest: Any) -> None:
    """Keep a place, and let go of the one before it when that lay close behind another."""
    if newest and place.position > newest.position and not getattr(newest, "trouble", ""):
        before = model.objects.filter(node_id=node_id, position__lt=newest.position).order_by("-position").first()
        if before and getattr(newest, moment) - getattr(before, moment) < _APART:
            newest.delete()
    model.objects.create(node_id=node_id, node_name=node_name, position=place.position, hash=place.hash)


def _mark(row: Head, trouble: Head.Trouble) -> None:
    if row.trouble in (trouble, Head.Trouble.REWRITTEN):
        return
    row.trouble, row.noticed_at = trouble, clock.now()
    row.save(update_fields=["trouble", "noticed_at"])
    record(
        f"chain.{trouble}", subject=f"chain:{row.node_id}", by=SYSTEM, node=row.node_name, position=row.position,
        heard=row.heard_at.isoformat(),
    )  # fmt: skip


@transaction.atomic
def settle(row: Head, reason: str, *, by: Actor) -> None:
    """Note that somebody has looked into a history that does not agree, and why it is so.

    From now on the node is measured by what it says next. Raises Refused without a reason.
    """
    said = free_text.checked(reason, none=_("Tuliskan hasil pemeriksaannya."))
    fresh = Head.objects.select_for_update().get(pk=row.pk)
    if not fresh.trouble or fresh.settled_at:
        return
    later = Head.objects.filter(node_id=fresh.node_id, position__gte=fresh.position, settled_at=None)
    later.update(settled_at=clock.now())
    record(
        "chain.settled", subject=f"chain:{fresh.node_id}", by=by, node=fresh.node_name, position=fresh.position,
        reason=said,
    )  # fmt: skip


def troubles() -> QuerySet[Head]:
    """Return the places where another node's history no longer agrees with what it said, and nobody has settled it."""
    return Head.objects.exclude(trouble="").filter(settled_at=None).order_by("noticed_at")


def trouble(pk: int) -> Head | None:
    """Return one of these places."""
    return troubles().filter(pk=pk).first()


def heard() -> QuerySet[Head]:
    """Return all that is kept of other nodes' chains, by node and position."""
    return Head.objects.order_by("node_name", "node_id", "position", "id")


def disagreements(also: Iterable[Place] = ()) -> list[str]:
    """Compare our chain with what other nodes remember of it, and with `also`; return a sentence for each difference.

    The hash of a place in `also` may be the beginning of one, as it was read from paper.
    """
    known = [
        (Place(row.position, row.hash), f"{row.node_name} ({row.node_id}) since {row.told_at:%Y-%m-%d %H:%M} UTC")
        for row in Witness.objects.order_by("node_id", "position", "id")
    ]
    known += [(place, "the head that was given") for place in also]
    positions = {place.position for place, _where in known}
    ours = dict(Seal.objects.filter(position__in=positions).values_list("position", "hash"))
    return [said for place, where in known if (said := _compared(place, ours.get(place.position), where))]


def _compared(place: Place, ours: str | None, where: str) -> str:
    if place.position == 0:
        return ""
    if ours is None:
        return f"position {place.position} is not in this chain, but is known to {where}"
    if not ours.startswith(place.hash):
        return f"position {place.position} is not what is known to {where}: the history was rewritten"
    return ""


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
    """Forget most of what was kept: of the last month one place an hour stays, before that one a day, and the first.

    What does not agree and what was settled stay. Returns how many were forgotten.
    """
    now, forgotten = clock.now(), 0
    kept: list[tuple[Any, str]] = [(Head, "heard_at"), (Witness, "told_at")]
    for model, moment in kept:
        seen: set[tuple[str, str]] = set()
        old = model.objects.filter(**{f"{moment}__lt": now - timedelta(days=1)}).order_by("position")
        for row in old:
            at = getattr(row, moment)
            span = f"{at:%Y-%m-%d %H}" if at > now - timedelta(days=30) else f"{at:%Y-%m-%d}"
            if (row.node_id, span) not in seen:
                seen.add((row.node_id, span))
            elif not getattr(row, "trouble", "") and not getattr(row, "settled_at", None):
                row.delete()
                forgotten += 1
    return forgotten
