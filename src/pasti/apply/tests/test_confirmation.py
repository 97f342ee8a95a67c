from datetime import datetime
from io import BytesIO

import pytest
from pypdf import PdfReader
from tests.cast import LOST, MONDAY, OWNER, accepted, draft, submitted

from pasti.applications import actions
from pasti.applications.models import Application
from pasti.apply.tests.wizard import html, owner_of
from pasti.appointments.actions import book

NINE = datetime.fromisoformat("2026-11-24T09:00:00+07:00")


def page_of(application: Application) -> str:
    return html(owner_of(application).get(f"/ajukan/{application.number}/terkirim/"))


def paper_of(application: Application, language: str = "id") -> str:
    browser = owner_of(application)
    browser.cookies["pasti-language"] = language
    answer = browser.get(f"/ajukan/{application.number}/bukti.pdf")
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf")
    assert answer["Content-Disposition"] == f'inline; filename="permohonan-{application.shown_number}.pdf"'
    assert answer["Cache-Control"] == "no-store"
    assert answer.content.startswith(b"%PDF-")
    assert application.nik.encode() not in answer.content
    text = " ".join(page.extract_text() for page in PdfReader(BytesIO(answer.content)).pages)
    return " ".join(text.split())


def test_it_says_when_to_come_and_what_to_bring(office):
    case = submitted("LOST", LOST)
    book(case, NINE, by=OWNER)
    page = page_of(case)
    for said in (
        "Permohonan terkirim", "Kami tunggu kedatangan Anda", "pindai kode QR ini di anjungan", case.shown_number,
        "Selasa, 24 November 2026 pukul 09.00 WIB", "Surat keterangan kehilangan dari kepolisian",
        "Diterima di kantor ini sampai Rabu, 2 Desember 2026.",
    ):  # fmt: skip
        assert said in page
    assert "Satu langkah lagi" not in page


def test_without_an_appointment_it_asks_for_one(office):
    page = page_of(submitted())
    assert "Satu langkah lagi: pilih jadwal kedatangan." in page


@pytest.mark.parametrize("with_nik", [True, False])
def test_no_page_after_sending_shows_the_whole_nik(office, with_nik):
    case = submitted()
    assert case.nik not in page_of(case)


def test_a_draft_has_no_confirmation_and_no_paper(office):
    case = draft()
    browser = owner_of(case)
    for name in ("terkirim/", "bukti.pdf"):
        assert browser.get(f"/ajukan/{case.number}/{name}").url == f"/ajukan/{case.number}/"


def test_who_need_not_come_is_not_asked_to(office):
    case = actions.finish_step(accepted(office.budi.actor), "recording", by=office.rini.actor)
    page = page_of(case)
    assert "Anda tidak perlu datang sekarang. Permohonan sedang di tahap: pemeriksaan pusat." in page
    assert "/janji/" not in page
    assert "Yang perlu Anda bawa" not in page


@pytest.mark.parametrize(
    ("state", "said"),
    [
        ("refused", "Permohonan ini tidak memerlukan kedatangan: ditolak."),
        ("withdrawn", "Permohonan ini tidak memerlukan kedatangan: dicabut."),
        ("lapsed", "Permohonan ini tidak dilanjutkan, jadi datanya sudah dihapus."),
    ],
)
def test_a_case_that_is_over_is_not_called_sent(office, state, said):
    case = submitted()
    Application.objects.update(state=state, submitted_at=None if state == "lapsed" else MONDAY)
    page = page_of(case)
    assert said in page
    assert "Permohonan terkirim" not in page
    assert "/janji/" not in page
    if state == "lapsed":
        assert "bukti.pdf" not in page
        assert "/layanan/NEW/" in page
        assert "Simpan atau foto halaman ini" not in page


def test_the_paper_says_what_the_page_says(office):
    case = submitted("LOST", LOST, name="Siti Nurjanah")
    book(case, NINE, by=OWNER)
    paper = paper_of(case)
    for said in (
        "Bukti permohonan", "KTP-el hilang", case.shown_number, "Siti Nurjanah", case.masked_nik,
        "Senin, 23 November 2026 pukul 08.30 WIB", "Selasa, 24 November 2026 pukul 09.00 WIB",
        "Disdukcapil Kota Bekasi", "Kartu Keluarga (KK)", "diterima di kantor ini sampai 2 Desember 2026",
        "Pengurusan dan penerbitan dokumen kependudukan tidak dipungut biaya.", "pindai kode QR ini di anjungan",
    ):  # fmt: skip
        assert said in paper, said
    assert case.nik not in paper.replace(" ", "")


def test_the_paper_without_an_appointment_in_english(office):
    paper = paper_of(submitted("LOST", LOST), "en")
    assert "Lost card" in paper
    assert "Family card (KK)" in paper
    assert "Monday, 23 November 2026 at 08:30 WIB" in paper
