from typing import Any

import pytest
from django.db import connection, transaction
from django.utils import translation

from pasti.journal.actions import Fact, OutsideTransaction, record, record_all
from pasti.journal.actors import CITIZEN, SYSTEM, Actor
from pasti.journal.chain import seal_new, tears
from pasti.journal.models import Entry
from pasti.kit import clock


def test_it_writes_who_did_what_to_which_case_and_when(db):
    entry = record("application.ask", subject="application:1", case="1", by=SYSTEM, what="KK")
    entry.refresh_from_db()
    assert (entry.kind, entry.case, entry.by_id, entry.facts) == ("application.ask", "1", "system", {"what": "KK"})
    assert entry.happened_at == entry.recorded_at == clock.now()
    assert entry.sentence == "Berkas belum lengkap: KK"


def said(kind: str, **facts: Any) -> tuple[str, str]:
    entry = record(kind, subject="x", by=SYSTEM, **facts)
    entry.refresh_from_db()
    with translation.override("en"):
        english = entry.sentence
    return entry.sentence, english


def test_codes_are_read_in_the_readers_language(db):
    assert said("application.hand_over", to="family") == (
        "Diserahkan kepada anggota satu KK.", "Handed over to a member of the same family card (KK).",
    )  # fmt: skip
    assert said("holiday.set", day="2026-12-24", name="Cuti bersama", closed=False) == (
        "Kalender: Kamis, 24 Desember 2026, Cuti bersama, buka.",
        "Calendar: Thursday, 24 December 2026, Cuti bersama, open.",
    )
    assert said("hours.changed", hours=[(0, "08:00", "15:00"), (1, "08:00", "15:00")]) == (
        "Jam layanan diubah: Senin–Selasa 08.00–15.00.", "Opening hours changed: Monday–Tuesday 08:00–15:00.",
    )  # fmt: skip
    assert said("recording.exception", what="right-thumb", reason="worn") == (
        "Tidak dapat direkam: ibu jari kanan (sidik jari aus, tidak terbaca).",
        "Cannot be captured: right thumb (worn fingerprints, cannot be read).",
    )
    assert said("account.created", username="siti", roles=["clerk", "head"])[0] == (
        "Akun siti dibuat dengan peran: petugas loket dan kepala dinas atau kepala bidang."
    )
    both = {"id": "KTP-el hilang", "en": "Lost card"}
    assert said("service.changed", service=both, days=3, active=True) == (
        "KTP-el hilang: 3 hari kerja, ditawarkan.", "Lost card: 3 working days, on offer.",
    )  # fmt: skip


def test_a_code_that_is_no_longer_in_use_is_read_as_it_stands(db):
    assert said("application.hand_over", to="tetangga")[0] == "Diserahkan kepada tetangga."


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


@pytest.mark.parametrize(
    "fact",
    [
        "3275015206099001", "NIK 3275015206099001 salah", "3275 0152 0609 9001", "32.75.01.520609.9001",
        "NIK3275015206099001atas", "３２７５０１５２０６０９９００１", "3275\u200b01520609\u00a09001", 3275015206099001,
        3275015206099001.0, ["KK", {"dari": ("3275-0152-0609-9001",)}], {"3275015206099001": "KK"},
    ],
    ids=repr,
)  # fmt: skip
def test_it_refuses_a_nik(db, fact):
    with pytest.raises(ValueError, match="16 digits"):
        record("application.ask", subject="x", by=SYSTEM, what=fact)
    assert not Entry.objects.exists()


@pytest.mark.parametrize(
    "other",
    [
        {"subject": "resident:3275015206099001"}, {"case": "3275015206099001"}, {"3275015206099001": "x"},
        {"by": Actor("a3275015206099001", "Budi", frozenset())},
        {"by": Actor("1", "Budi 3275 0152 0609 9001", frozenset())},
    ],
    ids=str,
)  # fmt: skip
def test_it_refuses_a_nik_wherever_it_stands(db, other):
    with pytest.raises(ValueError, match="16 digits"):
        record("application.submit", **{"subject": "x", "by": SYSTEM} | other)
    assert not Entry.objects.exists()


def test_it_takes_what_only_looks_like_one(db):
    said = [
        "a" * 40 + "1234567890123456" + "f" * 8,
        "3275-4821-7708",
        "198001012005011001",
        str(clock.now()),
        0.1234567890123456,
    ]
    assert record("application.ask", subject="ticket:2026-11-23/C-001", by=SYSTEM, what=said).facts == {"what": said}


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


def test_several_facts_are_written_in_their_order_and_wait_for_their_seals(db):
    facts = [Fact("application.ask", f"application:{n}", SYSTEM, case=str(n), facts={"what": "KK"}) for n in range(120)]
    record_all(facts)
    assert list(Entry.objects.order_by("id").values_list("case", flat=True)) == [str(n) for n in range(120)]
    assert seal_new() == 120
    assert list(tears()) == []


@pytest.mark.parametrize("wrong", [{}, {"what": "NIK 3275015206099001"}])
def test_of_several_facts_none_is_written_when_one_may_not_be(db, wrong):
    good = Fact("application.ask", "application:1", SYSTEM, facts={"what": "KK"})
    with pytest.raises(ValueError, match=r"must say|16 digits"):
        record_all([good, Fact("application.ask", "application:2", SYSTEM, facts=wrong)])
    assert not Entry.objects.exists()
