from datetime import timedelta

import pytest
from django.test import Client
from tests.cast import LOST, MONDAY, OWNER, person, submitted

from pasti.applications import actions
from pasti.applications.models import Application
from pasti.apply.tests.wizard import ADDRESS, PERSON, fill, html, owner_of, photo, send, start
from pasti.journal.actors import CITIZEN
from pasti.kit import clock


@pytest.fixture
def browser(office) -> Client:
    return Client()


def test_it_shows_all_that_will_be_sent(browser):
    number = start(browser, "LOST", LOST)
    fill(browser, number)
    send(browser, number, "berkas/kk", {"file": photo()})
    page = html(browser.get(f"/ajukan/{number}/periksa/"))
    for said in (
        PERSON["name"], PERSON["nik"], PERSON["kk_number"], "12 Juni 2009", "Perempuan",
        "Jl. Melati No. 4, RT 001 RW 002, Bekasijaya, Bekasi Timur, Kota Bekasi", "0812-3456-7890", "18 November 2026",
        "dibawa saat datang", "terkirim",
    ):  # fmt: skip
        assert said in page, said


def test_what_is_missing_is_said_and_nothing_is_sent(browser):
    number = start(browser)
    answer = send(browser, number, "periksa")
    assert answer.status_code == 422
    assert "Data belum lengkap. Lengkapi dahulu data diri dan alamat." in html(answer)
    assert Application.objects.get().state == "draft"
    send(browser, number, "data-diri", PERSON)
    assert send(browser, number, "periksa").status_code == 422
    send(browser, number, "alamat", ADDRESS)
    assert send(browser, number, "periksa").status_code == 302


def test_a_letter_that_expired_while_the_draft_lay_is_caught_with_its_date(browser):
    number = start(browser, "LOST", LOST)
    fill(browser, number)
    with clock.stopped_at(MONDAY + timedelta(hours=11)):
        assert send(browser, number, "periksa").status_code == 302
    other = start(browser, "LOST", LOST)
    send(browser, other, "data-diri", PERSON | {"nik": "3275015206099002"})
    send(browser, other, "alamat", ADDRESS)
    with clock.stopped_at(MONDAY + timedelta(days=10)):
        answer = send(owner_of(Application.objects.get(number=other)), other, "periksa")
    assert answer.status_code == 422
    page = html(answer)
    assert "Belum dapat dikirim" in page
    said = "menerimanya paling lama 14 hari sejak tanggalnya, yaitu sampai Rabu, 2 Desember 2026. Mintalah yang baru"
    assert page.count(said) == 1
    assert PERSON["name"] in page
    assert Application.objects.get(number=other).state == "draft"


def test_a_second_application_for_the_same_thing_is_refused(browser):
    data = person()
    submitted("KK", {}, **data)
    service = Application.objects.get().service
    draft, _code = actions.start(service, {}, channel="online", by=CITIZEN)
    actions.fill(draft, data, by=OWNER)
    answer = send(owner_of(draft), draft.number, "periksa")
    assert answer.status_code == 422
    assert "Sudah ada permohonan Perubahan KK yang berjalan untuk orang ini." in html(answer)


def test_the_mismatches_are_said_once_more_and_stop_nobody(browser):
    number = start(browser)
    fill(browser, number)
    send(browser, number, "data-diri", PERSON | {"sex": "M"})
    assert "Jenis kelamin menurut NIK berbeda dari yang diisi." in html(browser.get(f"/ajukan/{number}/periksa/"))
    assert send(browser, number, "periksa").status_code == 302
