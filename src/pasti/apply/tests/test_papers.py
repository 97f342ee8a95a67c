import re
import zlib
from datetime import timedelta
from io import RawIOBase
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from tests.cast import LOST, MONDAY, OWNER, a_pdf, accepted, browser_of, submitted

from pasti.applications import actions, documents
from pasti.applications.models import Document
from pasti.applications.rules import Proof
from pasti.apply.tests.wizard import html, owner_of, photo, send, start
from pasti.catalogue.actions import Wording, add_requirement
from pasti.catalogue.models import Service
from pasti.kit import blobs, clock, opened
from pasti.offices.actions import decide

PDF = a_pdf()


@pytest.fixture
def browser(office) -> Client:
    return Client()


@pytest.fixture
def number(browser) -> str:
    return start(browser, "LOST", LOST)


def upload(browser: Client, number: str, content: bytes, requirement: str = "kk", name: str = "kk.jpg") -> Any:
    return send(browser, number, f"berkas/{requirement}", {"file": SimpleUploadedFile(name, content)})


def test_a_photo_and_a_pdf_are_taken(browser, number):
    assert send(browser, number, "berkas/kk", {"file": photo()}).status_code == 302
    assert upload(browser, number, PDF, "loss_letter").status_code == 302
    assert sorted(Document.objects.values_list("requirement", "media_type")) == [
        ("kk", "image/jpeg"), ("loss_letter", "application/pdf"),
    ]  # fmt: skip
    page = html(browser.get(f"/ajukan/{number}/berkas/"))
    assert page.count("terkirim") == 2
    assert page.count("Tambah foto lain") == 2
    assert "2 dari 2 dikirim" in html(browser.get(f"/ajukan/{number}/"))


def test_only_what_can_be_photographed_is_asked_for(browser, number):
    page = html(browser.get(f"/ajukan/{number}/berkas/"))
    assert re.findall(r'id="paper-(\w+)"', page) == ["loss_letter", "kk"]
    assert "Langkah ini boleh dilewati, tetapi berkas asli tetap harus Anda bawa." in page


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"MZ\x90\x00" + bytes(500), "Ini bukan gambar atau PDF. Kirim foto (JPEG, PNG) atau PDF."),
        (b"<svg onload='alert(1)'/>", "Ini bukan gambar atau PDF. Kirim foto (JPEG, PNG) atau PDF."),
        (b"\xff\xd8\xff\xe0" + bytes(500), "Gambar ini rusak dan tidak dapat dibuka. Ambil foto sekali lagi."),
        (b"", "Foto atau PDF ini kosong."),
        (a_pdf(filling=10 * 1024 * 1024), "Foto atau PDF ini terlalu besar. Paling besar 10 MB"),
    ],
    ids=["executable", "svg", "truncated", "empty", "too large"],
)
def test_what_is_no_paper_is_said_where_it_was_chosen(browser, number, content, sentence):
    answer = upload(browser, number, content)
    page = html(answer)
    assert answer.status_code == 422
    assert page.count(sentence) == 2
    assert '<a href="#file-kk">' in page
    assert 'id="error-kk"' in page
    assert 'id="error-loss_letter"' not in page
    assert not Document.objects.exists()


def test_no_file_is_said_too(browser, number):
    answer = send(browser, number, "berkas/kk")
    assert answer.status_code == 422
    assert "Pilih dahulu foto atau PDF-nya." in html(answer)


def test_what_was_sent_before_stays_after_a_mistake(browser, number):
    upload(browser, number, PDF, "loss_letter")
    page = html(upload(browser, number, b"MZ", "kk"))
    assert page.count("terkirim") == 1


@pytest.mark.parametrize("requirement", ["f102", "old_card", "nope"])
def test_what_is_not_asked_for_is_refused(browser, number, requirement):
    answer = upload(browser, number, PDF, requirement)
    assert answer.status_code == 422
    assert "Berkas itu tidak diminta untuk permohonan ini." in html(answer)


def test_the_same_photo_twice_is_one(browser, number):
    for _click in range(2):
        upload(browser, number, PDF)
    assert Document.objects.count() == 1


def test_it_can_be_taken_away_again(browser, number, django_capture_on_commit_callbacks):
    upload(browser, number, PDF)
    document = Document.objects.get()
    with django_capture_on_commit_callbacks(execute=True):
        for _click in range(2):
            answer = send(browser, number, f"berkas/hapus/{document.pk}")
            assert (answer.status_code, answer.url) == (302, f"/ajukan/{number}/berkas/")
    assert not Document.objects.exists()
    assert not blobs.path_of(document.sha256).exists()


def test_a_paper_of_another_case_stays(browser, number):
    other = submitted()
    document = documents.add_document(other, "kk", PDF, "application/pdf", by=OWNER)
    assert send(browser, number, f"berkas/hapus/{document.pk}").status_code == 302
    assert Document.objects.get() == document


