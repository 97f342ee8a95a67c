"""Destroying cards with minutes, by two people: old ones that were handed in, new ones that nobody collected.

From the moment they are set aside nobody can be given one of them. SE Mendagri 470.13/11176/SJ: with witnesses.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from pasti.applications import actions as applications
from pasti.applications.uncollected import end_uncollected
from pasti.handover import losing, shelf
from pasti.handover.models import Card, Minutes, Surrendered
from pasti.handover.states import OldCardState
from pasti.journal.actions import record
from pasti.journal.actors import Actor
from pasti.journal.minutes import witnesses_in
from pasti.journal.moves import check, ended, take, take_all
from pasti.kit import clock
from pasti.kit.errors import NotAllowed, Refused
from pasti.offices import actions as offices
from pasti.offices import policy

_Kind = Minutes.Kind
# So many cards at most in one paper.
_MOST = 500


def too_old(now: datetime | None = None) -> QuerySet[Card]:
    """Return the cards that nobody collected in the time that the office's rule gives, the oldest first."""
    before = (now or clock.now()) - timedelta(days=policy.value("handover.destroy_after_days"))
    return shelf.kept().filter(finished_at__lt=before)


def old_cards() -> QuerySet[Surrendered]:
    """Return the old cards that were handed in and are still there, the oldest first."""
    return Surrendered.objects.select_related("application").filter(state=OldCardState.KEPT).order_by("at", "id")


@transaction.atomic
def propose(kind: str, *, witnesses: str, by: Actor) -> Minutes:
    """Set aside all cards of a kind that are to be destroyed or declared lost now, with minutes for them, 500 at most.

    Two witnesses are named, one to a line. Raises Refused without them and when there is no such card, NotAllowed for
    who may not.
    """
    which = _Kind(kind)
    named = witnesses_in(witnesses)
    if len(named) < 2:
        raise Refused(_("Tuliskan dua saksi, satu di setiap baris: nama dan kantornya."))
    if not by.roles & Minutes.MACHINE.moves["confirm"].by:
        raise NotAllowed(_("Pemusnahan diusulkan oleh petugas loket atau kepala."))
    # Two who propose at once get two numbers.
    offices.lock_office()
    keys = list(_OF[which]().values_list("pk", flat=True)[:_MOST])
    if not keys:
        raise Refused(_("Tidak ada kartu yang dapat dimusnahkan atau dinyatakan hilang sekarang."))
    minutes = Minutes.objects.create(kind=which, count=len(keys), witnesses="\n".join(named), **Minutes.proposed(by))
    record("minutes.propose", subject=minutes.subject, by=by, **minutes.facts)
    if which == _Kind.OLD:
        take_all(Surrendered.objects.filter(pk__in=keys), "hold", by=by, changes={"minutes": minutes})
    elif which == _Kind.LOST:
        losing.declare(keys, minutes, by=by)
    elif which == _Kind.STRAY:
        losing.hold(keys, minutes, by=by)
    else:
        _hold(keys, minutes, by)
    return minutes


_OF: dict[str, Callable[[], QuerySet[Any]]] = {
    _Kind.OLD: old_cards,
    _Kind.UNCOLLECTED: too_old,
    _Kind.LOST: losing.missing_too_long,
    _Kind.STRAY: losing.strays,
}


def _hold(keys: list[int], minutes: Minutes, by: Actor) -> None:
    for card in Card.objects.select_related("application").filter(pk__in=keys).order_by("application_id"):
        # The case first: somebody may be at the counter for it at this moment.
        applications.lock(card.application)
        changes = {**shelf.NOWHERE, "since": clock.now(), "minutes": minutes}
        take(card, "hold", by=by, changes=changes, number=minutes.number)


@transaction.atomic
def confirm(minutes: Minutes, *, by: Actor) -> Minutes:
    """Agree, as the second person: the cards are destroyed, and cases of which nobody collected the card have ended.

    Raises NotAllowed for the one who proposed it, and when it is over already.
    """
    fresh = Minutes.locked(minutes.pk)
    check(fresh, "confirm", by)
    if reason := fresh.why_not(by):
        raise NotAllowed(reason)
    if fresh.kind == _Kind.LOST:
        return losing.confirm(fresh, by=by)
    done = take(fresh, "confirm", by=by, changes=ended(by), **fresh.facts)
    take_all(Surrendered.objects.filter(minutes=done), "destroy", by=by)
    for card in _cards(done):
        if done.kind == _Kind.UNCOLLECTED:
            end_uncollected(card.application, done.number, ready_at=card.finished_at, by=by)
        take(card, "destroy", by=by, changes={"since": clock.now()})
    return done


@transaction.atomic
def withdraw(minutes: Minutes, *, by: Actor) -> Minutes:
    """Put what was set aside back: somebody has come for it after all, or it was a mistake."""
    done = take(minutes, "withdraw", by=by, changes=ended(by), **minutes.facts)
    take_all(Surrendered.objects.filter(minutes=done), "release", by=by, changes={"minutes": None})
    if done.kind in (_Kind.LOST, _Kind.STRAY):
        losing.withdraw(done, by=by)
        return done
    for card in _cards(done):
        shelf.back(card, "release", by=by, changes={"minutes": None})
    return done


def _cards(minutes: Minutes) -> QuerySet[Card]:
    return Card.objects.select_related("application").filter(minutes=minutes).order_by("application_id")


def all_minutes() -> QuerySet[Minutes]:
    """Return the destructions: those that wait for a second person first, then the newest."""
    return Minutes.objects.order_by("ended_at", "-id")


def contents(minutes: Minutes) -> list[tuple[str, str]]:
    """Return what minutes are about, for the paper: each card's serial and its case's number, never whose it is."""
    of_kind: dict[str, Any] = {_Kind.OLD: minutes.old_cards, _Kind.LOST: minutes.lost_cards}
    rows: Callable[..., Any] = of_kind.get(minutes.kind, minutes.cards).values_list
    return [(serial or "–", number) for serial, number in rows("serial", "application__number").order_by("serial")]
