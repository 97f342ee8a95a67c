"""What runs in the transaction of a case's move calls nobody outside, and one room only computes days."""

import ast
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from pasti.applications import hooks
from pasti.applications.states import APPLICATION
from pasti.journal.actors import SYSTEM
from tests.cast import accepted
from tests.house.floors import ROOMS, room_of

# What Python says aloud when a program reaches out of itself.
_OUTSIDE = ("socket.connect", "socket.getaddrinfo", "socket.sendto", "subprocess.Popen", "os.system", "smtplib.connect",
            "urllib.Request", "http.client.connect")  # fmt: skip
_listening: list[str] = []
_watching = False


def _hear(event: str, _arguments: tuple[object, ...]) -> None:
    if _watching and event in _OUTSIDE:
        _listening.append(event)


sys.addaudithook(_hear)


@contextmanager
def heard() -> Iterator[list[str]]:
    """What reaches out while this lasts. The database's own library is not heard."""
    global _watching  # noqa: PLW0603 - an audit hook cannot be taken away again
    _listening.clear()
    _watching = True
    try:
        yield _listening
    finally:
        _watching = False


HOOKS = [(move, hook) for move in APPLICATION.moves for hook in hooks.hooks_of(move)]


def test_there_are_hooks():
    assert HOOKS


@pytest.mark.parametrize(("move", "hook"), HOOKS, ids=[f"{move}-{hook.__name__}" for move, hook in HOOKS])
def test_no_hook_calls_outside(office, move, hook):
    case = accepted(office.budi.actor)
    case.promises.all().delete()
    with heard() as calls:
        hook(case, SYSTEM)
    assert calls == []


def test_hooks_are_registered_in_handlers():
    assert {hook.__module__.rpartition(".")[2] for _move, hook in HOOKS} == {"handlers"}


def _connect() -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as line:
        line.connect(("127.0.0.1", 9))


@pytest.mark.parametrize(
    "reach_out",
    [
        _connect,
        lambda: socket.getaddrinfo("localhost", 9),
        lambda: subprocess.run([sys.executable, "-c", ""], check=True),
    ],
)
def test_one_that_called_outside_would_be_heard(reach_out):
    with heard() as calls:
        reach_out()
    assert calls


# Who may turn working days, or an age, into a date of a case.
_DAYS = {"add_working_days", "print_not_before", "printable_from"}


def _asks_for_days() -> set[tuple[str, str]]:
    found = set()
    for file in ROOMS.rglob("*.py"):
        if "tests" in file.parts or "migrations" in file.parts:
            continue
        for node in ast.walk(ast.parse(file.read_text())):
            name = node.attr if isinstance(node, ast.Attribute) else getattr(node, "id", "")
            if name in _DAYS and isinstance(node, ast.Attribute | ast.Name):
                found.add((room_of(file), name))
    return found


def test_one_room_computes_the_days_that_people_are_told():
    # Printing keeps when a card may be printed, from the same function.
    assert _asks_for_days() == {
        ("promises", "add_working_days"),
        ("promises", "printable_from"),
        ("printing", "printable_from"),
        ("applications", "print_not_before"),
    }
