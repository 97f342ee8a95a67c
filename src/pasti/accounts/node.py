"""What this room must know of its node. The room that owns the node says it; until then it is a real one."""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Surroundings:
    """The node as accounts see it: whether it is a sample with known passwords, and its name."""

    sample: bool = False
    name: str = ""


_tellers: list[Callable[[], Surroundings]] = []


def described_by(tell: Callable[[], Surroundings]) -> None:
    """Let a room upstairs say what node this is. Asked anew each time: it is never a switch that stays."""
    _tellers.append(tell)


def here() -> Surroundings:
    """Return what node this is; nobody having said anything, a real one without a name."""
    return _tellers[-1]() if _tellers else Surroundings()
