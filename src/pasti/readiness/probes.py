"""How it is known whether a need stands: the room that knows tells us how to ask it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from pasti.kit.once import once
from pasti.kit.registry import Registry
from pasti.readiness.needs import Need, State, Words


@dataclass(frozen=True)
class Answer:
    """Whether a need stands now; `why` it does not, or how well it does, in the reader's language; since when."""

    stands: bool
    why: str = ""
    since: datetime | None = None
    # Somebody who may do so has taken it away: it does not come back by itself.
    revoked: bool = False
    # It was never set up here: nothing has happened, and nobody is told of it.
    absent: bool = False
    # What the public reads, where what is usually said of the need (see needs.About) would not be true.
    told: Words = ""
    # With which others it fell, where that differs from what is usual (see needs.About).
    group: str = ""
    # What stands falls at this moment unless what it lives on (see needs.About) stands again before.
    falls_at: datetime | None = None

    @property
    def state(self) -> State:
        """How it stands: what stands and has something to be said of it is degraded."""
        if self.stands:
            return State.DEGRADED if self.why else State.UP
        return State.REVOKED if self.revoked else State.DOWN


Probe = Callable[[], Answer | None]
P = TypeVar("P", bound=Probe)

probes: Registry[Probe] = Registry("probe")


def probe(need: Need) -> Callable[[P], P]:
    """Register how to ask whether a need stands: `fn()`, asked whenever somebody wants to know. One owner each.

    It asks the node's own database or disk and nobody outside, and answers None when it cannot tell.
    """

    def register(fn: P) -> P:
        probes.add(need, fn)
        return fn

    return register


def asked(need: Need) -> Answer | None:
    """Return what the room that knows says now; within one page it is asked once. None when nobody can tell."""
    return once(f"probe {need.value}", probes.get(need)) if need in probes else None
