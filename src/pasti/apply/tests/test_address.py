import pytest
from django.test import Client

from pasti.applications.models import Application
from pasti.apply.tests.wizard import ADDRESS, PERSON, complaints, html, kept, send, start

SEMARANG = "33.74.01.1001"


@pytest.fixture
def browser(office) -> Client:
    return Client()


@pytest.fixture
def number(browser) -> str:
    return start(browser)


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"village_code": ""}, "Pilih kelurahan atau desa."),
        ({"address": ""}, "Isi alamat."),
        ({"rt": "dekat masjid"}, "Tulis seperti di KK, misalnya 003, 03A, 03/A, atau -."),
        (
            {"rt": "1/2", "rw": "3"},
            "RT dan RW tertulis dua kali dan berbeda. Tulis RT di kolom RT, dan RW di kolom RW.",
        ),
        ({"phone": "0812"}, "Nomor telepon ini tidak lengkap atau salah. Contoh: 0812 3456 7890."),
        ({"phone": "tidak ada"}, "Nomor telepon ini tidak terbaca. Contoh: 0812 3456 7890."),
    ],
)
def test_one_thing_wrong_is_one_sentence_and_nothing_typed_is_lost(browser, number, wrong, sentence):
    answer = send(browser, number, "alamat", ADDRESS | wrong)
    page = html(answer)
    assert (answer.status_code, complaints(page)) == (422, [sentence])
    assert {name: kept(page, name) for name in ADDRESS} == ADDRESS | wrong
    assert Application.objects.get().address == ""


def test_nobody_needs_a_telephone(browser, number):
    assert send(browser, number, "alamat", ADDRESS | {"phone": "", "rt": "", "rw": ""}).status_code == 302


def test_the_office_city_is_offered_first(browser, number):
    page = html(browser.get(f"/ajukan/{number}/alamat/"))
    assert "Wilayah:" in page
    assert "Kota Bekasi" in page
    assert ADDRESS["village_code"] in page
    assert SEMARANG not in page


def test_an_address_in_another_regency(browser, number):
    assert "?province=33" in html(browser.get(f"/ajukan/{number}/daerah/"))
    page = html(browser.get(f"/ajukan/{number}/daerah/", {"province": "33"}))
    assert f'href="/ajukan/{number}/alamat/?regency=33.74"' in page
    assert "Kota Semarang" in page
    page = html(browser.get(f"/ajukan/{number}/alamat/", {"regency": "33.74"}))
    assert SEMARANG in page
    assert 'action="?regency=33.74"' in page
    answer = browser.post(f"/ajukan/{number}/alamat/?regency=33.74", ADDRESS | {"village_code": SEMARANG})
    assert answer.status_code == 302
    assert Application.objects.get().region["regency"] == "Kota Semarang"


def test_another_regency_stays_after_a_typing_error_and_on_coming_back(browser, number):
    elsewhere = ADDRESS | {"village_code": SEMARANG}
    address = f"/ajukan/{number}/alamat/?regency=33.74"
    page = html(browser.post(address, elsewhere | {"rt": "x1*"}))
    assert kept(page, "village_code") == SEMARANG
    assert 'action="?regency=33.74"' in page
    browser.post(address, elsewhere)
    page = html(browser.get(f"/ajukan/{number}/alamat/"))
    assert kept(page, "village_code") == SEMARANG


def test_the_whole_form_works_for_an_address_elsewhere(browser, number):
    send(browser, number, "data-diri", PERSON)
    browser.post(f"/ajukan/{number}/alamat/?regency=33.74", ADDRESS | {"village_code": SEMARANG})
    assert "Kota Semarang" in html(browser.get(f"/ajukan/{number}/periksa/"))
    assert send(browser, number, "periksa").status_code == 302


def test_a_village_of_another_regency_is_not_taken_by_mistake(browser, number):
    answer = send(browser, number, "alamat", ADDRESS | {"village_code": SEMARANG})
    assert answer.status_code == 422
    assert Application.objects.get().village_code == ""


@pytest.mark.parametrize("regency", ["99.99", "33", "33.74.01", "../..", "\x00"])
def test_a_regency_that_is_none_is_the_offices(browser, number, regency):
    page = html(browser.get(f"/ajukan/{number}/alamat/", {"regency": regency}))
    assert 'action="?regency=32.75"' in page


@pytest.mark.parametrize("province", ["99", "33.74", "x", "\x00", "33.74.01"])
def test_a_province_that_is_none_shows_the_provinces(browser, number, province):
    page = html(browser.get(f"/ajukan/{number}/daerah/", {"province": province}))
    assert page.count('href="?province=') == 38


def test_what_was_typed_goes_with_whoever_chooses_another_regency(browser, number):
    answer = send(browser, number, "alamat", ADDRESS | {"elsewhere": "", "phone": "0812", "rt": "1/2", "rw": ""})
    assert answer.url == f"/ajukan/{number}/daerah/"
    kept_so_far = Application.objects.get()
    assert (kept_so_far.address, kept_so_far.rt, kept_so_far.rw) == (ADDRESS["address"], "001", "002")
    assert (kept_so_far.village_code, kept_so_far.phone) == ("", "")
    assert "Belum tersimpan karena belum benar: nomor HP." in html(browser.get(f"/ajukan/{number}/daerah/"))
