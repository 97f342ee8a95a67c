"""How many people who was called served, and when: the room that knows says so. Only of a day that is asked for."""

from collections.abc import Callable, Iterable
from datetime import datetime

from pasti.kit.registry import Registry

# (account, when somebody came to their counter), from one moment until another.
Served = Callable[[datetime, datetime], Iterable[tuple[int, datetime]]]

_knowing: Registry[Served] = Registry("who served whom, and when")


def served_by(name: str) -> Callable[[Served], Served]:
    """Register a room that knows whom accounts served: `fn(since, until)`, figures only and no people served."""

    def register(fn: Served) -> Served:
        return _knowing.add(name, fn)

    return register


def between(since: datetime, until: datetime) -> list[tuple[int, datetime]]:
    """Return (account, when) of everybody who was served from one moment until another, in order of time."""
    found = [one for name in _knowing.names() for one in _knowing.get(name)(since, until)]
    return sorted(found, key=lambda one: one[1])
