from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from tests.cast import FIRST_CARD, MONDAY, submitted

from pasti.applications import actions
from pasti.applications.models import Application, Channel
from pasti.apply.tests.wizard import complaints, html, kept, start
from pasti.catalogue.models import Service
from pasti.journal.actors import CITIZEN
from pasti.kit import clock

NO_MATCH = "Nomor permohonan dan kode ini tidak cocok. Periksa keduanya pada catatan Anda."


@pytest.fixture
def begun(office) -> tuple[Application, str]:
    service = Service.objects.get(code="NEW")
    return actions.start(service, FIRST_CARD, channel=Channel.ONLINE, by=CITIZEN)


def resume(browser: Client, number: str, code: str, **other: Any) -> Any:
    return browser.post("/ajukan/lanjut/", {"number": number, "code": code}, **other)


def test_number_and_code_open_the_draft_in_any_browser(begun):
    application, code = begun
    browser = Client()
    for written in (application.number, application.shown_number):
        assert resume(browser, written, f" {code[:3].lower()} {code[3:]}").url == f"/ajukan/{application.number}/"
    page = html(browser.get(f"/ajukan/{application.number}/"))
    assert application.shown_number in page
    assert code in page


def test_a_wrong_code_is_said_and_the_number_stays(begun):
    application, _code = begun
    browser = Client()
    answer = resume(browser, application.shown_number, "AAAAAA")
    page = html(answer)
    assert (answer.status_code, complaints(page)) == (422, [NO_MATCH])
    assert kept(page, "number") == application.shown_number
    assert browser.get(f"/ajukan/{application.number}/").status_code == 302


def test_a_wrong_number_is_told_from_a_typing_error(begun):
    application, code = begun
    other = submitted()
    browser = Client()
    assert complaints(html(resume(browser, other.number, code))) == [NO_MATCH]
    wrong = application.number[:-1] + str((int(application.number[-1]) + 1) % 10)
    assert complaints(html(resume(browser, wrong, code))) == [
        "Nomor permohonan ini salah ketik. Periksa lagi angkanya pada bukti Anda."
    ]
    assert complaints(html(resume(browser, "1234", code))) == [
        "Nomor permohonan terdiri dari 14 angka (yang lama 12); Anda menulis 4 angka."
    ]


def test_the_number_may_come_with_the_address(begun):
    page = html(Client().get("/ajukan/lanjut/", {"number": "3275-4821-7708"}))
    assert kept(page, "number") == "3275-4821-7708"


def test_guessing_ends_after_twenty_times_from_one_address(begun):
    application, code = begun
    browser = Client()
    for _time in range(20):
        assert complaints(html(resume(browser, application.number, "AAAAAA"))) == [NO_MATCH]
    answer = resume(browser, application.number, code)
    assert answer.status_code == 422
    assert complaints(html(answer)) == ["Terlalu banyak percobaan. Silakan coba lagi dalam 3 menit."]
    with clock.stopped_at(MONDAY + timedelta(minutes=3)):
        assert resume(browser, application.number, code).status_code == 302


def test_guessing_one_code_keeps_nobody_out_who_has_it(begun):
    """A code has 148 million values: the networks' limits and the office's are enough, a number's would lock out."""
    application, code = begun
    for host in range(60):
        resume(Client(), application.number, "AAAAAA", REMOTE_ADDR=f"10.{host}.0.1")
    assert resume(Client(), application.number, code, REMOTE_ADDR="192.0.2.99").status_code == 302


def test_a_browser_that_knew_the_case_goes_on_where_others_guessed(begun):
    application, code = begun
    known = Client()
    resume(known, application.number, code)
    known.get(f"/ajukan/{application.number}/")
    del known.cookies["pasti-office"]
    for _time in range(20):
        resume(Client(), application.number, "AAAAAA")
    assert resume(Client(), application.number, code).status_code == 422
    assert resume(known, application.number, code).status_code == 302
    # A forged cookie is no known browser.
    forged = Client()
    forged.cookies["pasti-office-known"] = known.cookies["pasti-office-known"].value[:-2] + "xx"
    assert resume(forged, application.number, code).status_code == 422


def test_a_header_that_anybody_can_send_does_not_lift_the_limit(begun):
    application, code = begun
    for time in range(20):
        resume(Client(), application.number, "AAAAAA", headers={"X-Forwarded-For": f"10.0.0.{time}"})
    assert resume(Client(), application.shown_number, code).status_code == 422


def test_the_session_gets_a_new_key_with_every_case(begun):
    application, code = begun
    browser = Client()
    browser.get("/ajukan/lanjut/")
    session = browser.session
    session["something"] = 1
    session.save()
    before = session.session_key
    other, other_code = actions.start(application.service, FIRST_CARD, channel=Channel.ONLINE, by=CITIZEN)
    keys = {before}
    for number, its_code in ((application.number, code), (other.number, other_code), (application.number, code)):
        resume(browser, number, its_code)
        keys.add(browser.session.session_key)
    assert len(keys) == 4
    assert browser.session["something"] == 1


def test_a_case_that_was_sent_leads_to_its_confirmation(begun):
    application, code = begun
    Application.objects.filter(pk=application.pk).update(state="submitted", submitted_at=MONDAY)
    browser = Client()
    resume(browser, application.number, code)
    assert browser.get(f"/ajukan/{application.number}/").url == f"/ajukan/{application.number}/terkirim/"


def test_nobody_opens_somebody_elses_draft(begun):
    application, _code = begun
    other = Client()
    start(other)
    for step in ("", "data-diri/", "alamat/", "daerah/", "berkas/", "periksa/", "terkirim/", "bukti.pdf"):
        for browser in (Client(), other):
            answer = browser.get(f"/ajukan/{application.number}/{step}")
            assert (answer.status_code, answer.url) == (302, f"/ajukan/lanjut/?number={application.number}")
    for step in ("data-diri/", "alamat/", "berkas/kk/", "berkas/hapus/1/", "periksa/"):
        assert other.post(f"/ajukan/{application.number}/{step}", {"name": "x"}).status_code == 302
    application.refresh_from_db()
    assert (application.state, application.name) == ("draft", "")


@pytest.mark.parametrize("number", ["327500000000", "abc", "1", "<script>"])
def test_a_number_that_is_not_there_looks_like_one_that_is(office, number):
    assert Client().get(f"/ajukan/{number}/").status_code == 302
