"""Nothing in the journal can be changed, removed, replaced or put between, by whatever verb it is tried."""
# ruff: noqa: E501 - statements as somebody would type them

import pytest
from django.db import DatabaseError, connection, transaction

from pasti.journal import append_only, chain
from pasti.journal.actions import record
from pasti.journal.actors import SYSTEM
from pasti.journal.models import Entry, Unsealed


@pytest.fixture
def three(db) -> list[Entry]:
    entries = [record("application.ask", subject=f"application:{i}", by=SYSTEM, what=f"{i}") for i in range(3)]
    assert chain.seal_new() == 3
    return entries


def refused(statement: str) -> None:
    with pytest.raises(DatabaseError, match=r"append-only|duplicate key|UNIQUE"), transaction.atomic():
        _do(statement)


def _do(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)


_COPY = "SELECT id, kind, subject, 'x', 'x', 'Orang lain', facts, happened_at, recorded_at FROM journal_entry WHERE id = {id}"
_COLUMNS = '(id, kind, subject, "case", by_id, by_name, facts, happened_at, recorded_at)'
_ENTRY = [
    "UPDATE journal_entry SET by_name = 'Orang lain' WHERE id = {id}",
    "DELETE FROM journal_entry WHERE id = {id}",
]
_SEAL = [
    "UPDATE journal_seal SET hash = 'x' WHERE position = 2",
    "DELETE FROM journal_seal WHERE position = 3",
    "INSERT INTO journal_seal (position, entry_id, hash, sealed_at) VALUES (9, 999, 'x', CURRENT_TIMESTAMP)",
    "INSERT INTO journal_seal (position, entry_id, hash, sealed_at) VALUES (2, 999, 'x', CURRENT_TIMESTAMP)",
    "INSERT INTO journal_seal (position, entry_id, hash, sealed_at) VALUES (4, {id}, 'x', CURRENT_TIMESTAMP)",
]
_SQLITE = [
    f"INSERT OR REPLACE INTO journal_entry {_COLUMNS} {_COPY}",
    f"REPLACE INTO journal_entry {_COLUMNS} {_COPY}",
    "UPDATE OR REPLACE journal_entry SET id = {id} WHERE id = {id} + 1",
    "INSERT OR REPLACE INTO journal_seal SELECT position, 'x', sealed_at, entry_id FROM journal_seal WHERE position = 2",
    "INSERT OR REPLACE INTO journal_seal (position, entry_id, hash, sealed_at) VALUES (4, {id}, 'x', CURRENT_TIMESTAMP)",
]
_POSTGRESQL = [
    f"INSERT INTO journal_entry {_COLUMNS} {_COPY} ON CONFLICT (id) DO UPDATE SET by_name = 'Orang lain'",
    f"INSERT INTO journal_entry {_COLUMNS} {_COPY}",
    "INSERT INTO journal_seal SELECT * FROM journal_seal WHERE position = 2 ON CONFLICT (position) DO UPDATE SET hash = 'x'",
    "TRUNCATE journal_entry CASCADE",
    "TRUNCATE journal_seal",
    "TRUNCATE journal_unsealed",
]


def _all() -> list[str]:
    return [*_ENTRY, *_SEAL, *(_SQLITE if connection.vendor == "sqlite" else _POSTGRESQL)]


@pytest.mark.parametrize("statement", _all())
def test_it_is_refused(three, statement):
    refused(statement.format(id=three[1].id))
    assert Entry.objects.count() == 3
    assert list(chain.tears()) == []


def test_an_unsealed_entry_stays_on_the_list_until_it_is_sealed(db):
    entry = record("application.submit", subject="a", by=SYSTEM)
    refused("DELETE FROM journal_unsealed")
    refused(f"UPDATE journal_unsealed SET entry_id = {entry.id + 1}")
    assert chain.seal_new() == 1
    assert not Unsealed.objects.exists()


def test_a_trigger_of_the_same_name_that_refuses_nothing_is_missed(db):
    if connection.vendor == "sqlite":
        _do("DROP TRIGGER journal_entry_no_delete")
        _do("CREATE TRIGGER journal_entry_no_delete BEFORE DELETE ON journal_entry BEGIN SELECT 1; END")
    else:
        _do("ALTER TABLE journal_entry ENABLE REPLICA TRIGGER journal_entry_no_delete")
    assert append_only.missing() == ["journal_entry_no_delete"]
    append_only.protect()
    assert append_only.missing() == []


@pytest.fixture
def waiting(three) -> Entry:
    return record("application.submit", subject="a", by=SYSTEM)


@pytest.mark.parametrize("entry", ["sealed", "nobody"])
def test_nothing_that_cannot_be_sealed_gets_onto_the_list(three, waiting, entry):
    refused(f"INSERT INTO journal_unsealed (entry_id) VALUES ({three[0].id if entry == 'sealed' else 999})")
    assert chain.seal_new() == 1


def test_a_temporary_table_of_the_same_name_fools_no_trigger(three, waiting):
    if connection.vendor == "sqlite":
        # There a trigger looks at its own database only; the statement says what it means.
        _do("CREATE TEMP TABLE journal_seal AS SELECT * FROM main.journal_seal")
        refused("INSERT INTO main.journal_seal VALUES (9, 'x', CURRENT_TIMESTAMP, 999)")
        _do("DROP TABLE temp.journal_seal")
        return
    _do(f"CREATE TEMP TABLE journal_seal AS SELECT 8 AS position, {waiting.id} AS entry_id")
    refused("INSERT INTO public.journal_seal (position, entry_id, hash, sealed_at) VALUES (9, 999, 'x', now())")
    refused("DELETE FROM journal_unsealed")
    _do("DROP TABLE pg_temp.journal_seal")


def test_a_replicas_session_is_refused_too(three):
    if connection.vendor == "postgresql":
        _do("SET LOCAL session_replication_role = replica")
    refused("UPDATE journal_entry SET by_name = 'Orang lain'")


def test_a_function_that_refuses_nothing_is_missed(db):
    if connection.vendor == "sqlite":
        _do("DROP TRIGGER journal_seal_no_update")
        assert append_only.missing() == ["journal_seal_no_update"]
    else:
        _do(
            "CREATE OR REPLACE FUNCTION journal_refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$"
        )
        assert len(append_only.missing()) == 8
    append_only.protect()
    assert append_only.missing() == []


def test_an_entry_torn_out_before_it_was_sealed_is_named_and_stops_no_other(three, waiting):
    later = record("application.submit", subject="b", by=SYSTEM)
    for name, table in append_only.triggers(connection.vendor).items():
        _do(f"DROP TRIGGER {name}" + (f" ON {table}" if connection.vendor == "postgresql" else ""))
    _do(f"DELETE FROM journal_entry WHERE id = {waiting.id}")
    append_only.protect()
    assert chain.seal_new() == 1
    assert later.seal.position == 4
    assert [str(tear) for tear in chain.tears()] == [
        f"journal_entry {waiting.id}: the entry was removed before it was sealed"
    ]