def test_an_old_page_changes_nothing_once_the_papers_were_accepted(office):
    case = submitted()
    document = documents.add_document(case, "kk", PDF, "application/pdf", by=OWNER)
    case = accepted(office.budi.actor)
    Document.objects.update(application=case)
    browser = owner_of(case)
    answer = browser.post(f"/ajukan/{case.number}/berkas/hapus/{document.pk}/", follow=True)
    assert answer.status_code == 200
    assert "Berkas permohonan ini tidak dapat diubah lagi: diproses." in html(answer)
    refused = upload(browser, case.number, PDF + b"x")
    assert refused.status_code == 422
    assert "Berkas permohonan ini tidak dapat diubah lagi: diproses." in html(refused)
    assert Document.objects.get() == document


def test_what_the_office_has_before_it_is_not_taken_away(office):
    """Today's fault: a paper of a case that was handed in could be removed with its number and the birth date."""
    case = submitted()
    document = documents.add_document(case, "kk", PDF, "application/pdf", by=OWNER)
    stranger = browser_of(case, proof=Proof.STAGE)
    for browser, status in ((stranger, 302), (owner_of(case), 302)):
        assert browser.post(f"/ajukan/{case.number}/berkas/hapus/{document.pk}/").status_code == status
        assert upload(stranger, case.number, PDF + b"x").status_code == 302
    assert Document.objects.get() == document


def test_what_is_missing_is_sent_later_and_only_that_is_taken_back(office):
    case = submitted()
    earlier = documents.add_document(case, "kk", PDF, "application/pdf", by=OWNER)
    with clock.stopped_at(MONDAY + timedelta(hours=1)):
        actions.ask_for_papers(case, "KK kurang jelas", by=office.budi.actor)
    with clock.stopped_at(MONDAY + timedelta(hours=2)):
        browser = owner_of(case)
        assert "Kirim foto berkas yang kurang" in html(browser.get(f"/ajukan/{case.number}/terkirim/"))
        assert upload(browser, case.number, PDF + b"2").url == f"/ajukan/{case.number}/berkas/"
        page = html(browser.get(f"/ajukan/{case.number}/berkas/"))
        assert "KK kurang jelas" in page
        later = Document.objects.latest("id")
        assert re.findall(r"/berkas/hapus/(\d+)/", page) == [str(later.pk)]
        for document in (earlier, later):
            browser.post(f"/ajukan/{case.number}/berkas/hapus/{document.pk}/")
    assert list(Document.objects.all()) == [earlier]


def test_one_network_sends_so_much_a_day(office):
    decide(
        "applications.upload_mb_per_day", value=10, valid_from=MONDAY.date(), legal_basis="SOP", by=office.agus.actor
    )
    sent = []
    for letter in (b"a", b"b", b"c"):
        browser = Client()
        sent.append(upload(browser, start(browser, "LOST", LOST), a_pdf(filling=4_000_000, letter=letter)))
    assert [answer.status_code for answer in sent] == [302, 302, 422]
    assert "Hari ini sudah terlalu banyak foto dan PDF yang diterima." in html(sent[2])


def heavy_pdf() -> bytes:
    """Some kilobytes that take many seconds of the processor to draw."""
    strokes = zlib.compress(b"0 0 m 500 800 400 0 300 600 c 1 1 500 700 re f* " * 400_000, 9)
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R>>",
        b"<</Length %d/Filter/FlateDecode>>\nstream\n%b\nendstream" % (len(strokes), strokes),
    ]
    body = b"".join(b"%d 0 obj\n%b\nendobj\n" % (number, said) for number, said in enumerate(objects, 1))
    return b"%PDF-1.4\n" + body + b"trailer<</Size 5/Root 1 0 R>>\n%%EOF\n"


def test_one_network_keeps_the_opener_for_so_long_an_hour(browser, number, monkeypatch):
    """Four kilobytes held it for half a minute, again and again: nothing was kept, so nothing counted."""
    # One that runs already has been told how long it may take.
    opened._for_strangers.end()
    monkeypatch.setattr(opened._for_strangers, "seconds", 0.2)
    for _time in range(4):
        assert "PDF ini terlalu rumit untuk dibuka." in html(upload(browser, number, heavy_pdf()))
    monkeypatch.undo()
    opened._for_strangers.end()
    assert "dari jaringan Anda terlalu berat dibuka. Terlalu banyak percobaan." in html(upload(browser, number, PDF))
    elsewhere = Client(REMOTE_ADDR="198.51.100.7")
    assert upload(elsewhere, start(elsewhere, "LOST", LOST), PDF).status_code == 302
    with clock.stopped_at(clock.now() + timedelta(minutes=15)):
        assert upload(browser, number, PDF).status_code == 302


def send_all(browser: Client, number: str, button: dict[str, str], **files: bytes) -> Any:
    chosen = {f"file-{code}": SimpleUploadedFile(f"{code}.pdf", content) for code, content in files.items()}
    return send(browser, number, "berkas/kirim", {**chosen, **button})


