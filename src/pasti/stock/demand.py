"""How many blanks are wanted now: the room that prints says so."""

from collections.abc import Callable

Wanted = Callable[[], int]

_asked: list[Wanted] = []


def wants_blanks(wanted: Wanted) -> Wanted:
    """Register who says how many cards wait for a blank: `fn()`. Several are added up."""
    _asked.append(wanted)
    return wanted


def wanted_now() -> int:
    """Return how many cards wait for a blank now."""
    return sum(wanted() for wanted in _asked)
