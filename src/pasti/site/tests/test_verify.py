"""`pasti journal verify` walks the chain and names every torn row."""

import pytest
from django.db import connection

from pasti.journal import append_only, chain
from pasti.journal.models import Entry, Seal
from pasti.site.verify import verify


@pytest.fixture
def sealed(office) -> list[Entry]:
    chain.seal_new()
    return list(Entry.objects.order_by("id"))


def by_hand(statement: str) -> None:
    """Somebody who may do everything in the database changes the journal."""
    with connection.cursor() as cursor:
        for name, table in append_only.triggers(connection.vendor).items():
            on = f" ON {table}" if connection.vendor == "postgresql" else ""
            cursor.execute(f"DROP TRIGGER IF EXISTS {name}{on}")
        cursor.execute(statement)
    append_only.protect()


def test_a_whole_chain(sealed, capsys):
    assert verify() == 0
    said = capsys.readouterr()
    assert str(len(sealed)) in said.out
    assert said.err == ""


def test_an_edited_row_is_named(sealed, capsys):
    row = sealed[3]
    by_hand(f"UPDATE journal_entry SET by_name = 'Orang Lain' WHERE id = {row.pk}")
    assert verify() == 1
    said = capsys.readouterr().err
    assert f"journal_entry {row.pk}," in said
    assert said.count("TORN") == 1


def test_every_torn_row_is_named(sealed, capsys):
    torn = [sealed[1], sealed[4]]
    by_hand(f"UPDATE journal_entry SET facts = '{{}}', kind = 'x' WHERE id IN ({torn[0].pk}, {torn[1].pk})")
    assert verify() == 1
    said = capsys.readouterr().err
    assert all(f"journal_entry {row.pk}," in said for row in torn)


def test_a_removed_row_is_named(sealed, capsys):
    by_hand(f"DELETE FROM journal_entry WHERE id = {sealed[2].pk}")
    assert verify() == 1
    assert f"journal_entry {sealed[2].pk}," in capsys.readouterr().err


def test_a_removed_seal_is_named(sealed, capsys):
    by_hand("DELETE FROM journal_seal WHERE position = 2")
    assert Seal.objects.count() == len(sealed) - 1
    assert verify() == 1
    assert "journal_seal 2" in capsys.readouterr().err


def test_a_missing_guard_is_named(sealed, capsys):
    with connection.cursor() as cursor:
        on = " ON journal_seal" if connection.vendor == "postgresql" else ""
        cursor.execute(f"DROP TRIGGER {'journal_seal_no_update'}{on}")
    assert verify() == 1
    assert "journal_seal_no_update" in capsys.readouterr().err
    append_only.protect()
