"""Everybody who was recorded gets a proof of it, at the station, at the desk and in their own case."""

import pytest
from django.test import Client
from tests.cast import MONDAY, accepted, browser_of

from pasti.applications.models import CaseStep
from pasti.certificates import papers, queries
from pasti.certificates.tests import pictures, reader
from pasti.kit import clock
from pasti.link.models import ThisNode
from pasti.recording import actions as recording
from pasti.recording.tests.pictures import fill

STAFF = "/tanda-bukti/"


def own(case) -> str:
    return f"/bukti-perekaman/{case.number}/bukti.pdf"


def test_its_code_is_read_from_a_photo_of_the_paper(recorded):
    proof = queries.proof_of(recorded)
    drawn = papers.draw_proof(proof)
    for picture in (pictures.page(drawn), pictures.photo(drawn)):
        claims = reader.read_code(pictures.code_in(picture), queries.key_set()).claims
        assert claims == {
            1: "Disdukcapil Kota Bekasi",
            6: int(MONDAY.timestamp()),
            7: f"TBP-{recorded.shown_number}".encode(),
            169: {1: "************" + recorded.nik[-4:], 4: "Siti Nurjanah", 8: "20090612"},
            -70001: 1,
        }


def test_it_says_who_when_and_what_and_that_it_is_no_card(recorded):
    said = pictures.text_of(papers.draw_proof(queries.proof_of(recorded)))
    captured = "Foto, tanda tangan, sidik jari, iris mata"
    for words in ("Siti Nurjanah", recorded.shown_number, captured, "bukan pengganti KTP-el"):
        assert words in said
    assert recorded.nik not in said
    assert "contoh" not in said


def test_what_could_not_be_captured_is_nobodys_business(recorded):
    assert "kelingking" not in pictures.text_of(papers.draw_proof(queries.proof_of(recorded)))


def test_a_new_signature_says_what_was_captured_for_it(office):
    case = accepted(office.budi.actor, "SIGN", {"holds_card": "yes"})
    opened = recording.open_recording(case, by=office.rini.actor)
    recording.seal(fill(opened, office.rini.actor), by=office.rini.actor)
    proof = queries.proof_of(type(case).objects.get(pk=case.pk))
    assert proof.captured == ["Tanda tangan", "Sidik jari"]


def test_it_is_in_indonesian_whoever_prints_it(recorded, client):
    client.cookies["pasti-language"] = "en"
    browser = browser_of(recorded)
    browser.cookies["pasti-language"] = "en"
    assert "Tanda Bukti Perekaman" in pictures.text_of(browser.get(own(recorded)).content)


def test_a_sample_says_so(recorded):
    ThisNode.objects.update(sample=True)
    assert "Kota contoh" in pictures.text_of(papers.draw_proof(queries.proof_of(recorded)))


def test_who_was_not_recorded_has_none(office, signed_in):
    case = accepted(office.budi.actor)
    assert queries.proof_of(case) is None
    assert browser_of(case).get(own(case)).status_code == 404
    assert signed_in(office.rini).get(f"{STAFF}{case.number}/bukti.pdf").status_code == 404


def test_who_is_to_be_recorded_again_has_none(recorded):
    CaseStep.objects.filter(application=recorded, code="recording").update(done_at=None, done_by="")
    assert queries.proof_of(type(recorded).objects.get(pk=recorded.pk)) is None


def test_a_citizen_keeps_it_from_the_page_of_the_case(recorded):
    browser = browser_of(recorded)
    assert own(recorded) in browser.get(f"/lacak/{recorded.number}/").content.decode()
    answer = browser.get(own(recorded))
    assert (answer["Content-Type"], answer["Cache-Control"]) == ("application/pdf", "no-store")
    assert Client().get(own(recorded)).status_code == 404


@pytest.mark.parametrize("who", ["rini", "budi"])
def test_station_and_desk_print_it(recorded, office, signed_in, who):
    browser = signed_in(getattr(office, who))
    page = browser.get(STAFF).content.decode()
    assert recorded.name in page
    assert f"{STAFF}{recorded.number}/bukti.pdf" in page
    assert browser.get(f"{STAFF}{recorded.number}/bukti.pdf")["Content-Type"] == "application/pdf"


def test_who_was_recorded_before_is_found_by_words(recorded, office, signed_in):
    browser = signed_in(office.budi)
    with clock.stopped_at(MONDAY.replace(day=25)):
        assert recorded.name not in browser.get(STAFF).content.decode()
        assert recorded.name in browser.post(STAFF, {"q": "nurjanah"}).content.decode()
        assert "Tidak ada yang sudah direkam" in browser.post(STAFF, {"q": "Orang Lain"}).content.decode()
