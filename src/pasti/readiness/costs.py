"""What an incident cost. Rooms upstairs say what they know of it; here it is only gathered."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.utils.functional import Promise as Lazy

from pasti.kit.registry import Registry
from pasti.readiness.models import Incident


@dataclass(frozen=True)
class Cost:
    """One line of what an incident cost: how many of what. A `trip` is one that a person made in vain."""

    what: str | Lazy
    count: int
    trip: bool = False


CostOf = Callable[[Incident], Iterable[Cost]]

_rooms: Registry[CostOf] = Registry("cost of an incident")


def costs(name: str) -> Callable[[CostOf], CostOf]:
    """Register what a room says an incident cost: `fn(incident)`, asked whenever somebody looks."""

    def register(fn: CostOf) -> CostOf:
        return _rooms.add(name, fn)

    return register


def cost_of(incident: Incident) -> list[Cost]:
    """Return what an incident cost, trips in vain first; lines with nothing in them are left out."""
    found = [line for name in _rooms.names() for line in _rooms.get(name)(incident) if line.count]
    return sorted(found, key=lambda line: not line.trip)
