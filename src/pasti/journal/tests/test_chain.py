"""A journal torn by hand is found, and the row is named. The triggers are taken off first, as somebody would."""

import pytest
from django.db import connection

from pasti.journal import append_only, chain, queries
from pasti.journal.actions import record
from pasti.journal.actors import SYSTEM
from pasti.journal.models import Entry, Seal


@pytest.fixture
def five(db) -> list[Entry]:
    entries = [record("application.ask", subject=f"application:{i}", by=SYSTEM, what=f"{i}") for i in range(5)]
    assert chain.seal_new() == 5
    return entries


def by_hand(statement: str) -> None:
    with connection.cursor() as cursor:
        for table in append_only.TABLES:
            for event in ("update", "delete"):
                on = f" ON {table}" if connection.vendor == "postgresql" else ""
                cursor.execute(f"DROP TRIGGER IF EXISTS {table}_no_{event}{on}")
        cursor.execute(statement)


def torn() -> list[tuple[int, int | None, str]]:
    return [(tear.position, tear.entry_id, tear.what) for tear in chain.tears()]


def test_a_whole_chain_holds(five):
    assert torn() == []
    assert queries.chain_length() == 5
    assert queries.unsealed() == 0


def test_an_edited_entry_is_named(five):
    by_hand(f"UPDATE journal_entry SET by_name = 'Orang lain' WHERE id = {five[2].id}")
    assert torn() == [(3, five[2].id, "the entry or its seal was edited")]


def test_a_removed_entry_is_named(five):
    by_hand(f"DELETE FROM journal_entry WHERE id = {five[1].id}")
    assert torn() == [(2, five[1].id, "the entry was removed")]


def test_a_removed_last_entry_is_named(five):
    by_hand(f"DELETE FROM journal_entry WHERE id = {five[4].id}")
    assert torn() == [(5, five[4].id, "the entry was removed")]


def test_an_edited_seal_is_named(five):
    by_hand(f"UPDATE journal_seal SET hash = '{'0' * 64}' WHERE position = 2")
    # The seal itself, and the one after it, which covers it.
    assert [position for position, _entry, _what in torn()] == [2, 3]


def test_removed_seals_are_named(five):
    by_hand("DELETE FROM journal_seal WHERE position IN (2, 3)")
    assert torn() == [(2, None, "the seals from here to 3 were removed")]


def test_two_tears_are_both_named(five):
    by_hand(f"UPDATE journal_entry SET kind = 'application.submit' WHERE id IN ({five[0].id}, {five[4].id})")
    assert [entry for _position, entry, _what in torn()] == [five[0].id, five[4].id]


def test_sealing_goes_on_where_it_stopped(five):
    record("application.submit", subject="application:9", by=SYSTEM)
    assert chain.seal_new() == 1
    assert list(Seal.objects.order_by("position").values_list("position", flat=True)) == [1, 2, 3, 4, 5, 6]
    assert torn() == []


def test_the_order_of_the_chain_is_that_of_sealing_not_of_ids(db):
    """An entry whose transaction ended later comes later in the chain, whatever its number is."""
    first = record("application.submit", subject="application:1", by=SYSTEM)
    late = Entry(pk=first.pk + 1, kind="application.submit", subject="a", by_id="x", by_name="x", facts={})
    early = Entry(pk=first.pk + 2, kind="application.submit", subject="b", by_id="x", by_name="x", facts={})
    for entry in (early, late):
        entry.happened_at = entry.recorded_at = first.recorded_at
    early.save(force_insert=True)
    chain.seal_new()
    late.save(force_insert=True)
    chain.seal_new()
    assert list(Seal.objects.order_by("position").values_list("entry_id", flat=True)) == [first.pk, early.pk, late.pk]
    assert torn() == []


def test_missing_triggers_are_found_and_put_back(db):
    by_hand("SELECT 1")
    assert "journal_entry_no_update" in append_only.missing()
    append_only.protect()
    assert append_only.missing() == []
