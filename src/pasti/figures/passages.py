"""Reading from the journal of a number which lanes its holder went through, and what each took. No database here."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Protocol

OVER = frozenset({"finish", "finish_partly", "end_in_vain", "leave", "close", "close_served"})
_WAITS_AGAIN = frozenset({"requeue", "put_back"})
_NONE = timedelta(0)


class Happened(Protocol):
    """An entry of the journal."""

    @property
    def kind(self) -> str:
        """Such as ticket.call."""

    @property
    def happened_at(self) -> datetime:
        """When."""

    @property
    def facts(self) -> dict[str, object]:
        """What is said of it."""


@dataclass
class Passage:
    """One lane of a coming: since when, how long waited and served, how often called again or in vain."""

    lane: str
    since: datetime
    waited: timedelta = _NONE
    served: timedelta = _NONE
    calls: int = 0
    again: int = 0
    missed: int = 0
    was_served: bool = False
    _waiting: datetime | None = field(default=None, repr=False)
    _serving: datetime | None = field(default=None, repr=False)

    def take(self, move: str, at: datetime) -> None:
        """Let something happen in this lane."""
        if move == "call":
            self.calls += 1
            self.again += self.calls > 1
            self._stop_waiting(at)
        elif move == "recall":
            self.again += 1
        elif move == "miss":
            self.missed += 1
        elif move in ("serve", "resume"):
            self._stop_waiting(at)
            self._serving, self.was_served = at, True
        elif move == "hold":
            self._stop_serving(at)
        elif move in _WAITS_AGAIN:
            self._stop_serving(at)
            self._waiting = at

    def end(self, at: datetime) -> None:
        """Let the lane be over. Who waits still was not called, or not again: that wait is not counted."""
        self._stop_serving(at)
        self._waiting = None

    def _stop_waiting(self, at: datetime) -> None:
        if self._waiting:
            self.waited += max(at - self._waiting, _NONE)
        self._waiting = None

    def _stop_serving(self, at: datetime) -> None:
        if self._serving:
            self.served += max(at - self._serving, _NONE)
        self._serving = None


def passages(entries: Iterable[Happened]) -> tuple[list[Passage], timedelta | None]:
    """Return the lanes of a number in their order, and how long the whole coming took once it is over.

    `entries` are those of one number, oldest first. What is not known here changes nothing.
    """
    found: list[Passage] = []
    began, ended = None, None
    for entry in entries:
        noun, _dot, move = entry.kind.partition(".")
        if noun != "ticket":
            continue
        at = entry.happened_at
        if move in ("issue", "pass_on"):
            if found:
                found[-1].end(at)
            began = began or at
            found.append(Passage(str(entry.facts.get("lane", "")), at, _waiting=at))
        elif found and move in OVER:
            found[-1].end(at)
            ended = at
        elif found:
            found[-1].take(move, at)
    total = max(ended - began, _NONE) if began and ended else None
    return found, total
