"""How it is known whether a need stands: the room that knows tells us how to ask it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from pasti.kit.registry import Registry
from pasti.readiness.needs import Need


@dataclass(frozen=True)
class Answer:
    """Whether a need stands now; `why` it does not, or how well it does, in the reader's language; since when."""

    stands: bool
    why: str = ""
    since: datetime | None = None


Probe = Callable[[], Answer]
P = TypeVar("P", bound=Probe)

probes: Registry[Probe] = Registry("probe")


def probe(need: Need) -> Callable[[P], P]:
    """Register how to ask whether a need stands: `fn()`, asked whenever somebody wants to know. One owner each."""

    def register(fn: P) -> P:
        probes.add(need, fn)
        return fn

    return register
