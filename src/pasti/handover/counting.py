"""Counting a box of the shelf by scanning: what is missing, lies elsewhere, or does not belong there."""

import re
from collections.abc import Iterable

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from pasti.handover import queries, shelf
from pasti.handover.models import Card, Finding, ShelfCount
from pasti.handover.states import CARD, CardState, FindingState
from pasti.journal.actions import record
from pasti.journal.actors import SYSTEM, Actor
from pasti.journal.moves import ended, take
from pasti.kit import text
from pasti.kit.errors import NotAllowed, Refused

_MOST = 2_000
_BETWEEN = re.compile(r"[\s,;]+")
_Kind = Finding.Kind


def serials_in(scanned: str) -> list[str]:
    """Return what a barcode reader typed, one serial or slip after the other, as serials, each once.

    A slip's code stands for its card. What is neither is kept as it was read, but for a NIK: it is said to be strange.
    """
    words = [word for word in _BETWEEN.split(scanned) if word]
    if len(words) > _MOST:
        raise Refused(_("Paling banyak %s kartu sekaligus.") % _MOST)
    return list(dict.fromkeys(text.without_niks(queries.serial_in(word)) for word in words))


@transaction.atomic
def count(rack: int, box: int, scanned: str, *, by: Actor) -> ShelfCount:
    """Note what was scanned in a box, and hold it against what should lie there.

    A card that was reported missing and lies here is found. What older counts had found and is so no more is settled.
    The same twice finds nothing new. Raises NotAllowed for who does not work at the shelf, Refused for a box that
    there is not and for nothing scanned in a box that is not empty.
    """
    if not by.roles & CARD.moves["put"].by:
        raise NotAllowed(_("Rak dihitung oleh petugas loket atau operator cetak."))
    if (rack, box) not in {(one.rack, one.box) for one in shelf.boxes()}:
        raise Refused(_("Kotak itu tidak ada."))
    seen = serials_in(scanned)
    expected = {card.serial: card for card in shelf.kept().filter(rack=rack, box=box)}
    row = ShelfCount.objects.create(rack=rack, box=box, by=by.name, scanned=len(seen), expected=len(expected))
    for serial in seen:
        if serial not in expected:
            _look_at(row, serial, by)
    for serial, card in expected.items():
        if serial not in seen:
            _note(row, _Kind.MISSING, serial, card)
    _settle_older(row, seen, by)
    found = row.findings.count()
    record("shelf.count", subject=f"box:{rack}-{box}", by=by, rack=rack, box=box, count=len(seen), found=found)
    return row


def _look_at(row: ShelfCount, serial: str, by: Actor) -> None:
    card = shelf.with_serial(serial)
    if card and card.state in shelf.MISSED:
        shelf.found(card, inside=(row.rack, row.box), by=by)
    elif card and card.state == CardState.KEPT:
        _note(row, _Kind.MISPLACED, serial, card)
    else:
        if card and card.state == CardState.LOST:
            shelf.surface(card, by=by)
        _note(row, _Kind.STRANGE, serial, card)


def _note(row: ShelfCount, kind: str, serial: str, card: Card | None) -> None:
    # What nobody has put right is the same matter, reported or not; the card lies where it was seen last.
    if not open_findings().filter(kind=kind, serial=serial).update(count=row, card=card):
        Finding.objects.get_or_create(
            kind=kind, serial=serial, state=FindingState.OPEN, defaults={"count": row, "card": card}
        )


def _settle_older(row: ShelfCount, seen: Iterable[str], by: Actor) -> None:
    older = open_findings().exclude(count=row)
    here = older.filter(count__rack=row.rack, count__box=row.box)
    came_back = older.filter(kind__in=[_Kind.MISSING, _Kind.MISPLACED], serial__in=seen).filter(
        card__rack=row.rack, card__box=row.box
    )
    gone = here.exclude(kind=_Kind.MISSING).exclude(serial__in=seen)
    for finding in [*came_back, *gone]:
        _end(finding, "put_right", by)


@transaction.atomic
def put_right(finding: Finding, *, by: Actor) -> Finding:
    """Note that what was found is in order: the card lies in its place again, or was taken out of the box."""
    card = finding.card
    if card and Card.locked(card.pk).state in shelf.MISSED:
        shelf.found(card, by=by)
    return _end(finding, "put_right", by)


@transaction.atomic
def found(card: Card, *, by: Actor) -> Card:
    """Note that a card that was reported missing was found: it has a place again, and no count waits for it."""
    kept = shelf.found(card, by=by)
    for finding in open_findings().filter(kind=_Kind.MISSING, card=kept):
        _end(finding, "put_right", by)
    return kept


@transaction.atomic
def keep_here(finding: Finding, *, by: Actor) -> Finding:
    """Note that a card that lies in another box than its own stays there. Raises Refused when that is full."""
    if finding.kind != _Kind.MISPLACED or finding.card is None:
        raise Refused(_("Hanya kartu yang salah tempat dapat dicatat di kotak ini."))
    shelf.move_to(finding.card, (finding.count.rack, finding.count.box), by=by)
    return _end(finding, "put_right", by)


@transaction.atomic
def report(finding: Finding, *, by: Actor) -> Finding:
    """Report to the head what cannot be put right: a card that is gone, or one that must not be there.

    Nobody is told to come for a card that is gone until it is found.
    """
    if finding.kind == _Kind.MISPLACED:
        raise Refused(_("Kartu ini ada: kembalikan ke tempatnya, atau catat di kotak ini."))
    # The card first, as who puts it right does: two may be at one finding.
    card = Card.locked(finding.card.pk) if finding.card else None
    done = _end(finding, "report", by)
    if done.kind == _Kind.MISSING and card and card.state == CardState.KEPT:
        shelf.report_missing(card, by=by)
    return done


def _end(finding: Finding, move: str, by: Actor) -> Finding:
    said = text.both(lambda: str(_Kind(finding.kind).label))
    return take(finding, move, by=by, changes=ended(by), serial=finding.serial, what=said)


def open_findings() -> QuerySet[Finding]:
    """Return what counts found and nobody has put right, reported or not, the oldest first."""
    rows = Finding.objects.select_related("count", "card__application__service")
    return rows.filter(state__in=[FindingState.OPEN, FindingState.REPORTED])


def close_of(card: Card) -> None:
    """End what counts found of a card that has left, in the caller's transaction: it needs nobody any more.

    That a card lies where it must not be is another matter, and stays until it is taken out.
    """
    for finding in open_findings().filter(card=card).exclude(kind=_Kind.STRANGE):
        _end(finding, "close", SYSTEM)


def counts() -> QuerySet[ShelfCount]:
    """Return the counts, the newest first."""
    return ShelfCount.objects.all()
