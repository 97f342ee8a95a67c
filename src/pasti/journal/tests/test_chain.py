"""A journal torn by hand is found, and the row is named. The triggers are taken off first, as somebody would."""

import pytest
from django.db import IntegrityError, connection, transaction

from pasti.journal import append_only, chain, queries
from pasti.journal.actions import record
from pasti.journal.actors import SYSTEM
from pasti.journal.models import Cursor, Entry, Seal, Unsealed

BY_HAND = "the entry was put in by hand, or its seal was removed"


@pytest.fixture
def five(db) -> list[Entry]:
    entries = [record("application.ask", subject=f"application:{i}", by=SYSTEM, what=f"{i}") for i in range(5)]
    assert chain.seal_new() == 5
    return entries


def by_hand(*statements: str) -> None:
    with connection.cursor() as cursor:
        for name, table in append_only.triggers(connection.vendor).items():
            on = f" ON {table}" if connection.vendor == "postgresql" else ""
            cursor.execute(f"DROP TRIGGER IF EXISTS {name}{on}")
        for statement in statements:
            cursor.execute(statement)


def torn() -> list[tuple[int | None, int | None, str]]:
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
    assert torn() == [
        (2, None, "the seals from here to 3 were removed"),
        (None, five[1].id, BY_HAND),
        (None, five[2].id, BY_HAND),
    ]


def test_an_end_that_was_cut_off_is_found_by_who_read_it(five):
    Cursor.objects.create(follower="printing.ask", position=5)
    by_hand("DELETE FROM journal_seal WHERE position > 3", f"DELETE FROM journal_entry WHERE id > {five[2].id}")
    assert torn() == [(4, None, "the seals from here to 5 were removed, and perhaps more")]


def test_an_entry_put_in_by_hand_is_not_sealed_but_named(five):
    forged = Entry(kind="application.submit", subject="a", by_id="x", by_name="x", facts={})
    forged.happened_at = five[0].happened_at
    forged.save()
    assert chain.seal_new() == 0
    assert torn() == [(None, forged.pk, BY_HAND)]


def test_looking_for_work_takes_no_lock_when_there_is_none(five, django_assert_num_queries):
    with django_assert_num_queries(1):
        assert chain.seal_new() == 0


def test_two_tears_are_both_named(five):
    by_hand(f"UPDATE journal_entry SET kind = 'application.submit' WHERE id IN ({five[0].id}, {five[4].id})")
    assert [entry for _position, entry, _what in torn()] == [five[0].id, five[4].id]


def test_sealing_goes_on_where_it_stopped(five):
    record("application.submit", subject="application:9", by=SYSTEM)
    assert chain.seal_new() == 1
    assert list(Seal.objects.order_by("position").values_list("position", flat=True)) == [1, 2, 3, 4, 5, 6]
    assert torn() == []


def test_the_order_of_the_chain_is_that_of_sealing_not_of_ids(db):
    """An entry whose transaction ended later comes later in the chain, whatever its number is (PostgreSQL)."""
    first = record("application.submit", subject="application:1", by=SYSTEM)
    late = Entry(pk=first.pk + 1, kind="application.submit", subject="a", by_id="x", by_name="x", facts={})
    early = Entry(pk=first.pk + 2, kind="application.submit", subject="b", by_id="x", by_name="x", facts={})
    for entry in (early, late):
        entry.happened_at = entry.recorded_at = first.recorded_at
    early.save(force_insert=True)
    Unsealed.objects.create(entry=early)
    chain.seal_new()
    if connection.vendor == "sqlite":
        # One writes after the other there: a number below the last one can only be put in by hand.
        with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
            late.save(force_insert=True)
        return
    late.save(force_insert=True)
    Unsealed.objects.create(entry=late)
    chain.seal_new()
    assert list(Seal.objects.order_by("position").values_list("entry_id", flat=True)) == [first.pk, early.pk, late.pk]
    assert torn() == []


def test_missing_triggers_are_found_and_put_back(db):
    by_hand("SELECT 1")
    assert "journal_entry_no_update" in append_only.missing()
    append_only.protect()
    assert append_only.missing() == []
