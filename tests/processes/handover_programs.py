"""What processes of their own do with one card, or one batch."""

from typing import Any

from pasti.applications import actions as applications
from pasti.applications.queries import by_number
from pasti.handover import batches, shelf
from pasti.handover.actions import Collector, Given, hand_over
from pasti.handover.models import Batch, Card, Handover, Relation, Shown
from pasti.journal.actors import Actor
from pasti.journal.models import Entry
from pasti.kit import clock
from pasti.kit.errors import Refused
from pasti.offices.actions import decide
from tests.cast import ALL_ROLES, ANYBODY, accepted
from tests.processes.start import begin


def _clerk(who: str) -> Actor:
    return Actor(f"account:{who}", f"Petugas {who}", ALL_ROLES)


def to_print(count: str) -> list[str]:
    """Make cases whose cards are about to be printed; return their numbers."""
    lost = {"loss_letter": "yes", "loss_letter_date": str(clock.today())}
    cases = [accepted(ANYBODY, "LOST", lost) for _ in range(int(count))]
    return [applications.finish_step(case, "centre", by=ANYBODY).number for case in cases]


def prints(number: str, who: str) -> str:
    """Each prints a card of its own, at one moment."""
    case = by_number(number.split(",")[int(who)])
    assert case is not None
    begin()
    applications.finish_step(case, "printing", by=ANYBODY, changes={"product": f"BK{int(who):08d}"})
    return "printed"


def shelf_places() -> list[list[int | None]]:
    """Where all cards lie."""
    return [list(place) for place in Card.objects.order_by("id").values_list("rack", "box", "slot")]


def gives_places(who: str) -> str:
    """All cards lie outside: half of us give places to all of them, the others each put one card into a box."""
    card = Card.objects.order_by("id")[int(who)]
    begin()
    if int(who) % 2:
        shelf.move_to(card, (1, 1), by=_clerk(who))
    else:
        shelf.give_places(by=_clerk(who))
    return "given"


def clear_the_shelf() -> int:
    """Take all cards out of their places."""
    return Card.objects.update(rack=None, box=None, slot=None)


def hands_over(number: str, who: str) -> str:
    """Everybody hands over the same card, each to somebody else."""
    case = by_number(number)
    assert case is not None
    begin()
    collector = Collector(f"Orang {who}", Relation.SELF, Shown.CARD)
    try:
        hand_over(case, collector, Given(case.product), by=_clerk(who))
    except Refused:
        return "refused"
    return "handed over"


def sends() -> int:
    """Send all cards to a point in one batch; return its key."""
    decide("handover.at_points", value=1, valid_from=clock.today(), legal_basis="SK", by=ANYBODY)
    point = batches.set_point("Kecamatan", address="Jl. Raya 1", hours="Senin–Jumat", by=ANYBODY)
    serials = " ".join(Card.objects.values_list("serial", flat=True))
    return batches.send(Batch.Way.POINT, serials, point=point, carried_by="Asep", by=ANYBODY).pk


def receives(key: str, who: str) -> int:
    """Everybody receives the whole batch; return how many came by whom."""
    begin()
    serials = " ".join(Card.objects.values_list("serial", flat=True))
    return batches.receive(Batch.objects.get(pk=key), serials, by=_clerk(who)).came


def cards_state() -> dict[str, Any]:
    """What became of all of it."""
    return {
        "cards": list(Card.objects.order_by("id").values_list("state", flat=True)),
        "batches": list(Batch.objects.values_list("state", flat=True)),
        "handed_over": Handover.objects.count(),
        "arrived": Entry.objects.filter(kind="card.arrive").count(),
        "given": Entry.objects.filter(kind="application.hand_over").count(),
    }
