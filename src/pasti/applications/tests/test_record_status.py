import re
from datetime import timedelta

import pytest
from django.utils import translation
from tests.cast import MONDAY, accepted, submitted

from pasti.applications import actions, record_status
from pasti.applications.models import RecordStatus
from pasti.applications.record_status import Again
from pasti.journal.actors import node
from pasti.journal.models import Entry

CENTRE = node("centre-1", "Pusat")

WAIT = "Anda tidak perlu melakukan apa-apa. Tunggu di rumah."


def note(application, code: str, minutes: int = 0) -> RecordStatus:
    at = MONDAY + timedelta(minutes=minutes)
    return actions.note_status(application, code, at=at, source="Pusat", by=CENTRE)


@pytest.mark.parametrize("code", sorted(record_status.MEANINGS))
def test_every_known_code_has_a_meaning_and_says_what_to_do(code):
    assert record_status.meaning(code).endswith(".")
    # Applicant and office read the same sentence: it speaks of the data, and to nobody.
    assert "Anda" not in record_status.meaning(code)
    with translation.override("en"):
        assert not re.search(r"\byou", record_status.meaning(code), re.IGNORECASE)
    assert record_status.todo(code).endswith(".")
    assert record_status.for_office(code).endswith(".")
    assert record_status.meaning(code) != record_status.UNKNOWN.text
    assert record_status.for_office(code) != record_status.UNKNOWN.office


@pytest.mark.parametrize("code", ["ENROLL_FAILURE_AT_CENTRAL", "ENROLL_FAILURE_AT_REGIONAL"])
def test_who_must_be_recorded_again_is_said_to_the_office(code):
    assert record_status.again(code) == Again.YES
    assert "tekan Rekam ulang" in record_status.for_office(code)


@pytest.mark.parametrize("code", ["ADJUDICATE_RECORD", "DUPLICATE_RECORD"])
def test_nobody_is_recorded_again_before_it_is_asked_for(code):
    """A second recording under a NIK that the centre knows is the way into a record that waits for ever."""
    assert record_status.again(code) != Again.YES
    assert "rekam ulang hanya" in record_status.for_office(code) or "Jangan merekam" in record_status.for_office(code)


def test_the_sixteen_codes_of_the_centre_are_known():
    assert sorted(record_status.MEANINGS) == [
        "ADJUDICATE_RECORD", "BIO_CAPTURED", "CARD_ISSUED", "CARD_PRINTED", "CARD_SHIPPED", "DUPLICATE_RECORD",
        "ENROLL_FAILURE_AT_CENTRAL", "ENROLL_FAILURE_AT_REGIONAL", "PRINT_READY_RECORD", "PROCESSING",
        "RECEIVED_AT_CENTRAL", "REQUEST_VALIDATION", "SEARCH_FAILURE_AT_CENTRAL", "SENT_FOR_CARD_PRINTING",
        "SENT_FOR_ENROLLMENT", "UNREGISTERED",
    ]  # fmt: skip


@pytest.mark.parametrize("code", ["PACKET_RETRY", "", "print_ready_record", "<b>"])
def test_an_unknown_code_is_said_to_be_unknown(code):
    assert record_status.meaning(code) == "Kami belum mengenal status ini."
    assert record_status.todo(code) == "Tanyakan kepada petugas."
    assert record_status.for_office(code) == "Tanyakan kepada pusat apa artinya."


@pytest.mark.parametrize("code", ["SENT_FOR_ENROLLMENT", "RECEIVED_AT_CENTRAL", "PRINT_READY_RECORD"])
def test_nobody_is_sent_out_for_nothing(code):
    assert record_status.todo(code) == WAIT


def test_who_was_never_recorded_waits_until_the_office_has_opened_the_recording_again():
    # Coming at once would be in vain: the case is held until a clerk lets it be recorded.
    assert record_status.todo("UNREGISTERED").startswith(
        "Bila Anda perlu datang lagi, keterangannya muncul di halaman ini"
    )


def test_it_is_written_down_as_the_centre_said_it(office):
    case = accepted(office.budi.actor)
    status = note(case, "HOLD_FOR_REASONS_OF_ITS_OWN")
    assert (status.code, status.at, status.received_at, status.source) == (
        "HOLD_FOR_REASONS_OF_ITS_OWN", MONDAY, MONDAY, "Pusat",
    )  # fmt: skip
    assert status.meaning == "Kami belum mengenal status ini."
    assert Entry.objects.latest("id").sentence == "Status data di pusat: HOLD_FOR_REASONS_OF_ITS_OWN."


def test_the_same_twice_is_one(office):
    case = accepted(office.budi.actor)
    assert note(case, "PROCESSING").pk == note(case, "PROCESSING").pk
    assert Entry.objects.filter(kind="application.status").count() == 1


def test_the_same_moment_with_other_words_is_said_anew(office):
    case = accepted(office.budi.actor)

    def say(words: str, source: str = "Pusat") -> RecordStatus:
        return actions.note_status(case, "DUPLICATE_RECORD", at=MONDAY, source=source, note=words, by=CENTRE)

    first = say("Sama dengan rekaman lama.")
    assert say("Sama dengan rekaman 2014.", "Pusat 2").pk == first.pk
    say("Sama dengan rekaman 2014.", "Pusat 2")
    say("")
    status = case.statuses.get()
    assert (status.note, status.source) == ("Sama dengan rekaman 2014.", "Pusat 2")
    assert Entry.objects.filter(kind="application.status").count() == 2


def test_the_same_code_at_another_time_is_news(office):
    case = accepted(office.budi.actor)
    note(case, "PROCESSING")
    note(case, "PROCESSING", minutes=5)
    assert case.statuses.count() == 2


def test_it_never_moves_the_case(office):
    case = submitted()
    for code in ("PRINT_READY_RECORD", "CARD_ISSUED", "DUPLICATE_RECORD"):
        note(case, code)
    case.refresh_from_db()
    assert (case.state, case.current_step.code) == ("submitted", "papers")


def test_the_latest_is_what_was_learned_last_whatever_two_clocks_say(office):
    case = accepted(office.budi.actor)
    # Our clock is ahead, or theirs is behind: by their moments the later one would be the earlier.
    note(case, "SENT_FOR_ENROLLMENT", minutes=9)
    note(case, "RECEIVED_AT_CENTRAL", minutes=3)
    assert case.latest_status.code == "RECEIVED_AT_CENTRAL"
    entry = Entry.objects.latest("id")
    assert entry.happened_at == MONDAY + timedelta(minutes=3)
