from datetime import date, timedelta

import pytest
from django.utils import translation
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.cast import MONDAY
from tests.scenes import scene

from pasti.catalogue import queries
from pasti.catalogue.loader import load
from pasti.catalogue.models import Advice, Requirement, Service

steady = settings(
    derandomize=True, deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture]
)

TODAY = MONDAY.date()


pytestmark = pytest.mark.usefixtures("loaded")


@scene
def loaded() -> None:
    load()


def of(code: str) -> Service:
    found = queries.service(code)
    assert found is not None
    return found


def letter(age: int) -> dict[str, str]:
    """A police letter that is so many days old today."""
    return {"loss_letter": "yes", "loss_letter_date": str(TODAY - timedelta(days=age))}


def needed(checklist: queries.Checklist) -> list[str]:
    return [n.requirement.code for n in checklist.needed]


def asked(checklist: queries.Checklist) -> list[str]:
    return [question.code for question in checklist.asked]


def test_without_answers_only_the_first_questions_are_asked():
    checklist = queries.checklist(of("CHG"), {})
    assert asked(checklist) == ["kk_updated", "holds_card"]
    assert (checklist.complete, checklist.stops, checklist.answers) == (False, [], {})


def test_an_answer_opens_the_questions_behind_it():
    answers = {"kk_updated": "yes", "holds_card": "no"}
    assert asked(queries.checklist(of("CHG"), answers)) == ["kk_updated", "holds_card", "loss_letter"]
    answers["loss_letter"] = "yes"
    checklist = queries.checklist(of("CHG"), answers)
    assert [q.code for q in checklist.unanswered] == ["loss_letter_date"]


def test_a_hidden_question_falls_away_with_its_answer():
    answers = {"kk_updated": "yes", "holds_card": "yes"} | letter(100)
    checklist = queries.checklist(of("CHG"), answers)
    assert checklist.answers == {"kk_updated": "yes", "holds_card": "yes"}
    assert checklist.complete
    assert checklist.stops == []
    assert needed(checklist) == ["old_card", "kk", "proof", "f102"]


def test_what_must_be_brought_follows_from_the_answers():
    answers = {"kk_updated": "yes", "holds_card": "no"} | letter(1)
    assert needed(queries.checklist(of("CHG"), answers)) == ["loss_letter", "kk", "proof", "f102"]


def test_a_service_without_questions_is_complete_at_once():
    checklist = queries.checklist(of("KK"), {})
    assert checklist.complete
    assert needed(checklist) == ["old_kk", "proof", "f102"]
    assert checklist.come_by is None


@pytest.mark.parametrize(
    "answers",
    [
        {"holds_card": "maybe"},
        {"holds_card": ""},
        {"unknown": "yes"},
        {"loss_letter": "yes", "loss_letter_date": "kemarin"},
        {"loss_letter": "yes", "loss_letter_date": "2026-02-30"},
        {"loss_letter": "yes", "loss_letter_date": "23-11-2026"},
    ],
)
def test_what_is_no_answer_does_not_count(answers):
    for code in ("DMG", "LOST"):
        checklist = queries.checklist(of(code), answers)
        assert not checklist.complete
        assert set(checklist.answers) <= {"loss_letter"}


@pytest.mark.parametrize(
    ("code", "answers"),
    [
        ("NEW", {"age_basis": "sixteen"}),
        ("NEW", {"age_basis": "younger"}),
        ("LOST", {"loss_letter": "no"}),
        ("DMG", {"holds_card": "no"}),
        ("CHG", {"kk_updated": "no"}),
        ("PHOTO", {"photo_reason": "other"}),
        ("MOVE_IN", {"moving_letter_ready": "no"}),
        ("OA_NEW", {"age_basis": "younger"}),
        ("OUT", {"out_reason": "change"}),
    ],
)
def test_a_trip_in_vain_is_stopped_at_once_and_with_one_sentence(code, answers):
    assert len(queries.checklist(of(code), answers).stops) == 1


def test_advice_follows_from_the_answers():
    always = "Perekaman tidak dapat diwakilkan"
    again = "Anda tidak perlu direkam lagi"

    def notes(recorded_before: str) -> list[str]:
        answers = {"age_basis": "adult", "recorded_before": recorded_before}
        return [advice.text for advice in queries.checklist(of("NEW"), answers).notes]

    assert [note.partition(":")[0].partition(".")[0] for note in notes("no")] == [always]
    assert [note.partition(":")[0].partition(".")[0] for note in notes("yes")] == [again, always]


