"""A database of its own for tests in which several real processes work at once: a file, or a PostgreSQL database."""

import json
import os
import secrets
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import psycopg

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

    def start(self, *arguments: str) -> subprocess.Popen[str]:
        """Start one of the programs in tests/processes/programs.py."""
        command = [sys.executable, "-m", "tests.processes.programs", *arguments]
        return subprocess.Popen(
            command, env=self.environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=ROOT
        )

    def result(self, program: subprocess.Popen[str]) -> Any:
        out, err = program.communicate(timeout=300)
        assert program.returncode == 0, err
        return json.loads(out.strip().splitlines()[-1])

    def run(self, *arguments: str) -> Any:
        return self.result(self.start(*arguments))

    def run_together(self, count: int, *arguments: str) -> list[Any]:
        """Run the same program in several processes that begin at the same moment."""
        gate = self.folder / f"gate-{secrets.token_hex(4)}"
        started = [self.start(arguments[0], str(gate), *arguments[1:], str(i)) for i in range(count)]
        for program in started:
            assert program.stdout is not None
            assert program.stdout.readline().strip() == "ready", program.communicate()[1]
        gate.touch()
        return [self.result(program) for program in started]


@contextmanager
def node(folder: Path) -> Iterator[Node]:
    """A node on the kind of database that this run of the tests is on."""
    given = os.environ.get("PASTI_DATABASE_URL", "")
    if not given.startswith("postgres"):
        yield Node(folder, f"sqlite:///{folder / 'test.sqlite3'}")
        return
    name = f"pasti_{secrets.token_hex(4)}"
    with psycopg.connect(given, autocommit=True) as server:
        server.execute(f"CREATE DATABASE {name}")
        try:
            yield Node(folder, urlunsplit(urlsplit(given)._replace(path=f"/{name}")))
        finally:
            server.execute(f"DROP DATABASE {name} WITH (FORCE)")
