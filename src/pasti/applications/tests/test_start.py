from datetime import timedelta

import pytest
from django.utils import translation
from tests.cast import FIRST_CARD, LOST, MONDAY

from pasti.applications import actions, queries
from pasti.applications.models import Application, Channel
from pasti.applications.numbers import is_number
from pasti.catalogue import queries as catalogue
from pasti.catalogue.models import Service
from pasti.journal.actors import CITIZEN
from pasti.journal.models import Entry
from pasti.kit.errors import Refused
from pasti.offices.models import Office


def service(code: str) -> Service:
    found = catalogue.service(code)
    assert found is not None
    return found


def start(code: str, answers: dict[str, str]) -> tuple[Application, str]:
    return actions.start(service(code), answers, channel=Channel.ONLINE, by=CITIZEN)


def test_it_opens_a_draft_with_a_number_and_a_code(office):
    _application, code = start("NEW", FIRST_CARD)
    kept = Application.objects.get()
    assert (kept.state, kept.answers, kept.filed_by, kept.started_at) == ("draft", FIRST_CARD, "citizen", MONDAY)
    assert is_number(kept.number)
    assert kept.number.startswith("3275")
    assert queries.with_code(kept.shown_number, code.lower()) == kept
    assert code not in kept.code_hash


def test_it_is_journaled(office):
    application, _code = start("NEW", FIRST_CARD)
    entry = Entry.objects.latest("id")
    assert (entry.kind, entry.case, entry.sentence) == (
        "application.start", application.number, "Permohonan mulai diisi: KTP-el pertama.",
    )  # fmt: skip
    with translation.override("en"):
        assert entry.sentence == "Application started: First card."


def test_the_code_opens_its_own_case_only(office):
    first, first_code = start("NEW", FIRST_CARD)
    second, second_code = start("NEW", FIRST_CARD)
    assert first.number != second.number
    assert queries.with_code(first.number, second_code) is None
    assert queries.with_code(second.number, first_code) is None
    assert queries.with_code(first.number, "") is None
    assert queries.with_code("000000000000", first_code) is None


def test_answers_to_hidden_questions_are_not_kept(office):
    application, _code = start("CHG", {"kk_updated": "yes", "holds_card": "yes"} | LOST | {"nik": "3275015206099001"})
    assert application.answers == {"kk_updated": "yes", "holds_card": "yes"}


def test_a_foreigners_case_is_a_foreigners(office):
    application, _code = start("OA_EXT", {"itap_expiry": "2027-06-01"})
    assert application.nationality == "WNA"


@pytest.mark.parametrize(
    ("code", "answers", "sentence"),
    [
        ("NEW", {}, "Jawab dahulu: Mana yang sesuai dengan calon pemilik KTP-el?"),
        ("LOST", {"loss_letter": "yes"}, "Jawab dahulu: Tanggal berapa surat kehilangan itu dibuat?"),
        ("LOST", {"loss_letter": "no"}, "Minta dahulu surat keterangan kehilangan"),
        (
            "LOST",
            {"loss_letter": "yes", "loss_letter_date": str(MONDAY.date() - timedelta(days=15))},
            "sampai Minggu, 22 November 2026",
        ),
    ],
)
def test_it_is_refused_with_the_reason_and_nothing_is_kept(office, code, answers, sentence):
    with pytest.raises(Refused) as refused:
        start(code, answers)
    assert sentence in str(refused.value)
    assert not Application.objects.exists()


def test_a_number_that_is_taken_is_not_given_again(office, monkeypatch):
    Office.objects.update(block="57")
    first, _code = start("NEW", FIRST_CARD)
    drawn = iter([int(first.number[6:13]), int(first.number[6:13]), 1234567])
    monkeypatch.setattr("secrets.randbelow", lambda _limit: next(drawn))
    second, _code = start("NEW", FIRST_CARD)
    assert second.number[4:13] == "571234567"
