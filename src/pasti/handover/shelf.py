"""Where finished cards lie in the office: racks, boxes in them, numbered places in those. One card in a place.

A card gets the first free place, rack by rack and box by box, when it is printed, and gives it back when it leaves. How
many there are is a rule of the office; what lies in a place that a later rule has not is left there.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any, NamedTuple

from django.db import IntegrityError, transaction
from django.db.models import Count, QuerySet
from django.utils.translation import gettext as _

from pasti.applications.models import Application
from pasti.handover.models import CURRENT, Batch, Card
from pasti.handover.states import BatchState, CardState
from pasti.journal.actions import record
from pasti.journal.actors import Actor
from pasti.journal.moves import check, ended, take
from pasti.kit import clock, text
from pasti.kit.errors import Refused
from pasti.offices import actions as offices
from pasti.offices import policy

# Nobody knows where they are.
MISSED = (CardState.MISSING, CardState.DECLARED)
# So many clerks may want the same place at once before one is told to try again.
_TRIES = 20
# Where a card is that has left.
NOWHERE: dict[str, None] = {"rack": None, "box": None, "slot": None, "batch": None, "point": None}


class Place(NamedTuple):
    """A place on the shelf."""

    rack: int
    box: int
    slot: int

    @property
    def said(self) -> str:
        """What it is called, in the reader's language."""
        return _("Rak %(rack)s · Kotak %(box)s · Nomor %(slot)s") % self._asdict()


class Box(NamedTuple):
    """A box of the shelf, how many cards lie in it, and for how many it is made."""

    rack: int
    box: int
    lies: int
    holds: int

    @property
    def code(self) -> str:
        """How a form names it."""
        return f"{self.rack}-{self.box}"

    @property
    def said(self) -> str:
        """What it is called, in the reader's language."""
        return _("Rak %(rack)s · Kotak %(box)s") % {"rack": self.rack, "box": self.box}


def place_of(card: Card) -> Place | None:
    """Return where a card lies, if it has a place."""
    if card.rack is None or card.box is None or card.slot is None:
        return None
    return Place(card.rack, card.box, card.slot)


def said_of(card: Card) -> str:
    """Return where a card lies, or that it has no place, in the reader's language."""
    place = place_of(card)
    return place.said if place else _("di luar rak: belum punya tempat")


def card_of(application: Application) -> Card | None:
    """Return the finished card that a case has now: not one that was declared lost."""
    return Card.objects.select_related("batch__point", "point").filter(CURRENT, application=application).first()


def kept_of(cases: Iterable[Application]) -> dict[int, str]:
    """Return where the cards of these cases lie that have a place, in words, by the case's key."""
    cards = Card.objects.filter(application__in=list(cases), rack__isnull=False)
    return {card.application_id: said_of(card) for card in cards}


def with_serial(serial: str) -> Card | None:
    """Return the finished card with a serial: what was finished last, should there be two."""
    found = Card.objects.select_related("application__service").filter(serial=serial).order_by("-id")
    return found.first() if serial else None


@transaction.atomic
def shelve(application: Application, *, by: Actor) -> Card:
    """Give a card that was just printed its place. Twice is harmless; with no place free it lies outside for now."""
    card = card_of(application)
    if card is None:
        card = Card.objects.create(application=application, serial=application.product, state=CardState.KEPT)
        _put(card)
        # Which place that was stays on record after it has left.
        record(
            "card.shelve", subject=card.subject, case=application.number, by=by,
            place=_place_in_words(card),
        )  # fmt: skip
    return card


def _put(card: Card, *, inside: tuple[int, int] | None = None) -> bool:
    """Give a card the first free place (in one box if given); return whether there was one.

    The database decides between two who want the same: the other takes the next.
    """
    for _try in range(_TRIES):
        place = next(_free(inside), None)
        if place is None:
            return False
        try:
            with transaction.atomic():
                Card.objects.filter(pk=card.pk).update(**place._asdict())
        except IntegrityError:
            continue
        card.rack, card.box, card.slot = place
        return True
    raise Refused(_("Tempat di rak sedang diperebutkan. Coba sekali lagi."))


def _free(inside: tuple[int, int] | None) -> Iterator[Place]:
    for box in boxes():
        if box.lies < box.holds and inside in (None, (box.rack, box.box)):
            lying = Card.objects.filter(rack=box.rack, box=box.box).values_list("slot", flat=True)
            free = set(range(1, box.holds + 1)) - set(lying)
            yield from (Place(box.rack, box.box, slot) for slot in sorted(free))


def boxes() -> list[Box]:
    """Return the boxes of the shelf as the office's rules have it, in order."""
    racks, each, holds = (
        policy.value(f"handover.{name}") for name in ("racks", "boxes_per_rack", "cards_per_box")
    )  # fmt: skip
    counts = Card.objects.filter(rack__isnull=False).order_by().values_list("rack", "box").annotate(n=Count("pk"))
    lies = {(rack, box): n for rack, box, n in counts}
    places = ((rack, box) for rack in range(1, racks + 1) for box in range(1, each + 1))
    return [Box(rack, box, lies.get((rack, box), 0), holds) for rack, box in places]