def test_an_office_may_ask_for_more_papers_than_were_thought_of(office):
    """A browser sends a part for every field, also where nothing was chosen: five of them were an error."""
    birth, words = Service.objects.get(code="BIRTH"), Wording("Surat", "Letter", "", "")
    for code in ("letter-1", "letter-2"):
        add_requirement(birth, code, words, legal_basis="SOP", valid_from=MONDAY.date(), by=office.agus.actor)
    browser = Client()
    number = start(browser, "BIRTH", {"birth_letter_ready": "yes", "marriage_book": "yes"})
    page = html(browser.get(f"/ajukan/{number}/berkas/"))
    asked = re.findall(r'type="file" id="file-[^"]+" name="file-([^"]+)"', page)
    assert len(asked) >= 6
    assert send_all(browser, number, {"go": ""}, **dict.fromkeys(asked, PDF)).status_code == 302
    assert Document.objects.count() == len(asked)


def test_what_was_chosen_is_sent_by_lanjut_too(browser, number):
    answer = send_all(browser, number, {"go": ""}, kk=PDF, loss_letter=a_pdf("hilang"))
    assert answer.url == f"/ajukan/{number}/periksa/"
    assert sorted(Document.objects.values_list("requirement", flat=True)) == ["kk", "loss_letter"]
    assert send_all(browser, number, {"go": ""}).url == f"/ajukan/{number}/periksa/"


def test_whichever_button_is_pressed_all_that_was_chosen_is_sent(browser, number):
    answer = send_all(browser, number, {"one": "kk"}, kk=PDF, loss_letter=a_pdf("hilang"))
    assert answer.url == f"/ajukan/{number}/berkas/"
    assert Document.objects.count() == 2


def test_of_two_the_good_one_stays_and_the_other_is_named(browser, number):
    answer = send_all(browser, number, {"go": ""}, kk=b"%PDF-1.4\n", loss_letter=PDF)
    page = html(answer)
    assert answer.status_code == 422
    assert '<a href="#file-kk">' in page
    assert 'id="error-loss_letter"' not in page
    assert "Yang lain sudah terkirim." in page
    assert Document.objects.get().requirement == "loss_letter"


def test_a_button_without_a_file_says_so_beside_it(browser, number):
    answer = send_all(browser, number, {"one": "kk"})
    assert answer.status_code == 422
    assert 'id="error-kk"' in html(answer)
    assert send_all(browser, number, {"go": ""}, nope=PDF).status_code == 422
    assert browser.get(f"/ajukan/{number}/berkas/kirim/").url == f"/ajukan/{number}/berkas/"


def test_what_is_missing_later_is_sent_by_the_button_that_leads_back(office):
    case = submitted()
    actions.ask_for_papers(case, "KK kurang jelas", by=office.budi.actor)
    answer = send_all(owner_of(case), case.number, {"go": ""}, kk=PDF)
    assert answer.url == f"/ajukan/{case.number}/terkirim/"
    assert Document.objects.count() == 1


def test_loading_a_refused_paper_again_leads_back_to_the_papers(browser, number):
    assert browser.get(f"/ajukan/{number}/berkas/kk/").url == f"/ajukan/{number}/berkas/"
    assert browser.get(f"/ajukan/{number}/berkas/hapus/1/").status_code == 405


class Stream(RawIOBase):
    """A form on its way, as long as one likes, that never lies in memory as a whole."""

    def __init__(self, before: bytes, filling: int, after: bytes) -> None:
        self.length = len(before) + filling + len(after)
        self.given = 0
        self.rest = b""
        self.pieces = iter([before, *[bytes(65536)] * (filling // 65536), after])

    def read(self, size: int = -1) -> bytes:
        while len(self.rest) < size and (piece := next(self.pieces, b"")):
            self.rest += piece
        given, self.rest = self.rest[:size], self.rest[size:]
        self.given += len(given)
        return given


def test_eighty_megabytes_are_read_to_their_end_and_the_rest_of_the_form_survives(office):
    browser = Client(enforce_csrf_checks=True)
    browser.get("/layanan/KK/")
    token = browser.cookies["pasti-office-csrf"].value
    number = re.sub(r"\D", "", browser.post("/layanan/KK/ajukan/", {"csrfmiddlewaretoken": token}).url)
    name = '--x\r\nContent-Disposition: form-data; name="file"; filename="kk.jpg"\r\nContent-Type: image/jpeg\r\n\r\n'
    # What proves that the form is ours comes after the file: if it were lost, the answer would be 403.
    rest = f'\r\n--x\r\nContent-Disposition: form-data; name="csrfmiddlewaretoken"\r\n\r\n{token}\r\n--x--\r\n'
    stream = Stream(name.encode() + b"\xff\xd8\xff\xe0", 80 * 1024 * 1024, rest.encode())
    answer = browser.generic(
        "POST",
        f"/ajukan/{number}/berkas/old_kk/",
        **{
            "wsgi.input": stream,
            "CONTENT_LENGTH": str(stream.length),
            "CONTENT_TYPE": "multipart/form-data; boundary=x",
        },
    )
    assert answer.status_code == 422
    assert "Foto atau PDF ini terlalu besar. Paling besar 10 MB" in html(answer)
    assert stream.given == stream.length
    assert not Document.objects.exists()
