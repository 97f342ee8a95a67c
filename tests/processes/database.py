"""A database of its own for tests in which several real processes work at once: a file, or a PostgreSQL database."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests import once
from tests.house.floors import ROOT


class Node:
    """A data folder and a database, and processes that work in them."""

    def __init__(self, folder: Path, url: str) -> None:
        self.folder = folder
        self.environment = {
            **os.environ,
            "PYTHONPATH": f"{ROOT}:{ROOT / 'src'}",
            "DJANGO_SETTINGS_MODULE": "tests.settings",
            "PASTI_DATA_DIR": str(folder),
            "PASTI_DATABASE_URL": url,
            "PASTI_SECRET_KEY": "for tests only",
        }
        # All that is to be done is done by children of one program, so that it is loaded once.
        self._parent: subprocess.Popen[str] | None = None

    def run(self, *arguments: str) -> Any:
        """Let one process do something (see programs.py); return what it says."""
        if self._parent is None:
            self._parent = subprocess.Popen(
                [sys.executable, "-m", "tests.processes.programs"],
                env=self.environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT,
            )  # fmt: skip
        assert self._parent.stdin
        assert self._parent.stdout
        self._parent.stdin.write(json.dumps(arguments) + "\n")
        self._parent.stdin.flush()
        line = self._parent.stdout.readline()
        assert line, "the program is gone; what it said last stands above"
        said = json.loads(line)
        assert said["failed"] is None, said["failed"]
        return said["result"]

    def end(self) -> None:
        """Let nobody work here any more."""
        if self._parent:
            try:
                # What it hears next is the end, and it goes.
                self._parent.communicate(timeout=60)
            finally:
                self._parent.kill()

    def run_together(self, count: int, *arguments: str) -> list[Any]:
        """Let several processes do the same, beginning at the same moment."""
        said: list[Any] = self.run("together", str(count), *arguments)
        return said


@contextmanager
def node(folder: Path) -> Iterator[Node]:
    """A node with a migrated, empty database, of the kind that this run of the tests is on."""
    with once.database(folder / "test.sqlite3") as url:
        made = Node(folder, url)
        try:
            yield made
        finally:
            made.end()
