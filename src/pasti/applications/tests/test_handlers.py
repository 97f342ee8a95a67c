from datetime import timedelta
from typing import Any

import pytest
from django.utils import translation
from tests.cast import MONDAY, accepted, submitted

from pasti.applications import actions
from pasti.applications.models import Application, RecordStatus
from pasti.journal.models import Entry
from pasti.link.inbox import receive
from pasti.link.models import Peer, Received
from pasti.link.wire import Wire

HOLDING = ["ENROLL_FAILURE_AT_CENTRAL", "ENROLL_FAILURE_AT_REGIONAL", "DUPLICATE_RECORD", "ADJUDICATE_RECORD",
           "REQUEST_VALIDATION", "UNREGISTERED"]  # fmt: skip
GOING_ON = ["BIO_CAPTURED", "SENT_FOR_ENROLLMENT", "SEARCH_FAILURE_AT_CENTRAL", "CARD_SHIPPED", "PACKET_RETRY"]


def said(application: str, code: str, *, number: int = 1, minutes: int = 0, **other: Any) -> None:
    """The centre says something about a record."""
    at = MONDAY + timedelta(minutes=minutes)
    body = {"application": application, "code": code, "at": at.isoformat()} | other
    wire = Wire(number=number, kind="record.status", key=f"{application}/{code}", body=body, happened_at=at)
    receive(Peer.objects.get(), [wire])


@pytest.fixture
def case(office) -> Application:
    return actions.finish_step(accepted(office.budi.actor), "recording", by=office.rini.actor)


@pytest.mark.parametrize("code", HOLDING)
def test_it_holds_a_case_that_cannot_go_on(case, code):
    said(case.number, code, note="Iris kiri tidak terbaca")
    case.refresh_from_db()
    assert (case.state, case.remark) == ("held", "Iris kiri tidak terbaca")
    assert (RecordStatus.objects.get().code, RecordStatus.objects.get().source) == (code, "Pusat")
    assert (
        Entry.objects.filter(kind="application.hold").latest("id").sentence
        == "Data tertahan di pusat: Iris kiri tidak terbaca"
    )


def test_without_a_note_the_meaning_of_the_code_is_the_reason(case):
    said(case.number, "DUPLICATE_RECORD")
    case.refresh_from_db()
    assert case.remark == "Pusat menemukan data lain dengan sidik jari atau identitas yang sama."


def test_a_nik_that_the_centre_names_is_masked(case):
    said(case.number, "DUPLICATE_RECORD", note="Sidik jari sama dengan NIK 3275015206099002.")
    case.refresh_from_db()
    masked = "Sidik jari sama dengan NIK 3275********9002."
    assert (case.state, case.remark, RecordStatus.objects.get().note) == ("held", masked, masked)


def test_our_sentences_are_read_in_the_readers_language(case):
    said(case.number, "DUPLICATE_RECORD")
    case.refresh_from_db()
    with translation.override("en"):
        english = str(case.remark)
        assert (
            Entry.objects.filter(kind="application.hold").latest("id").sentence
            == f"The record is held at the centre: {english}"
        )
    assert english == "The centre found another record with the same fingerprints or identity."


def test_a_note_that_comes_in_each_language_is_read_in_each_and_one_that_does_not_is_marked(case):
    each = {"id": "Tunggu kabar 3275015206099002.", "en": "Wait for news 3275015206099002.", "fr": "Attendez."}
    said(case.number, "REQUEST_VALIDATION", note=each["id"], note_in=each)
    case.refresh_from_db()
    assert case.remark.kept == {"id": "Tunggu kabar 3275********9002.", "en": "Wait for news 3275********9002."}
    said(case.number, "DUPLICATE_RECORD", number=2, minutes=5, note="Iris kiri tidak terbaca")
    case.refresh_from_db()
    with translation.override("en"):
        assert case.remark.shown == "Written by an officer: “Iris kiri tidak terbaca”"


def test_why_something_was_set_aside_is_read_in_the_readers_language(office):
    said("327500000000", "PROCESSING")
    with translation.override("en"):
        assert Received.objects.get().set_aside == "This office has no application 327500000000."
        assert Entry.objects.get(kind="received.aside").sentence.endswith("no application 327500000000.")


@pytest.mark.parametrize("code", GOING_ON)
def test_any_other_code_is_kept_and_holds_nothing(case, code):
    said(case.number, code)
    case.refresh_from_db()
    assert (case.state, RecordStatus.objects.get().code) == ("in_progress", code)


def test_the_same_envelope_twice_is_harmless(case):
    said(case.number, "DUPLICATE_RECORD")
    said(case.number, "DUPLICATE_RECORD")
    assert RecordStatus.objects.count() == 1
    assert Entry.objects.filter(kind="application.hold").count() == 1


def test_a_newer_reason_replaces_the_older(case):
    said(case.number, "ADJUDICATE_RECORD")
    said(case.number, "DUPLICATE_RECORD", number=2, minutes=5)
    case.refresh_from_db()
    assert (case.state, case.remark) == (
        "held",
        "Pusat menemukan data lain dengan sidik jari atau identitas yang sama.",
    )


def test_a_case_that_is_not_at_the_centre_is_not_held(office):
    case = submitted()
    said(case.number, "DUPLICATE_RECORD")
    case.refresh_from_db()
    assert (case.state, case.latest_status.code) == ("submitted", "DUPLICATE_RECORD")


@pytest.mark.parametrize(
    ("number", "other", "reason"),
    [
        ("327500000000", {}, "Permohonan 327500000000 tidak ada di kantor ini."),
        ("123", {}, "application: String should match pattern"),
        ("327500000000", {"at": "kemarin"}, "at: Input should be a valid datetime"),
    ],
)
def test_what_cannot_be_applied_is_set_aside_with_its_reason(office, number, other, reason):
    said(number, "PROCESSING", **other)
    assert str(Received.objects.get().set_aside).startswith(reason)
    assert not RecordStatus.objects.exists()


def test_many_at_once_are_noted_each_at_its_case(office):
    cases = [submitted(name=name, nik=f"32750152060990{n:02d}") for n, name in enumerate(("Ani", "Budi", "Cici"), 1)]
    peer = Peer.objects.get()

    def wire(number: int, application: str, code: str) -> Wire:
        body: dict[str, Any] = {"application": application, "code": code, "at": MONDAY.isoformat()}
        return Wire(number=number, kind="record.status", key=f"k{number}", body=body, happened_at=MONDAY)

    unknown = wire(4, "327500000099", "CARD_PRINTED")
    receive(peer, [*(wire(n, case.number, "CARD_PRINTED") for n, case in enumerate(cases, 1)), unknown])
    assert [case.statuses.get().code for case in cases] == ["CARD_PRINTED"] * 3
    assert [entry.case for entry in Entry.objects.filter(kind="application.status").order_by("id")] == [
        case.number for case in cases
    ]
    assert "tidak ada di kantor ini" in str(Received.objects.get(number=4).set_aside)
    # The same again, under another number and name, says nothing new.
    receive(peer, [wire(5, cases[0].number, "CARD_PRINTED"), wire(6, cases[1].number, "CARD_ISSUED")])
    assert RecordStatus.objects.count() == 4
