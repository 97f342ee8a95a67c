"""Who wants to write to SQLite stands in a line, and comes before the one who has just written."""

import fcntl
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import IntegrityError, OperationalError, connections, transaction

from pasti.kit.sqlite import turns
from pasti.kit.sqlite.base import DatabaseWrapper
from pasti.kit.sqlite.turns import Turn


def held(file: Path, what: str) -> bool:
    """Whether somebody holds one of the two locks of a file."""
    handle = os.open(f"{file}-{what}", os.O_RDWR | os.O_CREAT)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    finally:
        os.close(handle)
    return False


def _running(program: str) -> "subprocess.Popen[str]":
    """Start a program of Python and wait for its first line."""
    command = [sys.executable, "-c", program]
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert process.stdout
    process.stdout.readline()
    return process


def test_who_had_a_turn_comes_after_the_one_who_waits(tmp_path):
    file = tmp_path / "x.sqlite3"
    mine, came = Turn(str(file)), []

    def wait() -> None:
        his = Turn(str(file))
        came.append("he")
        his.give_back()

    waiter = threading.Thread(target=wait)
    waiter.start()
    while not held(file, "line"):
        pass
    mine.give_back()
    mine = Turn(str(file))
    came.append("I")
    mine.give_back()
    waiter.join()
    assert came == ["he", "I"]
    assert not held(file, "line")
    assert not held(file, "turn")


def test_a_turn_goes_with_the_process_that_had_it(tmp_path):
    file = tmp_path / "x.sqlite3"
    program = f"from pasti.kit.sqlite.turns import Turn; his = Turn({str(file)!r}); print(flush=True); input()"
    process = _running(program)
    assert held(file, "turn")
    process.send_signal(signal.SIGKILL)
    process.communicate()
    turn = Turn(str(file))
    assert turn.is_ours
    turn.give_back()


def test_who_has_waited_long_goes_on_without(tmp_path, monkeypatch):
    monkeypatch.setattr(turns, "_LONGEST", 0.0)
    file = str(tmp_path / "x.sqlite3")
    first, second = Turn(file), Turn(file)
    assert (first.is_ours, second.is_ours) == (True, False)
    second.give_back()
    first.give_back()


def test_where_no_file_can_be_the_line_is_left_out(tmp_path):
    turn = Turn(str(tmp_path / "nowhere" / "x.sqlite3"))
    assert not turn.is_ours
    turn.give_back()


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "x.sqlite3"


@pytest.fixture
def connection(file, django_db_blocker) -> Iterator[DatabaseWrapper]:
    options = {"transaction_mode": "IMMEDIATE", "timeout": 0}
    alike = {**connections["default"].settings_dict, "ENGINE": "pasti.kit.sqlite", "NAME": file, "OPTIONS": options}
    connection = DatabaseWrapper(alike, alias="turns")
    connections["turns"] = connection
    with django_db_blocker.unblock():
        with connection.cursor() as cursor:
            cursor.execute("CREATE TABLE people (name text UNIQUE)")
        yield connection
        connection.close()
    del connections["turns"]


def names(connection: DatabaseWrapper) -> list[str]:
    with connection.cursor() as cursor:
        return [name for (name,) in cursor.execute("SELECT name FROM people ORDER BY name").fetchall()]


def add(connection: DatabaseWrapper, name: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO people VALUES (%s)", [name])


def test_a_transaction_has_a_turn_from_its_beginning_to_its_end(connection, file):
    with transaction.atomic(using="turns"):
        assert held(file, "turn")
        add(connection, "Siti")
        with transaction.atomic(using="turns"):
            add(connection, "Budi")
        assert held(file, "turn")
    assert not held(file, "turn")
    assert names(connection) == ["Budi", "Siti"]


def test_a_transaction_that_failed_gives_its_turn_back(connection, file):
    def twice() -> None:
        with transaction.atomic(using="turns"):
            add(connection, "Siti")
            add(connection, "Siti")

    with pytest.raises(IntegrityError):
        twice()
    assert not held(file, "turn")
    assert names(connection) == []


def test_one_that_cannot_begin_or_loses_its_connection_gives_it_back(connection, file):
    blocks = f"import sqlite3; c = sqlite3.connect({str(file)!r}); c.execute('BEGIN IMMEDIATE')"
    blocker = _running(blocks + "; print(flush=True); input()")
    with pytest.raises(OperationalError, match="locked"), transaction.atomic(using="turns"):
        pass
    assert not held(file, "turn")
    blocker.communicate("\n")
    with transaction.atomic(using="turns"):
        connection.close()
    assert not held(file, "turn")


def test_a_statement_by_itself_has_a_turn_when_it_writes(connection, file, monkeypatch):
    taken = []
    monkeypatch.setattr("pasti.kit.sqlite.base.Turn", lambda path: taken.append(path) or Turn(path))
    add(connection, "Siti")
    names(connection)
    with connection.cursor() as cursor:
        cursor.executemany("DELETE FROM people WHERE name = %s", [["Siti"], ["Budi"]])
    assert taken == [str(file)] * 2
    assert not held(file, "turn")