def kept() -> QuerySet[Card]:
    """Return the cards that are in the office, the oldest first."""
    cards = Card.objects.select_related("application__service").filter(state=CardState.KEPT)
    return cards.order_by("finished_at", "id")


def without_place() -> QuerySet[Card]:
    """Return the cards that lie in the office and have no place on the shelf."""
    return kept().filter(rack=None)


def missing() -> QuerySet[Card]:
    """Return the cards that were reported missing, and neither found again nor declared lost."""
    gone = Card.objects.select_related("application__service").filter(state__in=MISSED)
    return gone.order_by("since")


def lost() -> QuerySet[Card]:
    """Return the cards that were declared lost and did not turn up, the newest first."""
    return Card.objects.select_related("application__service").filter(state=CardState.LOST).order_by("-since", "-id")


@transaction.atomic
def give_places(*, by: Actor) -> int:
    """Give those without a place the free ones, the oldest first; return how many got one. Twice is harmless.

    Raises NotAllowed for who does not work at the shelf.
    """
    given = 0
    # One at a time, and all cards before any place: whoever holds a card waits for a place, so whoever holds a place
    # must not wait for a card.
    offices.lock_office()
    for fresh in [Card.locked(pk) for pk in without_place().values_list("pk", flat=True)]:
        check(fresh, "put", by)
        if fresh.rack is not None:
            continue
        if not _put(fresh):
            break
        given += 1
        take(fresh, "put", by=by, place=_place_in_words(fresh))
    return given


@transaction.atomic
def move_to(card: Card, box: tuple[int, int], *, by: Actor) -> Card:
    """Note that a card lies in a box from now on, in the first free place there. Raises Refused when it is full."""
    fresh = Card.locked(card.pk)
    check(fresh, "put", by)
    if (fresh.rack, fresh.box) == box:
        return fresh
    if not _put(fresh, inside=box):
        raise Refused(_("Kotak ini sudah penuh menurut daftar. Kembalikan kartunya ke tempatnya."))
    return take(fresh, "put", by=by, changes={"since": clock.now()}, place=_place_in_words(fresh))


@transaction.atomic
def report_missing(card: Card, *, by: Actor) -> Card:
    """Note that a card is not where it should be: nobody is told any more to come for it until it is found."""
    missed = take(card, "miss", by=by, changes={**NOWHERE, "since": clock.now()}, place=_place_in_words(card))
    if card.batch:
        finish_if_done(card.batch, by=by)
    return missed


@transaction.atomic
def found(card: Card, *, inside: tuple[int, int] | None = None, by: Actor) -> Card:
    """Note that a missing card was found: it gets a place again, in the box in which it lay if that has one."""
    return back(card, "find", inside=inside, by=by, changes={"lost_by": None})


@transaction.atomic
def surface(card: Card, *, by: Actor) -> Card:
    """Note that a card that was declared lost turned up: it is destroyed with minutes, and never handed over."""
    return take(card, "surface", by=by, changes={"since": clock.now()}, serial=card.serial)


def back(
    card: Card,
    move: str,
    *,
    inside: tuple[int, int] | None = None,
    by: Actor,
    changes: dict[str, Any] | None = None,
    **facts: Any,
) -> Card:
    """Take a move that brings a card back into the office, in the caller's transaction: it gets a place again."""
    kept_again = take(card, move, by=by, changes={**NOWHERE, **_anew(), **(changes or {})}, **facts)
    if not (inside and _put(kept_again, inside=inside)):
        _put(kept_again)
    return kept_again


@transaction.atomic
def leave(application: Application, *, by: Actor) -> Card | None:
    """Note that what a case made was handed over: its place is free again. Raises NotAllowed while it is missing.

    Returns its card, if it has one.
    """
    card = card_of(application)
    if card and card.state != CardState.HANDED_OVER:
        take(card, "hand_over", by=by, changes={**NOWHERE, "since": clock.now()})
        if card.batch:
            finish_if_done(card.batch, by=by)
    return card


def finish_if_done(batch: Batch, *, by: Actor) -> Batch:
    """End a batch of which no card is on its way any more, in the caller's transaction."""
    fresh = Batch.locked(batch.pk)
    if fresh.state == BatchState.ON_ITS_WAY and not fresh.on_the_way.exists():
        return take(fresh, "finish", by=by, changes=ended(by), number=fresh.number)
    return fresh


def _anew() -> dict[str, datetime]:
    """What holds of a card that came back: where it is since now, and its holder is told so now."""
    return {"since": clock.now(), "told_at": clock.now()}


def _place_in_words(card: Card) -> dict[str, str]:
    return text.both(lambda: said_of(card))
