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
    """A data folder and a database, and programs that run in them."""

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

    def run(self, *arguments: str) -> Any:
        """Let one process do something (see programs.py); return what it says."""
        done = subprocess.run(
            [sys.executable, "-m", "tests.processes.programs", *arguments],
            env=self.environment,
            capture_output=True,
            text=True,
            cwd=ROOT,
            timeout=300,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout.strip().splitlines()[-1])

    def run_together(self, count: int, *arguments: str) -> list[Any]:
        """Let several processes do the same, beginning at the same moment."""
        said: list[Any] = self.run("together", str(count), *arguments)
        return said


@contextmanager
def node(folder: Path) -> Iterator[Node]:
    """A node with a migrated, empty database, of the kind that this run of the tests is on."""
    with once.database(folder / "test.sqlite3") as url:
        yield Node(folder, url)
