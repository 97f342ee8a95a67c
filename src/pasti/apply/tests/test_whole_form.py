import re
from io import BytesIO

import pytest
from django.test import Client
from pypdf import PdfReader
from tests.cast import LOST

from pasti.applications.models import Application
from pasti.apply.tests.wizard import ADDRESS, PERSON, complaints, fill, html, kept, photo, send, start
from pasti.journal.models import Entry


@pytest.fixture
def browser(office) -> Client:
    return Client()


def test_from_the_first_question_to_the_confirmation(browser):
    number = start(browser)
    assert send(browser, number, "data-diri", PERSON).url == f"/ajukan/{number}/alamat/"
    assert send(browser, number, "alamat", ADDRESS).url == f"/ajukan/{number}/berkas/"
    assert send(browser, number, "berkas/kk", {"file": photo()}).url == f"/ajukan/{number}/berkas/"
    assert send(browser, number, "periksa").url == f"/ajukan/{number}/terkirim/"
    case = Application.objects.get()
    assert (case.state, case.channel, case.filed_by, case.nik, case.rt, case.phone) == (
        "submitted", "online", "citizen", PERSON["nik"], "001", "+6281234567890",
    )  # fmt: skip
    assert case.documents.get().requirement == "kk"
    page = html(browser.get(f"/ajukan/{number}/terkirim/"))
    for said in ("Permohonan terkirim", case.shown_number, "Satu langkah lagi", "Kartu Keluarga (KK)"):
        assert said in page


def test_a_paper_more_or_less_is_no_condition(browser):
    number = start(browser, "LOST", LOST)
    fill(browser, number)
    assert send(browser, number, "periksa").status_code == 302
    assert Application.objects.get().state == "submitted"


def test_sending_twice_is_sending_once(browser):
    number = start(browser)
    fill(browser, number)
    for _click in range(3):
        assert send(browser, number, "periksa").url == f"/ajukan/{number}/terkirim/"
    case = Application.objects.get()
    assert case.steps.count() == 5
    assert Entry.objects.filter(kind="application.submit").count() == 1


@pytest.mark.parametrize("step", ["", "data-diri/", "alamat/", "berkas/", "periksa/"])
def test_the_back_button_after_sending_leads_to_the_confirmation(browser, step):
    number = start(browser)
    fill(browser, number)
    send(browser, number, "periksa")
    assert browser.get(f"/ajukan/{number}/{step}").url == f"/ajukan/{number}/terkirim/"


def test_an_old_form_changes_nothing_after_sending(browser):
    number = start(browser)
    fill(browser, number)
    send(browser, number, "periksa")
    for step, data in (("data-diri", PERSON | {"name": "Orang Lain"}), ("alamat", ADDRESS | {"address": "Lain"})):
        assert send(browser, number, step, data).url == f"/ajukan/{number}/terkirim/"
        said = html(browser.get(f"/ajukan/{number}/terkirim/"))
        assert "yang baru saja Anda isi tidak disimpan" in said
    case = Application.objects.get()
    assert (case.name, case.address) == (PERSON["name"], ADDRESS["address"])
    for step, data in (("data-diri", PERSON), ("alamat", ADDRESS | {"rt": "001", "rw": "002"}), ("periksa", {})):
        send(browser, number, step, data)
        assert "tidak disimpan" not in html(browser.get(f"/ajukan/{number}/terkirim/"))


def test_a_second_child_typed_into_a_tab_that_was_duplicated_does_not_replace_the_first(browser):
    number = start(browser)
    page = html(browser.get(f"/ajukan/{number}/data-diri/"))
    assert '<input type="hidden" name="drawn_for" value="">' in page
    first, second = PERSON | {"drawn_for": ""}, PERSON | {"drawn_for": "", "nik": "3275015206099002", "name": "Sari"}
    assert send(browser, number, "data-diri", first).status_code == 302
    answer = send(browser, number, "data-diri", second)
    assert answer.status_code == 422
    page = html(answer)
    assert any("sudah diisi untuk Siti Nurjanah" in sentence for sentence in complaints(page))
    assert (kept(page, "name"), kept(page, "nik")) == ("Sari", "3275015206099002"), "nothing typed is lost"
    assert Application.objects.get().name == "Siti Nurjanah"
    assert send(browser, number, "data-diri", first).status_code == 302, "two clicks are no other person"
    # Whoever has read that and sends it once more means it.
    assert f'name="drawn_for" value="{PERSON["nik"]}"' in page
    assert send(browser, number, "data-diri", second | {"drawn_for": PERSON["nik"]}).status_code == 302
    assert Application.objects.get().name == "Sari"


def test_the_overview_says_what_is_done_and_what_comes_next(browser):
    number = start(browser)
    page = html(browser.get(f"/ajukan/{number}/"))
    assert page.count("belum diisi") == 2
    assert "0 dari 1 dikirim" in page
    assert "Periksa dan kirim" not in page
    send(browser, number, "data-diri", PERSON)
    assert f'class="govuk-button" href="/ajukan/{number}/alamat/"' in html(browser.get(f"/ajukan/{number}/"))
    send(browser, number, "alamat", ADDRESS)
    page = html(browser.get(f"/ajukan/{number}/"))
    assert (page.count("terisi"), page.count("belum diisi")) == (2, 0)
    assert "Periksa dan kirim" in page


def test_what_was_filled_in_stands_there_again(browser):
    number = start(browser)
    fill(browser, number)
    page = html(browser.get(f"/ajukan/{number}/data-diri/"))
    for name in ("nik", "kk_number", "name", "birth_place"):
        assert f'value="{PERSON[name]}"' in page
    page = html(browser.get(f"/ajukan/{number}/alamat/"))
    assert '<option value="32.75.01.1001" selected>' in page
    assert 'value="001"' in page


def test_the_number_and_code_are_shown_in_the_browser_that_began(browser):
    number = start(browser)
    page = html(browser.get(f"/ajukan/{number}/"))
    assert "Catat atau foto nomor dan kode ini." in page
    code = browser.session["cases"][number]["code"]
    assert re.fullmatch(r"[34679ACDEFGHJKMNPQRTWXY]{6}", code)
    assert code in page
    assert code not in Application.objects.get().code_hash


def test_the_code_stays_on_the_confirmation_and_its_paper_and_opens_the_case_from_elsewhere(browser):
    number = start(browser)
    fill(browser, number)
    send(browser, number, "periksa")
    code = browser.session["cases"][number]["code"]
    assert code in html(browser.get(f"/ajukan/{number}/terkirim/"))
    paper = PdfReader(BytesIO(browser.get(f"/ajukan/{number}/bukti.pdf").content)).pages[0].extract_text()
    assert code in paper
    elsewhere = Client()
    assert elsewhere.post("/ajukan/lanjut/", {"number": number, "code": code}).url == f"/ajukan/{number}/"
    assert code in html(elsewhere.get(f"/ajukan/{number}/terkirim/"))


@pytest.mark.parametrize("step", ["", "data-diri/", "alamat/", "berkas/", "periksa/", "daerah/"])
def test_no_cache_keeps_a_page_with_personal_data(browser, step):
    number = start(browser)
    fill(browser, number)
    assert browser.get(f"/ajukan/{number}/{step}")["Cache-Control"] == "no-store"
