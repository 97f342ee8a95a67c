"""A database of its own for tests in which several real processes work at once: a file, or a PostgreSQL database."""

import json
import os
import secrets
import shutil
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


def _is_postgres() -> bool:
    return os.environ.get("PASTI_DATABASE_URL", "").startswith("postgres")


def _database(name: str) -> str:
    return urlunsplit(urlsplit(os.environ["PASTI_DATABASE_URL"])._replace(path=f"/{name}"))


@contextmanager
def empty(folder: Path) -> Iterator[str]:
    """A migrated, empty database, to be copied: a file, or the name of a database."""
    if not _is_postgres():
        file = folder / "empty.sqlite3"
        Node(folder, f"sqlite:///{file}").run("migrate")
        yield str(file)
        return
    name = f"pasti_empty_{secrets.token_hex(4)}"
    with psycopg.connect(os.environ["PASTI_DATABASE_URL"], autocommit=True) as server:
        server.execute(f"CREATE DATABASE {name}")
        try:
            Node(folder, _database(name)).run("migrate")
            yield name
        finally:
            server.execute(f"DROP DATABASE {name} WITH (FORCE)")


@contextmanager
def node(folder: Path, template: str) -> Iterator[Node]:
    """A node on the kind of database that this run of the tests is on."""
    if not _is_postgres():
        file = folder / "test.sqlite3"
        shutil.copy(template, file)
        yield Node(folder, f"sqlite:///{file}")
        return
    name = f"pasti_{secrets.token_hex(4)}"
    with psycopg.connect(os.environ["PASTI_DATABASE_URL"], autocommit=True) as server:
        server.execute(f"CREATE DATABASE {name} TEMPLATE {template}")
        try:
            yield Node(folder, _database(name))
        finally:
            server.execute(f"DROP DATABASE {name} WITH (FORCE)")
