"""The port behind which records are searched for: the built-in engine compares words, another one may compare irises.

An engine may take seconds, and may be somewhere else: it is asked by a duty, outside of any transaction or lock. It is
told of every recording (`insert`) before anything is looked for that came later, and knows recordings by a reference.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from django.utils.module_loading import import_string


@dataclass(frozen=True)
class Probe:
    """A recording as an engine sees it. `pictures` opens its packet: parts by position."""

    reference: int
    case: str
    biodata: Mapping[str, Any]
    pictures: Callable[[], Mapping[str, bytes]] = field(repr=False)


@dataclass(frozen=True)
class Candidate:
    """A recording that looks like the one that was looked for: how much (0 to 100), and why (codes).

    `scores` says how alike single parts are (0 to 100, by position such as "face"), of an engine that compares them.
    """

    reference: int
    score: int
    reasons: tuple[str, ...]
    scores: Mapping[str, int] = field(default_factory=dict)


class Engine(Protocol):
    """What finds recordings of one person."""

    name: str

    def insert(self, probe: Probe) -> None:
        """Make a recording findable, for good. The same twice is harmless."""
        ...

    def identify(self, probe: Probe) -> list[Candidate] | None:
        """Return what looks like a recording, itself left out; None: not yet, ask again."""
        ...


_BUILT_IN = "pasti.centre.dedup.demographic.ByWords"


def engine() -> Engine:
    """Return the engine in use."""
    found: Engine = import_string(_BUILT_IN)()
    return found
