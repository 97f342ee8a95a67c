"""Tables of allowed moves: what a MOVES table is made of, and nothing about how a move is taken (see journal.moves)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from django.db import models
from django.utils.functional import Promise


@dataclass(frozen=True)
class Move:
    """One allowed step: from any of `sources` to `target`, by whoever holds one of the roles in `by`."""

    sources: frozenset[str]
    target: str
    label: str | Promise
    by: frozenset[str] = field(default_factory=frozenset)


def move(sources: Iterable[str] | str, target: str, label: str | Promise, *, by: Iterable[str]) -> Move:
    """Write one line of a MOVES table."""
    given = [sources] if isinstance(sources, str) else list(sources)
    return Move(frozenset(str(s) for s in given), str(target), label, frozenset(str(r) for r in by))


@dataclass(frozen=True)
class Machine:
    """A small machine: its states with their names, where it starts, and the moves between them."""

    noun: str
    states: type[models.TextChoices]
    start: str
    moves: Mapping[str, Move]
    # Technical moves that are not worth a line in the journal.
    quiet: frozenset[str] = frozenset()

    def open_to(self, state: str, roles: Iterable[str]) -> list[str]:
        """Return the names of the moves that these roles may take from this state."""
        held = set(roles)
        return [name for name, move in self.moves.items() if state in move.sources and held & move.by]

    def label(self, state: str) -> str:
        """Return the readable name of a state."""
        return str(self.states(state).label)
