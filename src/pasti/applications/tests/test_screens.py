import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from tests.cast import LOST, MONDAY, OWNER, a_pdf, accepted, browser_of, draft, person, submitted

from pasti.applications import actions, documents
from pasti.applications.models import Application, Document
from pasti.audit.models import Look
from pasti.journal.actors import node
from pasti.kit import blobs
from pasti.link.models import Peer

STAFF = ["budi", "rini", "joko", "agus", "nur"]
PDF = a_pdf()
BIRTH = {"birth_letter_ready": "yes", "marriage_book": "yes"}
CENTRE = node("centre-1", "Pusat")


def rows(page: str) -> list[str]:
    return re.findall(r'href="/permohonan/(\d{14})/"', page)


def held(office) -> Application:
    case = actions.finish_step(accepted(office.budi.actor), "recording", by=office.rini.actor)
    return actions.hold(case, "Data ganda", by=CENTRE)


@pytest.mark.parametrize("who", STAFF)
def test_all_staff_find_a_case(office, signed_in, who):
    case = submitted()
    submitted(name="Budi Santoso")
    browser = signed_in(getattr(office, who))
    for query in (case.shown_number, case.nik, "siti nur"):
        assert rows(browser.post("/permohonan/", {"q": query}).content.decode()) == [case.number]


def test_the_rows_alone_for_a_page_that_asks_for_them(office, signed_in):
    case = submitted()
    part = signed_in(office.budi).post("/permohonan/", {"q": "siti"}, headers={"HX-Request": "true"}).content.decode()
    assert rows(part) == [case.number]
    assert "<html" not in part


@pytest.mark.parametrize("asked", ["nik", "name"])
def test_a_search_and_its_pages_post(office, signed_in, asked):
    """Addresses end up in logs and in the history of a counter's browser."""
    data = person(name="Siti")
    words = str(data[asked])
    for _time in range(51):
        submitted("BIRTH", BIRTH, **data)
    submitted(name="Budi")
    browser = signed_in(office.budi)
    page = browser.post("/permohonan/", {"q": words, "state": "submitted"}).content.decode()
    assert '<form class="search" method="post"' in page
    assert not re.search(rf'href="[^"]*{words}', page)
    (pager,) = re.findall(r'<form class="pages" method="post".*?</form>', page, re.DOTALL)
    asked_again = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', pager))
    del asked_again["csrfmiddlewaretoken"]
    assert asked_again == {"q": words, "state": "submitted", "service": "", "step": ""}
    assert re.findall(r'name="page" value="(\d+)"', pager) == ["2"]
    second = browser.post("/permohonan/", asked_again | {"page": "2"}).content.decode()
    assert (len(rows(page)), len(rows(second))) == (50, 1)
    assert 'name="page" value="1"' in second


def test_words_in_an_address_are_not_looked_for(office, signed_in):
    submitted()
    page = signed_in(office.budi).get("/permohonan/", {"q": "tidak ada", "state": "submitted"}).content.decode()
    assert len(rows(page)) == 1
    assert "tidak ada" not in page
    assert not Look.objects.filter(what="case search").exists()


def test_one_search_is_one_look(office, signed_in):
    browser = signed_in(office.budi)
    for typed in ("si", "sit", "siti"):
        browser.post("/permohonan/", {"q": typed})
    assert [(look.what, look.subject) for look in Look.objects.all()] == [("case search", "case search")]


def test_a_list_is_a_look_at_everybody_on_it_though_nobody_searched(office, signed_in):
    one, two = submitted(), submitted()
    signed_in(office.budi).get("/permohonan/")
    look = Look.objects.get()
    assert (look.what, set(look.subjects)) == ("case list", {one.subject, two.subject})


def test_what_was_asked_stays_in_the_form(office, signed_in):
    asked = {"q": '"><script>', "state": "held", "service": "LOST", "step": "centre"}
    page = signed_in(office.budi).post("/permohonan/", asked).content.decode()
    assert 'value="&quot;&gt;&lt;script&gt;"' in page
    for value in ("held", "LOST", "centre"):
        assert f'<option value="{value}" selected>' in page
    assert "Tidak ada permohonan yang cocok" in page


