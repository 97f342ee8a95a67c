"""How many blanks there are, and where each is."""

from dataclasses import dataclass

from django.db.models import Count, QuerySet, Sum

from pasti.kit import clock
from pasti.offices import policy
from pasti.stock.models import Blank, Delivery, Expected, Place
from pasti.stock.states import State


@dataclass(frozen=True)
class Ledger:
    """The count of blanks by where they are: `in_stock` at the office, where the machines stand, or at its places."""

    in_stock: int
    elsewhere: int
    travelling: int
    loaded: int
    used: int
    spoiled: int
    held: int
    lost: int
    destroyed: int
    returned: int

    @property
    def received(self) -> int:
        """All that ever came in."""
        return self.in_house + self.used + self.spoiled + self.gone

    @property
    def in_house(self) -> int:
        """What the office still has: on its shelves, on the way between them, in the machine, or set aside."""
        return self.in_stock + self.elsewhere + self.travelling + self.loaded + self.held

    @property
    def gone(self) -> int:
        """What left otherwise than as a card."""
        return self.lost + self.destroyed + self.returned


def ledger() -> Ledger:
    """Return the counts."""
    counts = dict.fromkeys(State.values, 0) | {"elsewhere": 0}
    for state, place, n in Blank.objects.values_list("state", "place").annotate(n=Count("id")).order_by():
        counts["elsewhere" if state == State.IN_STOCK and place else state] += n
    return Ledger(**counts)


@dataclass(frozen=True)
class OfDay:
    """What happened to blanks on a day: published, so that nobody is told at a desk that there are none."""

    received: int
    used: int
    spoiled: int


def of_today() -> OfDay:
    """Return what happened to blanks today."""
    since = clock.at(clock.today())
    received = Delivery.objects.filter(received_at__gte=since).aggregate(n=Sum("count"))["n"] or 0
    ended = Blank.objects.filter(ended_at__gte=since).values_list("state").annotate(n=Count("id")).order_by()
    counts = dict(ended)
    used = counts.pop(State.USED, 0)
    return OfDay(received, used, spoiled=sum(counts.values()))


def by_place() -> list[tuple[Place | None, int]]:
    """Return how many blanks lie ready at each place; the office itself (None) first, and every place that is known."""
    lies = Blank.objects.filter(state=State.IN_STOCK).values_list("place").annotate(n=Count("id")).order_by()
    counts: dict[int | None, int] = dict(lies)
    return [(None, counts.get(None, 0)), *((place, counts.get(place.pk, 0)) for place in Place.objects.all())]


def running_low() -> bool:
    """Whether there are fewer blanks than the office wants to be warned of."""
    return is_low(ledger().in_stock)


def is_low(left: int) -> bool:
    """Whether so many blanks are fewer than the office wants to be warned of."""
    return left < policy.value("stock.warn_below")


def next_serial(*, after: str = "") -> str:
    """Return the serial that would be loaded next at the office (after another one, if given), or nothing."""
    blank = Blank.objects.filter(state=State.IN_STOCK, place=None, serial__gt=after).order_by("serial").first()
    return blank.serial if blank else ""


def deliveries() -> QuerySet[Delivery]:
    """Return deliveries with how many of each are left, newest first."""
    return Delivery.objects.order_by("-received_at", "-id")


def expected() -> QuerySet[Expected]:
    """Return the boxes that are thought to be on their way, the first to come first; also those that should be here."""
    return Expected.objects.filter(over_at=None).order_by("day", "id")


def expected_late() -> QuerySet[Expected]:
    """Return the boxes that should be here by now: nothing rests on them until somebody says another day."""
    return expected().filter(day__lt=clock.today())


def left_of(delivery: Delivery) -> int:
    """Return how many blanks of a delivery are still in stock."""
    return delivery.blanks.filter(state=State.IN_STOCK).count()


def spoiled() -> QuerySet[Blank]:
    """Return spoiled blanks, by serial."""
    return Blank.objects.filter(state=State.SPOILED)
