"""The port behind which records are searched for: the built-in engine compares words, another one may compare irises.

Its verbs are those of MOSIP's ABIS interface. An engine keeps a gallery of its own: it is told of every recording
(`insert`) before anything is looked for that came later, and knows recordings by a reference. It may take seconds and
may be somewhere else: it is asked by duties, outside of any transaction or lock. What it cannot do it raises; whether
then one recording or the whole engine is in trouble, `ping` tells. It must not keep anybody waiting for more than a
minute: of an engine elsewhere its client sees to that.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from django.conf import settings
from django.utils.module_loading import import_string


@dataclass(frozen=True)
class Probe:
    """A recording as an engine sees it. `pictures` opens its packet: parts by position. `region` is its office's."""

    reference: int
    case: str
    biodata: Mapping[str, Any]
    pictures: Callable[[], Mapping[str, bytes]] = field(repr=False)
    region: str = ""


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
    """What finds recordings of one person. It suggests; a person decides."""

    name: str

    def insert(self, probe: Probe) -> None:
        """Make a recording findable. The same twice is harmless."""
        ...

    def identify(self, probe: Probe) -> list[Candidate] | None:
        """Return what looks like a recording, itself left out; None: not yet, ask again."""
        ...

    def delete(self, reference: int) -> None:
        """Forget a recording: it is found no more. What is not there is forgotten already."""
        ...

    def ping(self) -> bool:
        """Whether the engine can work now. Raising is a no too."""
        ...

    def pending_jobs(self) -> int:
        """How many jobs lie with the engine and are not done."""
        ...

    def reference_count(self) -> int:
        """How many recordings the engine can find."""
        ...


def engine() -> Engine:
    """Return the engine that this centre asks (the setting PASTI_DEDUP_ENGINE)."""
    found: Engine = import_string(settings.DEDUP_ENGINE)()
    return found
