import pytest
from django.db import connection, transaction

from pasti.journal.actions import OutsideTransaction, record
from pasti.journal.actors import CITIZEN, SYSTEM
from pasti.journal.models import Entry
from pasti.kit import clock


def test_it_writes_who_did_what_to_which_case_and_when(db):
    entry = record("application.ask", subject="application:1", case="1", by=SYSTEM, what="KK")
    entry.refresh_from_db()
    assert (entry.kind, entry.case, entry.by_id, entry.facts) == ("application.ask", "1", "system", {"what": "KK"})
    assert entry.happened_at == entry.recorded_at == clock.now()
    assert entry.sentence == "Berkas belum lengkap: KK"


def test_it_refuses_outside_a_transaction(monkeypatch, db):
    with monkeypatch.context() as outside:
        outside.setattr(transaction.get_connection(), "in_atomic_block", False)
        with pytest.raises(OutsideTransaction):
            record("application.submit", subject="application:1", by=CITIZEN)


def test_it_refuses_an_unknown_kind(db):
    with pytest.raises(LookupError, match=r"nothing\.happened"):
        record("nothing.happened", subject="x", by=SYSTEM)


def test_it_refuses_a_sentence_with_a_hole(db):
    with pytest.raises(ValueError, match="must say: what"):
        record("application.ask", subject="x", by=SYSTEM)


@pytest.mark.parametrize("fact", ["3275015206099001", "NIK 3275015206099001 salah"])
def test_it_refuses_a_nik(db, fact):
    with pytest.raises(ValueError, match="16 digits"):
        record("application.ask", subject="x", by=SYSTEM, what=fact)


@pytest.mark.parametrize(
    "statement", ["UPDATE journal_entry SET by_name = 'x'", "DELETE FROM journal_entry", "DELETE FROM journal_seal"]
)
def test_the_database_refuses_to_change_or_remove_what_was_written(db, statement):
    record("application.submit", subject="application:1", by=CITIZEN)
    from pasti.journal.chain import seal_new

    assert seal_new() == 1
    with pytest.raises(Exception, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    assert Entry.objects.count() == 1


def test_a_row_cannot_be_deleted_through_the_model_either(db):
    entry = record("application.submit", subject="application:1", by=CITIZEN)
    with pytest.raises(TypeError):
        entry.delete()
