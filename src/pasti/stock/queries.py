"""How many blanks there are, and where each is."""

from dataclasses import dataclass

from django.db.models import Count, QuerySet

from pasti.kit import clock
from pasti.offices import policy
from pasti.stock.models import Blank, Delivery, Expected
from pasti.stock.states import State


@dataclass(frozen=True)
class Ledger:
    """The count of blanks by where they are."""

    in_stock: int
    loaded: int
    used: int
    spoiled: int

    @property
    def received(self) -> int:
        """All that ever came in."""
        return self.in_stock + self.loaded + self.used + self.spoiled


def ledger() -> Ledger:
    """Return the counts."""
    rows = dict(Blank.objects.values_list("state").annotate(n=Count("id")).order_by())
    return Ledger(*(rows.get(state, 0) for state in (State.IN_STOCK, State.LOADED, State.USED, State.SPOILED)))


def running_low() -> bool:
    """Whether there are fewer blanks than the office wants to be warned of."""
    return is_low(ledger().in_stock)


def is_low(left: int) -> bool:
    """Whether so many blanks are fewer than the office wants to be warned of."""
    return left < policy.value("stock.warn_below")


def next_serial(*, after: str = "") -> str:
    """Return the serial that would be loaded next (after another one, if given), or nothing."""
    blank = Blank.objects.filter(state=State.IN_STOCK, serial__gt=after).order_by("serial").first()
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
