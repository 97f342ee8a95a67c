"""What many tests begin with is made once in a run, by whichever process comes first; each takes a copy."""

import fcntl
import os
import secrets
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg

from tests.house.floors import ROOT

# The name of this run, for all its processes: they inherit it.
_RUN = os.environ.setdefault("PASTI_TEST_RUN", secrets.token_hex(4))
_TEMPLATE = f"pasti_once_{_RUN}"


@contextmanager
def once(name: str) -> Iterator[tuple[Path, bool]]:
    """Yield where a thing of this run is kept, and whether it is there; who finds it missing makes it, alone."""
    folder = _folder()
    folder.mkdir(exist_ok=True)
    with (folder / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield folder / name, (folder / name).exists()


@contextmanager
def database(file: Path) -> Iterator[str]:
    """Yield the address of a migrated, empty database of its own: this file, or one of the PostgreSQL server's."""
    if not is_postgres():
        shutil.copy(_template(), file)
        yield f"sqlite:///{file}"
        return
    _template()
    name = f"pasti_{secrets.token_hex(4)}"
    with _server() as server:
        server.execute(f"CREATE DATABASE {name} TEMPLATE {_TEMPLATE}")
        try:
            yield named(name)
        finally:
            server.execute(f"DROP DATABASE {name} WITH (FORCE)")


def is_postgres() -> bool:
    """Whether this run of the tests is on PostgreSQL."""
    return os.environ.get("PASTI_DATABASE_URL", "").startswith("postgres")


def named(name: str) -> str:
    """Return the address of a database of the server that this run is on."""
    return urlunsplit(urlsplit(os.environ["PASTI_DATABASE_URL"])._replace(path=f"/{name}"))


def throw_away() -> None:
    """Remove what was made for this run."""
    if (_folder() / "migrated").exists() and is_postgres():
        with _server() as server:
            server.execute(f"DROP DATABASE IF EXISTS {_TEMPLATE} WITH (FORCE)")
    shutil.rmtree(_folder(), ignore_errors=True)


def kept_for_this_process(name: str) -> Path:
    """Return a path of this process alone, which goes with the run."""
    folder = _folder() / str(os.getpid())
    folder.mkdir(parents=True, exist_ok=True)
    return folder / name


def _template() -> Path:
    with once("migrated") as (made, there):
        if there:
            return made
        coming = made.with_suffix(".coming")
        if is_postgres():
            with _server() as server:
                server.execute(f"CREATE DATABASE {_TEMPLATE}")
            coming.touch()
        _migrate(named(_TEMPLATE) if is_postgres() else f"sqlite:///{coming}")
        return coming.rename(made)


def _migrate(url: str) -> None:
    settings = {"DJANGO_SETTINGS_MODULE": "tests.settings", "PASTI_SECRET_KEY": "for tests only"}
    folders = {"PYTHONPATH": f"{ROOT}:{ROOT / 'src'}", "PASTI_DATA_DIR": str(_folder())}
    subprocess.run(
        [sys.executable, "-m", "django", "migrate", "--verbosity", "0"],
        env={**os.environ, **settings, **folders, "PASTI_DATABASE_URL": url}, check=True, timeout=300,
    )  # fmt: skip


def _server() -> "psycopg.Connection[tuple[object, ...]]":
    return psycopg.connect(os.environ["PASTI_DATABASE_URL"], autocommit=True)


def _folder() -> Path:
    return Path(tempfile.gettempdir()) / f"pasti-tests-{_RUN}"
