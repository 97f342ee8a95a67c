"""At the desk: what is on record under a NIK stands beside what this person says, and the clerk decides, with why."""

import re

import pytest
from tests.cast import CARD_DATA, LOST, SITI, accepted, submitted

from pasti.applications.models import Application
from pasti.audit.models import Look
from pasti.desk.tests.conftest import words
from pasti.journal.models import Entry
from pasti.residents.models import Resident

NIK = "3275015206090123"


@pytest.fixture
def case(budi, office) -> Application:
    accepted(office.budi.actor, nik=NIK, birth_place="Karawang")
    made = submitted("LOST", LOST, nik=NIK, name="Wati Rahmawati")
    budi.serve(made)
    return made


def compared(page: str) -> str:
    [found] = re.findall(r'name="compared" value="(\w{16})"', page)
    return str(found)


def test_both_stand_side_by_side_and_the_look_is_on_record(budi, case):
    page = budi.sees()
    assert "Orang yang sama, atau dua orang?" in page
    assert f"<td>{SITI['name']}</td>" in page
    assert "<mark>Wati Rahmawati</mark>" in page
    assert "<td>Karawang</td>" in page
    resident = Resident.objects.get()
    assert Look.objects.filter(what="resident", subject=f"resident:{resident.pk}").exists()


def test_nothing_is_accepted_without_a_decision_and_what_was_copied_stays(budi, case):
    digest = compared(budi.sees())
    for typed in ({}, {"whose": "same"}, {"whose_why": "x"}):
        answer = budi.press("berkas/lengkap", **CARD_DATA, compared=digest, **typed)
        assert answer.status_code == 422
        page = words(answer)
        assert 'value="Pelajar/Mahasiswa" selected' in page
        assert "govuk-error-summary" in page
        assert compared(page) == digest
    case.refresh_from_db()
    assert (case.state, Resident.objects.get().name) == ("submitted", SITI["name"])


def test_the_same_person_goes_on(budi, case):
    typed = {"compared": compared(budi.sees()), "whose": "same", "whose_why": "Ganti nama, penetapan pengadilan"}
    assert budi.press("berkas/lengkap", **CARD_DATA, **typed).status_code == 302
    case.refresh_from_db()
    assert (case.state, Resident.objects.get().name) == ("in_progress", "Wati Rahmawati")
    assert "Orang yang sama, atau dua orang?" not in budi.sees()


def test_another_person_is_told_what_to_do_and_the_record_stays(budi, case):
    typed = {"compared": compared(budi.sees()), "whose": "other", "whose_why": "Kembar"}
    budi.press("berkas/lengkap", **typed)
    page = budi.sees()
    case.refresh_from_db()
    assert (case.state, Resident.objects.get().name) == ("incomplete", SITI["name"])
    assert "menunggu penetapan NIK" in page
    assert "Salah satu dari Anda harus mendapat NIK dari pusat" in page
    assert Entry.objects.get(kind="application.compared").by_name == "Budi Hartono"


def test_a_decision_on_what_is_not_shown_any_more_is_asked_for_again(budi, case):
    digest = compared(budi.sees())
    Resident.objects.update(name="Wati Rahma", name_folded="wati rahma")
    answer = budi.press("berkas/lengkap", **CARD_DATA, compared=digest, whose="same", whose_why="x")
    assert answer.status_code == 422
    assert compared(words(answer)) != digest
    assert Resident.objects.get().name == "Wati Rahma"


def test_a_page_that_was_drawn_before_there_was_another_is_answered_with_both(budi, case):
    answer = budi.press("berkas/lengkap", **CARD_DATA)
    assert answer.status_code == 422
    page = words(answer)
    assert "Bandingkan keduanya, lalu putuskan." in page
    assert "<mark>Wati Rahmawati</mark>" in page


def test_settling_a_doubt_keeps_the_decision_that_was_begun(budi, case):
    typed = {"compared": compared(budi.sees()), "whose": "other", "whose_why": "Kembar, KK lain"}
    page = words(budi.press("berkas/cocok", **CARD_DATA, **typed))
    assert "Kembar, KK lain" in page
    assert re.search(r'value="other"[^>]*checked', page)


def test_another_persons_case_is_not_said_to_be_this_ones(budi, case):
    page = budi.sees()
    assert "tetapi lain: nama. Mungkin dua orang." in page
    assert "Permohonan lain orang ini" not in page
