"""A finished card that is missing and never found: two people declare it lost, and its case gets another one.

Until the second one agrees it may be found. What turns up afterwards is destroyed, never handed over (docs/adr/0074).
"""

from datetime import timedelta

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from pasti.applications import actions as applications
from pasti.applications.lost_card import print_again
from pasti.handover import counting, shelf
from pasti.handover.models import Card, Minutes
from pasti.handover.states import CardState
from pasti.journal.actors import Actor
from pasti.journal.moves import ended, take
from pasti.kit import clock
from pasti.kit.errors import Refused
from pasti.offices import policy


def missing_too_long() -> QuerySet[Card]:
    """Return the cards that have been missing for as long as the office looks for them (`handover.lost_after_days`)."""
    before = clock.now() - timedelta(days=policy.value("handover.lost_after_days"))
    return shelf.missing().filter(state=CardState.MISSING, since__lt=before)


def strays() -> QuerySet[Card]:
    """Return the cards that were declared lost and turned up."""
    return Card.objects.select_related("application").filter(state=CardState.SURFACED).order_by("since", "id")


def declare(keys: list[int], minutes: Minutes, *, by: Actor) -> None:
    """Take missing cards into minutes that declare them lost, in the transaction that proposes those."""
    for card in _cards(Card.objects.filter(pk__in=keys)):
        applications.lock(card.application)
        # Since when it is missing stays: should it not be agreed to, it is looked for as before.
        take(card, "declare", by=by, changes={"lost_by": minutes}, number=minutes.number)


def confirm(minutes: Minutes, *, by: Actor) -> Minutes:
    """Declare cards lost, as the second person, in the caller's transaction; each case goes back to its printing.

    What was found meanwhile is not among them. Raises Refused when all of them were found.
    """
    cards = _cards(minutes.lost_cards.filter(state=CardState.DECLARED))
    if not cards:
        raise Refused(_("Semua kartunya sudah ditemukan. Batalkan berita acara ini."))
    minutes.count = len(cards)
    done = take(minutes, "confirm", by=by, changes={"count": len(cards), **ended(by)}, **minutes.facts)
    for card in cards:
        print_again(card.application, done.number, by=by)
        lost = take(card, "lose", by=by, changes={"since": clock.now()})
        counting.close_of(lost)
    return done


def hold(keys: list[int], minutes: Minutes, *, by: Actor) -> None:
    """Set cards aside that turned up, in the transaction that proposes the minutes of their destruction."""
    for card in _cards(Card.objects.filter(pk__in=keys)):
        changes = {"since": clock.now(), "minutes": minutes}
        take(card, "hold_stray", by=by, changes=changes, number=minutes.number, serial=card.serial)


def withdraw(minutes: Minutes, *, by: Actor) -> None:
    """Undo what `declare` or `hold` did, in the transaction that withdraws the minutes."""
    for card in _cards(minutes.lost_cards.filter(state=CardState.DECLARED)):
        applications.lock(card.application)
        take(card, "recall", by=by, changes={"lost_by": None})
    for card in _cards(minutes.cards.filter(state=CardState.HELD)):
        take(card, "release_stray", by=by, changes={"minutes": None}, serial=card.serial)


def _cards(rows: "QuerySet[Card]") -> list[Card]:
    """Return cards in the order in which their cases are locked."""
    return list(rows.select_related("application__service").order_by("application_id", "id"))
