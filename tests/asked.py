"""What each test asks a database, so that the other database is asked each thing once.

The two databases differ in how they take a statement. A test proves something of the second one only by a statement,
or the way in which one failed, that no other test has made there. See docs/adr/0071.
"""

import json
import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from functools import lru_cache
from heapq import heapify, heappop, heappush
from pathlib import Path
from typing import Any

_LISTS = re.compile(r"\((?:%s, )*%s\)(?:, \((?:%s, )*%s\))*")
_NUMBERS = re.compile(r"\d+")
_OF_A_TRANSACTION = ("SAVEPOINT", "RELEASE", "ROLLBACK", "BEGIN", "COMMIT")


@lru_cache(maxsize=20_000)
def shape_of(statement: str, failed: str = "") -> str:
    """Return a statement without its numbers and the lengths of its lists, and how it failed."""
    return _NUMBERS.sub("#", _LISTS.sub("(…)", statement)) + (f" → {failed}" if failed else "")


class Asked:
    """The statements of each test, by its id; kept as a file for each process of tests."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.shapes: dict[str, int] = {}
        self.of: dict[str, set[int]] = {}

    @contextmanager
    def noting(self, test: str, wrappers: list[Any]) -> Iterator[None]:
        """Note what is asked while this lasts."""
        mine: set[int] = set()

        def note(execute: Callable[..., Any], statement: str, *how: Any) -> Any:
            failed = ""
            try:
                return execute(statement, *how)
            except Exception as error:
                failed = type(error).__name__
                raise
            finally:
                if not statement.startswith(_OF_A_TRANSACTION):
                    mine.add(self.shapes.setdefault(shape_of(statement, failed), len(self.shapes)))

        wrappers.append(note)
        try:
            yield
        finally:
            wrappers.remove(note)
            self.of.setdefault(test, set()).update(mine)

    def keep(self, name: str) -> None:
        """Write down what was noted in this process."""
        self.folder.mkdir(parents=True, exist_ok=True)
        said = {"shapes": list(self.shapes), "of": {test: sorted(mine) for test, mine in self.of.items()}}
        (self.folder / f"{name}.json").write_text(json.dumps(said))


def read(folder: Path) -> dict[str, frozenset[str]]:
    """Return what was noted by all processes of a run."""
    found: dict[str, frozenset[str]] = {}
    for file in folder.glob("*.json"):
        said = json.loads(file.read_text())
        for test, mine in said["of"].items():
            found[test] = found.get(test, frozenset()) | {said["shapes"][one] for one in mine}
    return found


def enough(asked: dict[str, frozenset[str]], known: Iterable[str] = ()) -> set[str]:
    """Return tests that together ask all that all of them ask; those that ask most that is new come first."""
    seen, chosen = set(known), set()
    # How many new ones a test has can only become fewer: who was first with what is new now is the best.
    queue = [(-len(shapes), test) for test, shapes in asked.items()]
    heapify(queue)
    while queue:
        believed, test = heappop(queue)
        new = asked[test] - seen
        if -believed != len(new):
            heappush(queue, (-len(new), test))
        elif new:
            seen |= new
            chosen.add(test)
    return chosen
