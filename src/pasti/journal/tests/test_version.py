"""The mark that displays and kept pages are made of: it tells of every entry, and costs the same all day."""

from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from tests.cast import ANYBODY, MONDAY

from pasti.journal import queries, tallies
from pasti.journal.actions import record
from pasti.journal.models import Entry

MIDNIGHT = MONDAY.replace(hour=0, minute=0)


@pytest.fixture
def settled_at_once(monkeypatch):
    monkeypatch.setattr(tallies, "_SETTLED_AFTER", 0.0)


def opened(n: int = 1) -> None:
    with transaction.atomic():
        for _one in range(n):
            record("counter.opened", subject="counter:1", by=ANYBODY, counter=1)


def mark() -> str:
    return queries.version("counter", since=MIDNIGHT)


def test_every_entry_changes_it_also_after_others_were_settled(db, settled_at_once):
    seen = [mark()]
    for _one in range(6):
        opened()
        seen.append(mark())
    assert len(set(seen)) == 7


def test_it_is_the_same_in_a_process_that_has_just_begun(db, settled_at_once):
    for _one in range(3):
        opened(2)
        old = mark()
    tallies.forget()
    assert mark() == old == f"{Entry.objects.latest('id').pk}-6"


def test_what_is_of_another_kind_or_another_day_does_not_change_it(db, settled_at_once):
    opened()
    before = [mark() for _look in range(3)]
    with transaction.atomic():
        record("policy.decided", subject="policy:x", by=ANYBODY, label="x", value="1", day="2026-11-23")
    assert [mark() for _look in range(3)] == before
    assert queries.version("counter", since=MIDNIGHT + timedelta(days=1)) == "0-0"


def test_a_long_day_is_not_counted_again(db, settled_at_once):
    opened(300)
    for _look in range(3):
        mark()
    opened()
    with CaptureQueriesContext(connection) as asked:
        mark()
    counting = asked.captured_queries[0]["sql"]
    assert Entry.objects.latest("id").pk - 1 == int(counting.split('"id" > ')[1].split(" ")[0].strip("()"))


def test_only_so_many_are_remembered(db):
    for day in range(60):
        queries.version("counter", since=MIDNIGHT + timedelta(days=day))
    assert len(tallies._known) == tallies._MOST
