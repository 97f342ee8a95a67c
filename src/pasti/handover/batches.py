"""Cards that leave the office together: to a pick-up point and back, or in the hands of who brings them home.

One sends, another receives by scanning. Each card of a batch is somewhere until it is handed over, back, or reported.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from django.db import transaction
from django.db.models import Max, Q, QuerySet
from django.utils.translation import gettext as _

from pasti.accounts.roles import Role
from pasti.applications import actions as applications
from pasti.handover import counting, delivery, shelf
from pasti.handover.models import Batch, Card, Point
from pasti.handover.states import BatchState, CardState
from pasti.journal.actions import record
from pasti.journal.actors import Actor
from pasti.journal.moves import check, ended, take
from pasti.kit import clock, free_text, text
from pasti.kit.errors import NotAllowed, Refused
from pasti.offices import actions as offices

_Way = Batch.Way
_IN_A_SENTENCE = 5


@transaction.atomic
def set_point(name: str, *, address: str, hours: str, phone: str = "", by: Actor) -> Point:
    """Note a pick-up point, or what is said of one that is known by this name; the head decides. Twice is harmless.

    Raises NotAllowed for others, Refused when its name, address or hours are lacking: people are sent there.
    """
    if Role.HEAD not in by.roles:
        raise NotAllowed(_("Tempat pengambilan ditetapkan kepala."))
    said = {
        "name": free_text.checked(name, most=80, none=_("Tuliskan nama tempatnya.")),
        "address": free_text.checked(address, most=160, none=_("Tuliskan alamatnya.")),
        "hours": free_text.checked(hours, most=120, none=_("Tuliskan hari dan jam bukanya.")),
        "phone": free_text.checked(phone, most=20),
    }
    point, _new = Point.objects.update_or_create(name=said.pop("name"), defaults=said)
    record("point.set", subject=f"point:{point.pk}", by=by, place=point.name)
    return point


def points() -> QuerySet[Point]:
    """Return the pick-up points, by name."""
    return Point.objects.all()


@transaction.atomic
def send(way: str, scanned: str, *, point: Point | None = None, carried_by: str, by: Actor) -> Batch:
    """Send the cards that were scanned on their way, in one batch with its manifest.

    Raises Refused for a way that is off, for who is to carry them left out, and for a card that does not lie where it
    is sent from, naming it; by post and to the home goes only what its holder wishes to be brought.
    """
    which = _Way(way)
    if not delivery.is_on(which):
        raise Refused(_("Kantor ini tidak mengirim kartu %s.") % which.label)
    if (which in (_Way.POINT, _Way.BACK)) != (point is not None):
        raise Refused(_("Pilih tempat pengambilannya."))
    carrier = free_text.checked(carried_by, most=120, none=_("Tuliskan siapa yang membawanya."))
    serials = counting.serials_in(scanned)
    if not serials:
        raise Refused(_("Pindai kartu yang dikirim."))
    if not by.roles & Card.MACHINE.moves["send"].by:
        raise NotAllowed(_("Kartu dikirim oleh petugas loket atau kepala."))
    # Two who send at once get two numbers; then the cases, in their order.
    offices.lock_office()
    cards = _lying(serials, which, point)
    last = Batch.objects.filter(day=clock.today()).aggregate(last=Max("sequence"))["last"] or 0
    batch = Batch.objects.create(
        way=which, point=point, day=clock.today(), sequence=last + 1, carried_by=carrier, count=len(cards),
        fee=delivery.fee() if which == _Way.POST else 0, sent_by_id=by.id, sent_by=by.name,
        state=BatchState.ON_ITS_WAY,
    )  # fmt: skip
    move = "send" if point else "carry"
    for card in cards:
        changes = {**shelf.NOWHERE, "batch": batch, "since": clock.now()}
        take(card, move, by=by, changes=changes, place=text.both(lambda: going(batch)))
    batch.cards.set(cards)
    record(
        "batch.send", subject=batch.subject, by=by, number=batch.number, way=str(which), count=len(cards),
        carrier=carrier,
    )  # fmt: skip
    return batch


def _lying(serials: Iterable[str], way: str, point: Point | None) -> list[Card]:
    """Lock the cards, or raise Refused, naming those that do not lie there or may not go this way."""
    wanted = set(serials)
    found = Card.objects.select_related("application__service").filter(serial__in=wanted).order_by("application_id")
    cards = []
    for card in found:
        applications.lock(card.application)
        fresh = Card.locked(card.pk)
        at = point if way == _Way.BACK else None
        if fresh.state == (CardState.AT_POINT if at else CardState.KEPT) and fresh.point_id == (at.pk if at else None):
            cards.append(fresh)
    if missing := wanted - {card.serial for card in cards}:
        raise Refused(_("Kartu %s tidak ada di tempat asal kiriman ini.") % shortly(missing))
    if way in (_Way.POST, _Way.HOME):
        wished = delivery.wished([card.application for card in cards])
        if others := {card.serial for card in cards if card.application_id not in wished}:
            raise Refused(_("Pemilik kartu %s tidak minta diantar.") % shortly(others))
    return cards


def going(batch: Batch) -> str:
    """Return how a batch goes, in the reader's language."""
    if batch.way == _Way.BACK:
        return _("dari %s kembali ke kantor") % batch.point
    return _("ke %s") % batch.point if batch.point else str(batch.get_way_display())


