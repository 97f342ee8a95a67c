"""Counting what lies at a place: two people, neither of whom sees what the other or the ledger has."""

from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from pasti.journal.actions import record
from pasti.journal.actors import Actor
from pasti.journal.moves import take
from pasti.kit import clock, text
from pasti.kit.errors import NotAllowed, Refused
from pasti.stock import moving, ranges
from pasti.stock.models import Blank, Count, Place
from pasti.stock.states import CountState, State


@dataclass(frozen=True)
class _Seen:
    count: int
    missing: str
    extra: str


@transaction.atomic
def count(place: Place | None, written: str, *, by: Actor) -> Count:
    """Note what somebody counted at a place, as ranges of serials; the first who does so opens a count.

    Each is held against the ledger as it is at that moment, so work goes on in between. The second must be somebody
    else: NotAllowed. When both found the same missing and the same too many, that is what is so; otherwise it must be
    counted again.
    """
    seen = _held_against_the_ledger(place, ranges.listed(written))
    open_count = waiting(place)
    if open_count is None:
        return _first(place, seen, by)
    fresh = Count.locked(open_count.pk)
    if fresh.state == CountState.WAITING and fresh.first_by_id == by.id:
        raise NotAllowed(_("Anda sudah menghitung; hitungan kedua dilakukan orang lain."))
    changes = {
        "second_at": clock.now(),
        "second_by": by.name,
        "second_count": seen.count,
        "second_missing": seen.missing,
        "second_extra": seen.extra,
    }
    same = (fresh.first_missing, fresh.first_extra) == (seen.missing, seen.extra)
    return take(fresh, "agree" if same else "disagree", by=by, changes=changes, **_facts(place, seen))


def _first(place: Place | None, seen: _Seen, by: Actor) -> Count:
    try:
        with transaction.atomic():
            row = Count.objects.create(
                place=place, state=CountState.WAITING, first_by_id=by.id, first_by=by.name,
                first_count=seen.count, first_missing=seen.missing, first_extra=seen.extra,
            )  # fmt: skip
    except IntegrityError as opened:
        raise Refused(_("Orang lain baru saja memulai hitungan di tempat ini. Simpan sekali lagi.")) from opened
    # How many it was is for the second person's eyes only once they have counted.
    record("count.begin", subject=row.subject, by=by, place=text.both(lambda: moving.name_of(place)))
    return row


def _held_against_the_ledger(place: Place | None, counted: list[str]) -> _Seen:
    lies = Blank.objects.filter(place=place, state=State.IN_STOCK).values_list("serial", flat=True)
    expected, found = set(lies), set(counted)
    return _Seen(len(found), ranges.said(expected - found), ranges.said(found - expected))


def waiting(place: Place | None) -> Count | None:
    """Return the count of a place that waits for its second person."""
    return Count.objects.filter(place=place, state=CountState.WAITING).first()


def counts() -> QuerySet[Count]:
    """Return the counts, the newest first."""
    return Count.objects.select_related("place").order_by("-id")


def unexplained() -> list[Count]:
    """Return each place's last count if both people missed or found something that the ledger still does not explain.

    What was missed is explained once it was reported, found, used or counted anew.
    """
    last: dict[int | None, Count] = {}
    for row in counts().exclude(state=CountState.WAITING).order_by("id"):
        last[row.place_id] = row
    return [row for row in last.values() if row.state == CountState.DISAGREED or (row.differs and _still(row))]


def _still(row: Count) -> bool:
    missing = ranges.listed(row.second_missing)
    lies = Blank.objects.filter(serial__in=missing, place=row.place, state=State.IN_STOCK)
    return bool(row.second_extra) or lies.exists()


def _facts(place: Place | None, seen: _Seen) -> dict[str, Any]:
    return {
        "place": text.both(lambda: moving.name_of(place)),
        "count": seen.count,
        "missing": seen.missing or "–",
        "extra": seen.extra or "–",
    }
