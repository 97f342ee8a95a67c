from datetime import timedelta

import pytest
from django.test import Client
from tests.cast import FIRST_CARD, LOST, MONDAY

from pasti.applications.models import Application
from pasti.apply.tests.wizard import complaints, html, kept, start
from pasti.catalogue.models import Service
from pasti.kit import clock
from pasti.offices.actions import decide


@pytest.fixture
def browser(office) -> Client:
    return Client()


def letter(day: str, month: str, year: str) -> dict[str, object]:
    return {
        "asked": ["loss_letter", "loss_letter_date"],
        "loss_letter": "yes",
        "loss_letter_date_day": day,
        "loss_letter_date_month": month,
        "loss_letter_date_year": year,
    }


def test_the_front_page_leads_to_every_service(browser):
    assert 'href="/layanan/"' in html(browser.get("/"))
    page = html(browser.get("/layanan/"))
    for service in Service.objects.all():
        assert f'href="/layanan/{service.code}/"' in page
        assert browser.get(f"/layanan/{service.code}/").status_code == 200


def test_a_service_that_is_not_offered_is_not_there(browser):
    Service.objects.filter(code="SUKET").update(active=False)
    assert "/layanan/SUKET/" not in html(browser.get("/layanan/"))
    for code in ("SUKET", "NOPE"):
        assert browser.get(f"/layanan/{code}/").status_code == 404
        assert browser.post(f"/layanan/{code}/ajukan/").status_code == 404


def test_it_asks_first_and_complains_of_nothing(browser):
    page = html(browser.get("/layanan/CHG/"))
    assert complaints(page) == []
    assert 'name="kk_updated"' in page
    assert 'name="loss_letter"' not in page
    assert "Lihat semua syarat yang mungkin diminta" in page
    assert "diterima di kantor ini sampai 14 hari setelah tanggalnya" in page
    assert "Ajukan permohonan" not in page


def test_an_answer_brings_the_next_question_without_a_complaint(browser):
    page = html(
        browser.get("/layanan/CHG/", {"asked": ["kk_updated", "holds_card"], "kk_updated": "yes", "holds_card": "no"})
    )
    assert complaints(page) == []
    assert 'name="loss_letter"' in page
    assert (kept(page, "kk_updated"), kept(page, "holds_card")) == ("yes", "no")


def test_a_question_that_was_shown_and_left_open_is_asked_again(browser):
    answer = browser.get("/layanan/CHG/", {"asked": ["kk_updated", "holds_card"], "kk_updated": "yes"})
    page = html(answer)
    assert answer.status_code == 422
    assert complaints(page) == ["Pilih salah satu jawaban."]
    assert kept(page, "kk_updated") == "yes"


def test_when_all_is_answered_it_says_what_to_bring(browser):
    page = html(browser.get("/layanan/LOST/", letter("18", "11", "2026")))
    for said in (
        "Surat keterangan kehilangan dari kepolisian", "Diterima di kantor ini sampai Rabu, 2 Desember 2026.",
        "Kartu Keluarga (KK)", "Biasanya siap 3 hari kerja", "Tidak dipungut biaya.", "Ajukan permohonan",
    ):  # fmt: skip
        assert said in page
    assert '<input type="hidden" name="loss_letter_date" value="2026-11-18">' in page


@pytest.mark.parametrize(
    ("date", "sentence"),
    [
        (("31", "2", "2026"), "Tanggal 31 tidak ada di bulan itu."),
        (("18", "13", "2026"), "Bulan harus 1 sampai 12; Anda menulis 13."),
        (("18", "11", "26"), "Tahun ditulis empat angka, misalnya 1998."),
        (("18", "Nof", "2026"), "Isi tanggal dengan angka, misalnya 27 3 1998."),
        (("18", "11", "2027"), "Tanggal ini belum tiba. Periksa tahunnya."),
        (("", "", ""), "Pilih salah satu jawaban."),
    ],
)
def test_a_wrong_date_is_said_in_one_sentence_and_stays(browser, date, sentence):
    answer = browser.get("/layanan/LOST/", letter(*date))
    page = html(answer)
    assert (answer.status_code, complaints(page)) == (422, [sentence])
    assert kept(page, "loss_letter") == "yes"
    assert [kept(page, f"loss_letter_date_{part}") for part in ("day", "month", "year")] == list(date)
    assert "Ajukan permohonan" not in page


def test_an_expired_letter_is_caught_with_its_date_before_the_trip(browser):
    page = html(browser.get("/layanan/LOST/", letter("8", "11", "2026")))
    assert "Belum perlu datang" in page
    assert "kantor ini menerimanya paling lama 14 hari sejak tanggalnya, yaitu sampai Minggu, 22 November 2026." in page
    assert "Ajukan permohonan" not in page


def test_a_letter_that_ends_soon_is_said(browser):
    page = html(browser.get("/layanan/LOST/", letter("12", "11", "2026")))
    assert "diterima di kantor ini sampai Kamis, 26 November 2026. Pilih jadwal paling lambat hari itu." in page
    assert "Ajukan permohonan" in page


@pytest.mark.parametrize("query", ["asked=x", "asked=kk_updated&kk_updated=<script>", "holds_card=%00", "next=//evil"])
def test_nonsense_in_the_address_is_harmless(browser, query):
    answer = browser.get(f"/layanan/CHG/?{query}")
    assert answer.status_code in (200, 422)
    assert "<script>alert" not in html(answer)
    assert "&lt;script&gt;" not in kept(html(answer), "kk_updated")


def test_starting_with_an_open_question_is_refused_and_the_answers_stay(browser):
    answer = browser.post("/layanan/NEW/ajukan/", {"age_basis": "adult"})
    page = html(answer)
    assert answer.status_code == 422
    assert "Jawab dahulu: Apakah sidik jari dan foto sudah pernah direkam untuk KTP-el?" in page
    assert kept(page, "age_basis") == "adult"
    assert not Application.objects.exists()


def test_starting_with_a_letter_that_has_expired_since_is_refused_with_its_date_once(browser):
    with clock.stopped_at(MONDAY + timedelta(days=10)):
        answer = browser.post("/layanan/LOST/ajukan/", LOST)
        page = html(answer)
    assert answer.status_code == 422
    assert page.count("sampai Rabu, 2 Desember 2026") == 1
    assert [kept(page, f"loss_letter_date_{part}") for part in ("day", "month", "year")] == ["18", "11", "2026"]
    assert not Application.objects.exists()


def test_an_address_starts_so_many_cases_an_hour_and_no_answer_is_lost(browser, office):
    decide("applications.starts_per_hour", value=2, valid_from=MONDAY.date(), legal_basis="SOP", by=office.agus.actor)
    for _time in range(2):
        start(browser)
    answer = browser.post("/layanan/NEW/ajukan/", FIRST_CARD)
    page = html(answer)
    assert answer.status_code == 422
    assert "Terlalu banyak percobaan. Silakan coba lagi dalam 30 menit." in page
    assert {name: kept(page, name) for name in FIRST_CARD} == FIRST_CARD
    assert 'name="recorded_before" value="no"' in page
    assert Application.objects.count() == 2
    with clock.stopped_at(MONDAY + timedelta(hours=1, seconds=1)):
        start(browser)


def test_loading_a_refused_start_again_leads_back_to_the_service(browser):
    assert browser.get("/layanan/NEW/ajukan/").url == "/layanan/NEW/"
