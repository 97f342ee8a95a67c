"""When what is seen of a need is believed: it falls at once, and rises when it has stood for a while.

So a need that comes and goes lies in one interval until it is steady, and nobody is told twenty times. Who begins to
look after a pause (a computer that was switched on in the morning) knows nothing of the time before, and does not
believe at once that what has not answered yet has fallen.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from pasti.readiness.needs import State

# So long it must have stood, or stood in another way, before that is believed.
STEADY = timedelta(minutes=1)
# Nobody looked for longer than this: what was in between is not known.
UNSEEN = timedelta(minutes=2)


@dataclass(frozen=True)
class Seen:
    """How a need was seen last, since when so, and since when it has not been seen fallen."""

    state: State
    since: datetime
    stood_since: datetime | None
    looked_at: datetime
    # Since when somebody looks without a pause.
    woke_at: datetime


@dataclass(frozen=True)
class Kept:
    """How a need stands, as it is believed, and since when."""

    state: State
    since: datetime


@dataclass(frozen=True)
class Look:
    """What a look at a need found: what was seen, and what is believed from then on, the earliest first."""

    seen: Seen
    begun: tuple[Kept, ...] = ()


def first_look(state: State, at: datetime, *, at_once: bool = False) -> Look:
    """Return what follows from seeing a need for the first time."""
    believed = state if at_once or not state.fallen else State.UNKNOWN
    return Look(_seen(None, state, at), (Kept(believed, at),))


def look(
    kept: Kept, before: Seen, state: State, at: datetime, *, fell_at: datetime | None = None, at_once: bool = False
) -> Look:
    """Return what follows from seeing a need in a state at a moment, after it was `kept` and seen so `before`.

    `fell_at` is since when it is fallen, where that is known. `at_once` believes without waiting: somebody has said it.
    """
    # A clock that was set back: nothing begins before what is kept began.
    now = max(at, kept.since)
    begun: list[Kept] = []
    if at - before.looked_at > UNSEEN:
        begun += _next(kept, State.UNKNOWN, max(before.looked_at, kept.since))
        if at_once or not state.fallen:
            begun += _next(begun[-1] if begun else kept, state, now)
        return Look(_seen(None, state, at), tuple(begun))
    seen = _seen(before, state, at)
    awake = at_once or at - seen.woke_at >= STEADY
    if state.fallen:
        if awake or kept.state.fallen:
            fell = now if kept.state.fallen else min(fell_at or seen.since, now)
            begun += _next(kept, state, max(kept.since, fell, min(seen.woke_at, now)))
    elif kept.state.fallen:
        if at_once or at - (seen.stood_since or at) >= STEADY:
            begun += _next(kept, state, max(kept.since, seen.stood_since or now))
    elif at_once or at - seen.since >= STEADY:
        begun += _next(kept, state, max(kept.since, seen.since))
    return Look(seen, tuple(begun))


def _seen(before: Seen | None, state: State, at: datetime) -> Seen:
    since = before.since if before is not None and before.state == state else at
    stood = None if state.fallen else (before.stood_since if before and before.stood_since else at)
    return Seen(state, since, stood, at, before.woke_at if before else at)


def _next(kept: Kept, state: State, since: datetime) -> list[Kept]:
    return [] if kept.state == state else [Kept(state, since)]
