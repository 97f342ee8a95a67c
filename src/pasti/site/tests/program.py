"""The `pasti` command as a program of its own, with its own folder and database."""

import os
import sqlite3
import subprocess
import sys
from pathlib import Path

PASSWORD = "kata sandi yang baik"


def environment(folder: Path, **other: str) -> dict[str, str]:
    """What the program knows: nothing of the tests' own settings."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PASTI_", "DJANGO_", "LC_"))}
    url = f"sqlite:///{folder / 'pasti.sqlite3'}"
    return {**kept, "PASTI_DATA_DIR": str(folder), "PASTI_DATABASE_URL": url, "LANG": "en_GB.UTF-8", **other}


def pasti(folder: Path, *words: str, **other: str) -> subprocess.CompletedProcess[str]:
    """Run one command to its end; nobody is there to be asked."""
    return subprocess.run(
        [sys.executable, "-P", "-m", "pasti.site.command", *words],
        env=environment(folder, **other),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def sentence(answer: subprocess.CompletedProcess[str]) -> str:
    """The one sentence with which a command said no."""
    assert answer.returncode == 1, answer.stdout + answer.stderr
    lines = answer.stderr.strip().splitlines()
    assert len(lines) == 1, answer.stderr
    assert lines[0].startswith("pasti: ")
    return lines[0].removeprefix("pasti: ")


def options(folder: Path, **other: str) -> list[str]:
    """Return the options of `pasti init`; an empty one is left out."""
    secret = folder.parent / "password"
    secret.write_text(PASSWORD + "\n")
    given = {
        "name": "Dukcapil Bekasi",
        "region": "32.75",
        "admin": "nur",
        "admin-name": "Nur Aini",
        "password-file": str(secret),
    }
    return [word for name, value in (given | other).items() if value for word in (f"--{name}", value)]


def rows(folder: Path, question: str) -> list[tuple[object, ...]]:
    """Ask the node's database; no database has no rows."""
    if not (folder / "pasti.sqlite3").exists():
        return []
    connection = sqlite3.connect(folder / "pasti.sqlite3")
    try:
        return connection.execute(question).fetchall()
    except sqlite3.OperationalError:
        return []
    finally:
        connection.close()


def change(folder: Path, statement: str) -> None:
    """Change the node's database by hand."""
    connection = sqlite3.connect(folder / "pasti.sqlite3")
    with connection:
        connection.execute(statement)
    connection.close()
