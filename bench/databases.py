"""Databases of their own to measure in: a file, and one of the server's if there is one. Thrown away afterwards."""

import os
import secrets
import subprocess
import sys
import tempfile
from urllib.parse import urlsplit, urlunsplit


def each_database(name: str, role: str, *words: str) -> int:
    """Run `python -m bench.NAME WORDS --on this` on each database there is; return the worst status."""
    results = [_child(name, role, words, None)]
    if os.environ.get("PASTI_TEST_POSTGRES"):
        results.append(_child(name, role, words, os.environ["PASTI_TEST_POSTGRES"]))
    return max(results)


def _child(name: str, role: str, words: tuple[str, ...], server: str | None) -> int:
    print(f"\n── {'PostgreSQL' if server else 'SQLite'}, {' '.join(words)} ──", flush=True)
    with tempfile.TemporaryDirectory(prefix="pasti-bench-") as folder:
        if server is None:
            return _program(name, role, words, folder, f"sqlite:///{folder}/node.sqlite3")
        import psycopg

        database = f"pasti_bench_{secrets.token_hex(4)}"
        with psycopg.connect(server, autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {database}")
            try:
                return _program(name, role, words, folder, urlunsplit(urlsplit(server)._replace(path=f"/{database}")))
            finally:
                connection.execute(f"DROP DATABASE {database} WITH (FORCE)")


def _program(name: str, role: str, words: tuple[str, ...], folder: str, url: str) -> int:
    known = {
        "PASTI_DATA_DIR": folder, "PASTI_DATABASE_URL": url, "PASTI_ROLE": role, "PASTI_SECRET_KEY": "for the bench",
        "DJANGO_SETTINGS_MODULE": "pasti.site.settings",
    }  # fmt: skip
    command = [sys.executable, "-m", f"bench.{name}", *words, "--on", "this"]
    return subprocess.run(command, env={**os.environ, **known}, check=False).returncode
