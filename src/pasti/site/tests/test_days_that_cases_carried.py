"""The expected day moved from the case to its promise: nothing that was said to anybody is lost, there and back."""

import sqlite3
from pathlib import Path

import pytest

from pasti.site.tests.program import pasti, rows

# What comes after goes back with it.
_BEFORE = ("promises", "0001_promises")
_BLANK = (
    "nik kk_number name birth_place sex blood_type address rt rw village_code phone religion marital_status "
    "occupation remark product form code_hash filed_by"
)
_EMPTY = dict.fromkeys(_BLANK.split(" "), "")


def migrate(node: Path, *where: str) -> None:
    done = pasti(node, "django", "migrate", "--verbosity", "0", *where)
    assert done.returncode == 0, done.stderr


def write(node: Path, table: str, **fields: object) -> None:
    with sqlite3.connect(node / "pasti.sqlite3") as connection:
        places = ", ".join("?" * len(fields))
        connection.execute(f"INSERT INTO {table} ({', '.join(fields)}) VALUES ({places})", list(fields.values()))


def case(node: Path, key: int, service: str, day: str | None, *, born: str | None = None) -> None:
    (found,) = rows(node, f"SELECT id FROM catalogue_service WHERE code = '{service}'")
    write(
        node,
        "applications_application",
        **_EMPTY,
        id=key,
        number=f"32754821770{key}",
        service_id=found[0],
        state="in_progress",
        repeatable=False,
        answers="{}",
        channel="counter",
        nationality="WNI",
        started_at="2026-11-20 01:00:00",
        accepted_at="2026-11-23 01:30:00" if day else None,
        birth_date=born,
        expected_on=day,
    )


def step(node: Path, key: int, code: str, order: int, *, done: bool) -> None:
    at, by = ("2026-11-23 01:30:00", "Budi") if done else (None, "")
    fields = {"application_id": key, "code": code, "captures": "[]", "done_at": at, "done_by": by}
    write(node, "applications_casestep", **fields, **{'"order"': order})


@pytest.fixture
def before(node: Path) -> Path:
    """A node as it was, with cases that carry their day."""
    migrate(node, *_BEFORE)
    case(node, 1, "NEW", "2026-11-30")
    for order, code in enumerate(("papers", "recording", "centre", "printing", "handover")):
        step(node, 1, code, order, done=order < 2)
    case(node, 2, "NEW16", "2027-03-14", born="2010-03-14")
    case(node, 3, "KK", None)
    return node


def test_what_was_said_becomes_a_promise(before):
    migrate(before)
    found = rows(
        before,
        "SELECT application_id, what, day, basis, rests_on, made_at, ended_at FROM promises_promise ORDER BY 1",
    )
    at = "2026-11-23 01:30:00"
    assert found == [
        (1, "ready", "2026-11-30", "working-days", '["link", "authorisation", "blanks", "printer"]', at, None),
        (2, "ready", "2027-03-14", "print-age", "[]", at, None),
    ]


def test_and_back(before):
    migrate(before)
    migrate(before, *_BEFORE)
    said = rows(before, "SELECT id, expected_on FROM applications_application ORDER BY 1")
    assert said == [(1, "2026-11-30"), (2, "2027-03-14"), (3, None)]
    assert rows(before, "SELECT count(*) FROM sqlite_master WHERE name = 'promises_promise'") == [(1,)]
    assert rows(before, "SELECT count(*) FROM promises_promise") == [(0,)]
