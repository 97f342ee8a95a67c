from datetime import date

import pytest

from pasti.catalogue import queries
from pasti.catalogue.models import Requirement, Service

STAFF = ["budi", "rini", "joko", "agus", "nur"]
EDITORS = ["agus", "nur"]
REVISED = {
    "text_id": "Surat kehilangan",
    "text_en": "Letter of loss",
    "detail_id": "",
    "detail_en": "",
    "good_for_days": "30",
    "legal_basis": "Perwal 12/2026",
    "valid_from_day": "1",
    "valid_from_month": "1",
    "valid_from_year": "2027",
}


@pytest.fixture
def letter(office) -> Requirement:
    return Requirement.objects.get(service__code="LOST", code="loss_letter")


def holding(day: date) -> list[tuple[str, int | None]]:
    found = queries.requirements(Service.objects.get(code="LOST"), day).filter(code="loss_letter")
    return [(r.text_id, r.good_for_days) for r in found]


@pytest.mark.parametrize("who", STAFF)
def test_all_staff_read_it_and_only_editors_are_shown_how_to_change_it(office, signed_in, who):
    browser = signed_in(getattr(office, who))
    assert "KTP-el hilang" in browser.get("/katalog/").content.decode()
    page = browser.get("/katalog/LOST/").content.decode()
    assert "14 hari" in page
    assert ("Tambah syarat" in page) is (who in EDITORS)
    assert ('action="/katalog/LOST/ubah/"' in page) is (who in EDITORS)


def test_conditions_are_told_in_the_words_of_the_questions(office, signed_in):
    page = signed_in(office.agus).get("/katalog/CHG/").content.decode()
    said = "“Apakah KTP-el yang lama masih ada pada Anda?” dijawab “Tidak, hilang”"
    assert said in page
    assert f"(bila {said})" in page
    assert "holds_card" not in page


@pytest.mark.parametrize("who", [*STAFF, "stranger"])
def test_only_editors_change_it(office, signed_in, letter, who):
    browser = signed_in(getattr(office, who))
    allowed = who in EDITORS
    for address in (f"/katalog/syarat/{letter.pk}/", "/katalog/LOST/syarat/"):
        assert browser.get(address).status_code == (200 if allowed else 403)
    for address, data in (
        (f"/katalog/syarat/{letter.pk}/", REVISED),
        ("/katalog/LOST/syarat/", REVISED | {"code": "rt"}),
        ("/katalog/LOST/ubah/", {"expected_days": "9", "active": "on"}),
        (f"/katalog/syarat/{letter.pk}/akhiri/", {}),
    ):
        answer = browser.post(address, data)
        assert (answer.status_code, getattr(answer, "url", "")) == ((302, "/katalog/LOST/") if allowed else (403, ""))
    service = Service.objects.get(code="LOST")
    assert service.expected_days == (9 if allowed else 3)
    assert service.requirements.filter(code="rt").exists() is allowed


def test_a_revision_holds_from_its_day(office, signed_in, letter):
    signed_in(office.agus).post(f"/katalog/syarat/{letter.pk}/", REVISED)
    assert holding(date(2026, 12, 31)) == [("Surat keterangan kehilangan dari kepolisian", 14)]
    assert holding(date(2027, 1, 1)) == [("Surat kehilangan", 30)]
    page = signed_in(office.agus).get("/katalog/LOST/").content.decode()
    assert "mulai 1 Januari 2027" in page
    assert "sampai 31 Desember 2026" in page


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"legal_basis": ""}, "Tuliskan dasar hukumnya."),
        ({"legal_basis": "  "}, "Tuliskan dasar hukumnya."),
        ({"good_for_days": ""}, "Tuliskan berapa hari surat itu diterima."),
        ({"good_for_days": "0"}, "lebih besar dari atau sama dengan 1"),
        ({"valid_from_month": "13"}, "Bulan harus 1 sampai 12; Anda menulis 13."),
        ({"valid_from_year": "2018"}, "Perubahan tidak dapat berlaku sebelum versi yang diubah."),
        ({"text_en": ""}, "Isi syarat (Inggris)."),
    ],
)
def test_what_is_wrong_is_said_and_nothing_typed_is_lost(office, signed_in, letter, wrong, sentence):
    answer = signed_in(office.agus).post(f"/katalog/syarat/{letter.pk}/", REVISED | wrong)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert sentence in page
    for name, value in (REVISED | wrong).items():
        if value.strip():
            assert f'value="{value}"' in page, name
    assert holding(date(2027, 1, 1)) == [("Surat keterangan kehilangan dari kepolisian", 14)]


def test_a_code_in_use_is_refused_on_the_screen(office, signed_in):
    answer = signed_in(office.nur).post("/katalog/LOST/syarat/", REVISED | {"code": "kk"})
    assert answer.status_code == 422
    assert "Syarat dengan kode “kk” sudah ada." in answer.content.decode()


@pytest.mark.parametrize("days", ["", "-1", "61", "tiga"])
def test_no_nonsense_for_the_expected_days(office, signed_in, days):
    answer = signed_in(office.nur).post("/katalog/LOST/ubah/", {"expected_days": days, "active": "on"})
    assert answer.status_code == 422
    assert Service.objects.get(code="LOST").expected_days == 3


def test_what_is_ended_today_is_gone_tomorrow(office, signed_in, letter):
    browser = signed_in(office.nur)
    for _twice in range(2):
        assert browser.post(f"/katalog/syarat/{letter.pk}/akhiri/").status_code == 302
    assert len(holding(date(2026, 11, 23))) == 1
    assert holding(date(2026, 11, 24)) == []


def test_what_is_not_there_is_not_found(office, signed_in):
    browser = signed_in(office.nur)
    for address in ("/katalog/NOPE/", "/katalog/NOPE/syarat/", "/katalog/syarat/999999/"):
        assert browser.get(address).status_code == 404
    assert browser.post("/katalog/NOPE/ubah/", {}).status_code == 404
    assert browser.post("/katalog/syarat/999999/akhiri/").status_code == 404


def test_changing_needs_a_post(office, signed_in, letter):
    browser = signed_in(office.nur)
    assert browser.get("/katalog/LOST/ubah/").status_code == 405
    assert browser.get(f"/katalog/syarat/{letter.pk}/akhiri/").status_code == 405
    letter.refresh_from_db()
    assert letter.valid_until is None