@pytest.mark.parametrize("asked", [{"q": "siti\x00"}, {"state": "\x00"}, {"page": "-3"}, {"page": "x"}, {"step": "x"}])
def test_nonsense_is_harmless(office, signed_in, asked):
    submitted()
    assert signed_in(office.budi).get("/permohonan/", asked).status_code == 200
    assert signed_in(office.budi).post("/permohonan/", asked).status_code == 200


def test_long_lists_have_pages(office, signed_in):
    for _time in range(51):
        submitted()
    browser = signed_in(office.budi)
    first = rows(browser.get("/permohonan/").content.decode())
    second = rows(browser.get("/permohonan/", {"page": "2"}).content.decode())
    assert (len(first), len(second)) == (50, 1)
    assert not set(first) & set(second)


def test_looking_at_a_case_is_written_down(office, signed_in):
    case = submitted()
    signed_in(office.budi).get(f"/permohonan/{case.number}/")
    look = Look.objects.get()
    assert (look.by_id, look.by_name, look.what, look.subject, look.at) == (
        office.budi.actor.id, "Budi Hartono", "case", f"application:{case.number}", MONDAY,
    )  # fmt: skip


def test_a_case_page_says_all_that_is_known(office, signed_in):
    data = person()
    case = submitted("LOST", LOST, **data)
    other = submitted("KK", {}, **data)
    actions.note_status(case, "PACKET_RETRY", at=MONDAY, source="Pusat", by=CENTRE)
    page = signed_in(office.agus).get(f"/permohonan/{case.shown_number}/").content.decode()
    for said in (
        case.shown_number, case.nik, "Siti Nurjanah", "Bekasi,\n            12 Juni 2009", "diajukan", "Petugas loket",
        "18 November 2026", "PACKET_RETRY", "Kami belum mengenal status ini.", "Permohonan diajukan.",
        other.shown_number,
    ):  # fmt: skip
        assert said in page, said


@pytest.mark.parametrize("address", ["/permohonan/327500000000/", "/permohonan/siapa/", "/permohonan/1/berkas/1/"])
def test_what_is_not_there_is_not_found(office, signed_in, address):
    assert signed_in(office.budi).get(address).status_code == 404
    assert not Look.objects.exists()


@pytest.mark.parametrize("who", STAFF)
def test_the_buttons_are_those_one_may_press(office, signed_in, who):
    asked = actions.ask_for_papers(submitted(), "KK", by=office.budi.actor)
    browser = signed_in(getattr(office, who))
    page = browser.get(f"/permohonan/{asked.number}/").content.decode()
    assert ("Berkas sudah dilengkapi" in page) is (who == "budi")
    page = browser.get(f"/permohonan/{held(office).number}/").content.decode()
    assert ("Rekam ulang" in page) is (who in ("budi", "rini"))


@pytest.mark.parametrize("who", STAFF)
def test_missing_papers_are_noted_by_a_clerk(office, signed_in, who):
    asked = actions.ask_for_papers(submitted(), "KK", by=office.budi.actor)
    answer = signed_in(getattr(office, who)).post(f"/permohonan/{asked.number}/berkas-lengkap/")
    asked.refresh_from_db()
    assert (answer.status_code, asked.state) == ((302, "submitted") if who == "budi" else (403, "incomplete"))


@pytest.mark.parametrize("who", STAFF)
def test_a_held_case_is_recorded_again(office, signed_in, who):
    case = held(office)
    answer = signed_in(getattr(office, who)).post(f"/permohonan/{case.number}/rekam-ulang/")
    case.refresh_from_db()
    allowed = who in ("budi", "rini")
    assert (answer.status_code, case.state) == ((302, "in_progress") if allowed else (403, "held"))