def shortly(serials: Iterable[str]) -> str:
    """Return serials for a sentence: the first few, and how many more."""
    names = sorted(serials)
    more = len(names) - _IN_A_SENTENCE
    said = ", ".join(names[:_IN_A_SENTENCE])
    return _("%(said)s dan %(more)s lagi") % {"said": said, "more": more} if more > 0 else said


@dataclass(frozen=True)
class Counted:
    """What a receiver found: how many came now, how many are still on their way, and what does not belong to it."""

    came: int
    left: int
    surplus: list[str]


def why_not(batch: Batch, by: Actor) -> str:
    """Return why this person cannot receive what was sent, in a sentence, or nothing."""
    if batch.way in (_Way.POINT, _Way.BACK) and batch.sent_by_id == by.id:
        return _("Yang menerima harus orang lain daripada %s.") % batch.sent_by
    return ""


@transaction.atomic
def receive(batch: Batch, scanned: str, *, by: Actor) -> Counted:
    """Note which cards of a batch came, as scanned by who received it; of one that is carried home: which came back.

    What came before is harmless, what is not of this batch is said and changes nothing, what did not come stays on its
    way until it is found or reported. Raises NotAllowed for who sent it and for one that was called off.
    """
    _lock_cases(batch)
    fresh = Batch.locked(batch.pk)
    if reason := why_not(fresh, by):
        raise NotAllowed(reason)
    seen = counting.serials_in(scanned)
    if not seen:
        raise Refused(_("Pindai kartu yang diterima."))
    if fresh.state == BatchState.CANCELLED:
        check(fresh, "finish", by)
    ours = set(fresh.cards.values_list("serial", flat=True))
    came = [card for card in fresh.on_the_way.order_by("application_id") if card.serial in seen]
    for card in came:
        _arrive(card, fresh, by)
    counted = Counted(len(came), fresh.on_the_way.count(), [serial for serial in seen if serial not in ours])
    if came or counted.surplus:
        record(
            "batch.receive", subject=fresh.subject, by=by, number=fresh.number, came=counted.came, left=counted.left,
            surplus=shortly(counted.surplus) or "–",
        )  # fmt: skip
    shelf.finish_if_done(fresh, by=by)
    return counted


def _lock_cases(batch: Batch) -> None:
    """The cases first, in their order: somebody may be handing one of the cards over at this moment."""
    for card in Card.objects.select_related("application").filter(batch=batch).order_by("application_id"):
        applications.lock(card.application)


def _arrive(card: Card, batch: Batch, by: Actor) -> None:
    if batch.way == _Way.POINT:
        changes = {"batch": None, "point": batch.point, "since": clock.now(), "told_at": clock.now()}
        take(card, "arrive", by=by, changes=changes, place=str(batch.point))
    else:
        shelf.back(card, "come_back", by=by)


@transaction.atomic
def report_left(batch: Batch, *, by: Actor) -> int:
    """Report missing all that is still on its way with a batch; return how many. Twice is harmless."""
    _lock_cases(batch)
    left = list(still_travelling(batch))
    for card in left:
        shelf.report_missing(card, by=by)
    return len(left)


@transaction.atomic
def cancel(batch: Batch, *, by: Actor) -> Batch:
    """Call off a batch of which nothing was received yet: its cards are where they came from.

    Raises Refused once some of it was received, or handed over.
    """
    _lock_cases(batch)
    fresh = Batch.locked(batch.pk)
    check(fresh, "cancel", by)
    if fresh.on_the_way.count() < fresh.count:
        raise Refused(_("Sebagian kiriman ini sudah diterima atau diserahkan. Pindai yang lain saat tiba."))
    for card in fresh.on_the_way.order_by("application_id"):
        if fresh.way == _Way.BACK:
            changes = {"batch": None, "point": fresh.point, "since": clock.now()}
            take(card, "stay", by=by, changes=changes, place=str(fresh.point))
        else:
            shelf.back(card, "come_back", by=by)
    return take(fresh, "cancel", by=by, changes=ended(by), number=fresh.number)


def batches() -> QuerySet[Batch]:
    """Return the batches: what is on its way first, then the newest."""
    return Batch.objects.select_related("point").order_by("ended_at", "-id")


def late() -> QuerySet[Batch]:
    """Return the batches whose cards should all be somewhere by now: those to points since yesterday, others a week."""
    today = clock.today()
    here = Q(way__in=[_Way.POINT, _Way.BACK], day__lt=today) | Q(day__lt=today - timedelta(days=7))
    return batches().filter(here, state=BatchState.ON_ITS_WAY)


def still_travelling(batch: Batch) -> QuerySet[Card]:
    """Return the cards of a batch that were neither received, handed over nor reported."""
    return batch.on_the_way.select_related("application").order_by("serial")


def contents(batch: Batch) -> QuerySet[Card]:
    """Return all cards that went with a batch."""
    return batch.cards.select_related("application").order_by("application__village_code", "application__name")


def lying_at(point: Point) -> QuerySet[Card]:
    """Return the cards that lie at a pick-up point, the oldest first."""
    return Card.objects.select_related("application__service").filter(point=point).order_by("since", "id")