@pytest.mark.parametrize(("age", "good"), [(0, True), (13, True), (14, True), (15, False), (400, False)])
def test_a_letter_is_good_for_fourteen_days(age, good):
    assert (queries.checklist(of("LOST"), letter(age)).stops == []) is good


def test_an_expired_letter_stops_with_its_date():
    (stop,) = queries.checklist(of("LOST"), letter(15)).stops
    assert stop == (
        "Surat keterangan kehilangan dari kepolisian: kantor ini menerimanya paling lama 14 hari sejak tanggalnya, "
        "yaitu sampai Minggu, 22 November 2026. Mintalah yang baru sebelum datang."
    )


@pytest.mark.parametrize(("age", "warned"), [(0, False), (7, False), (8, True), (14, True), (15, False)])
def test_a_letter_that_ends_within_a_week_warns(age, warned):
    assert bool(queries.checklist(of("LOST"), letter(age)).warnings) is warned


def test_the_warning_says_until_when_to_come():
    checklist = queries.checklist(of("LOST"), letter(9))
    (warning,) = checklist.warnings
    assert warning == (
        "Surat keterangan kehilangan dari kepolisian: diterima di kantor ini sampai Sabtu, 28 November 2026. "
        "Pilih jadwal paling lambat hari itu."
    )
    assert checklist.come_by == date(2026, 11, 28)


def test_the_day_of_coming_decides_not_today():
    answers = letter(10)
    last = TODAY + timedelta(days=4)
    assert queries.checklist(of("LOST"), answers, last).stops == []
    assert len(queries.checklist(of("LOST"), answers, last + timedelta(days=1)).stops) == 1


@steady
@given(st.integers(-30, 400), st.integers(0, 30))
def test_a_letter_is_expired_or_ending_or_good_and_never_two_of_them(age, later):
    day = TODAY + timedelta(days=later)
    checklist = queries.checklist(of("LOST"), letter(age), day)
    left = 14 - age - later
    assert len(checklist.stops) == (left < 0)
    assert len(checklist.warnings) == (0 <= left < 7)
    assert checklist.come_by == TODAY + timedelta(days=14 - age)


def test_come_by_is_the_first_of_several_ends():
    service = of("OA_NEW")
    Requirement.objects.filter(service=service, code="kitap").update(dated_by="itap_expiry", good_for_days=0)
    Requirement.objects.filter(service=service, code="kk").update(dated_by="itap_expiry", good_for_days=30)
    answers = {"age_basis": "adult", "itap_expiry": "2026-12-01"}
    assert queries.checklist(service, answers).come_by == date(2026, 12, 1)


def test_a_requirement_holds_from_its_first_day_to_its_last():
    Requirement.objects.filter(service=of("KK"), code="proof").update(
        valid_from=TODAY, valid_until=TODAY + timedelta(days=1)
    )

    def there(offset: int) -> bool:
        return "proof" in needed(queries.checklist(of("KK"), {}, TODAY + timedelta(days=offset)))

    assert [there(offset) for offset in (-1, 0, 1, 2)] == [False, True, True, False]


def test_advice_holds_from_its_first_day_to_its_last():
    Advice.objects.filter(service=of("DMG")).update(valid_from=TODAY, valid_until=TODAY)

    def stopped(offset: int) -> int:
        return len(queries.checklist(of("DMG"), {"holds_card": "no"}, TODAY + timedelta(days=offset)).stops)

    assert [stopped(offset) for offset in (-1, 0, 1)] == [0, 1, 0]


def test_a_service_that_is_not_offered_is_not_found():
    Service.objects.filter(code="SUKET").update(active=False)
    assert queries.service("SUKET") is None
    assert queries.service("suket") is None
    assert "SUKET" not in [s.code for s in queries.services()]
    whole = queries.whole("SUKET")
    assert whole is not None


def test_answers_read_back_in_the_readers_language():
    answers = letter(3)
    assert queries.describe(answers, of("LOST")) == [
        ("Apakah Anda sudah punya surat keterangan kehilangan dari polisi?", "Ya, sudah"),
        ("Tanggal berapa surat kehilangan itu dibuat?", "20 November 2026"),
    ]
    with translation.override("en"):
        assert queries.describe(answers, of("LOST")) == [
            ("Do you already have a police letter of loss?", "Yes"),
            ("What is the date of the letter of loss?", "20 November 2026"),
        ]