@pytest.mark.parametrize("action", ["rekam-ulang", "berkas-lengkap"])
def test_a_button_that_came_too_late_is_answered_with_a_sentence(office, signed_in, action):
    case = submitted()
    browser = signed_in(office.budi)
    page = browser.post(f"/permohonan/{case.number}/{action}/", follow=True).content.decode()
    assert "tidak dapat dilakukan: keadaannya sudah “diajukan”." in page
    assert browser.get(f"/permohonan/{case.number}/{action}/").status_code == 405


@pytest.fixture
def paper(office) -> Document:
    return documents.add_document(draft(), "kk", PDF, "application/pdf", by=OWNER)


@pytest.mark.parametrize("who", STAFF)
def test_a_paper_is_only_looked_at_and_the_look_is_written_down(office, signed_in, paper, who):
    account = getattr(office, who)
    shown = signed_in(account).get(f"/permohonan/{paper.application.number}/berkas/{paper.pk}/")
    assert (shown.status_code, shown.content) == (200, PDF)
    assert {name: shown[name] for name in ("Content-Type", "Content-Disposition", "Cache-Control")} == {
        "Content-Type": "application/pdf",
        "Content-Disposition": "inline",
        "Cache-Control": "private, no-store",
    }
    assert shown["Content-Security-Policy"] == "default-src 'none'; style-src 'unsafe-inline'; sandbox"
    assert (shown["X-Content-Type-Options"], shown["X-Frame-Options"]) == ("nosniff", "DENY")
    assert list(Look.objects.values_list("by_id", "what", "subject")) == [
        (account.actor.id, "document", paper.application.subject)
    ]


def test_a_paper_of_another_case_is_not_found(office, signed_in, paper):
    other = submitted()
    assert signed_in(office.budi).get(f"/permohonan/{other.number}/berkas/{paper.pk}/").status_code == 404


def test_a_stranger_sees_nothing(office, signed_in, client, paper):
    addresses = ["/permohonan/", f"/permohonan/{paper.application.number}/",
                 f"/permohonan/{paper.application.number}/berkas/{paper.pk}/"]  # fmt: skip
    for address in addresses:
        assert client.get(address).status_code == 302
        assert signed_in(office.stranger).get(address).status_code == 403
    assert not Look.objects.exists()


@pytest.mark.parametrize("away", [True, False])
def test_a_step_that_cannot_go_on_says_so_and_why(office, signed_in, away):
    Peer.objects.update(last_contact_at=MONDAY, round_trip_ms=50, down_since=MONDAY if away else None)
    case = accepted(office.budi.actor, "LOST", LOST)
    page = " ".join(signed_in(office.budi).get(f"/permohonan/{case.number}/").content.decode().split())
    said = "Tahap pemeriksaan pusat sedang tidak dapat dilanjutkan: sambungan ke pusat: terputus sejak"
    assert (said in page) is away


def test_the_clerk_sees_the_first_page_of_a_pdf(office, signed_in):
    case = submitted()
    browser = browser_of(case)
    browser.post(f"/ajukan/{case.number}/berkas/kk/", {"file": SimpleUploadedFile("kk.pdf", b"\r\n" + PDF)})
    paper = case.documents.get()
    budi = signed_in(office.budi)
    page = budi.get(f"/permohonan/{case.number}/").content.decode()
    assert f"/permohonan/{case.number}/berkas/{paper.pk}/gambar/" in page
    picture = budi.get(f"/permohonan/{case.number}/berkas/{paper.pk}/gambar/")
    assert (picture.status_code, picture["Content-Type"], picture.content[:3]) == (200, "image/jpeg", b"\xff\xd8\xff")
    assert budi.get(f"/permohonan/{case.number}/berkas/{paper.pk + 9}/gambar/").status_code == 404


def test_both_files_of_a_paper_go_with_it(office, django_capture_on_commit_callbacks):
    case = draft()
    kept = documents.add_document(case, "kk", PDF, "application/pdf", first_page=b"gambar", by=OWNER)
    assert blobs.read(kept.first_page) == b"gambar"
    with django_capture_on_commit_callbacks(execute=True):
        documents.remove_document(kept, by=OWNER)
    assert not blobs.path_of(kept.first_page).exists()
    assert not blobs.path_of(kept.sha256).exists()
