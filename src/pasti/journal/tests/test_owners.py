"""On PostgreSQL the role that runs a node may add to the journal and do nothing else to it, whatever it tries."""

import pytest
from django.db import DatabaseError, connection, transaction

from pasti.journal import append_only, chain, owners
from pasti.journal.actions import record
from pasti.journal.actors import SYSTEM
from pasti.journal.models import Entry

pytestmark = pytest.mark.skipif(
    connection.vendor != "postgresql", reason="SQLite has no roles: who has the file may do anything"
)

TRIED = [
    "UPDATE journal_entry SET by_name = 'x'",
    "DELETE FROM journal_entry",
    "TRUNCATE journal_entry CASCADE",
    "DELETE FROM journal_seal",
    "INSERT INTO journal_seal SELECT * FROM journal_seal ON CONFLICT (position) DO UPDATE SET hash = 'x'",
    "DROP TRIGGER journal_entry_no_delete ON journal_entry",
    "ALTER TABLE journal_entry DISABLE TRIGGER ALL",
    "ALTER TABLE journal_entry RENAME TO journal_gone",
    "DROP TABLE journal_seal CASCADE",
    "SET session_replication_role = replica",
    "CREATE OR REPLACE FUNCTION journal_refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN OLD; END $$",
    "DELETE FROM django_migrations",
]


@pytest.mark.parametrize("statement", TRIED)
def test_it_is_refused(running_role, statement):
    record("application.submit", subject="a", by=SYSTEM)
    assert chain.seal_new() == 1
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    assert Entry.objects.count() == 1
    assert list(chain.tears()) == []
    assert append_only.missing() == []


def test_only_the_role_that_runs_a_node_has_no_power_over_it(running_role):
    assert owners.power_over_journal() == ""
    with running_role():
        assert "superuser" in owners.power_over_journal()
