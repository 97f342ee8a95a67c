import pytest
from django.db import DatabaseError, connection
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


def test_who_gives_a_number_says_whether_news_may_be_sent_to_it(browser, number):
    unsaid = {name: said for name, said in ADDRESS.items() if name != "wish"}
    answer = send(browser, number, "alamat", unsaid)
    assert (answer.status_code, complaints(html(answer))) == (422, ["Pilih salah satu: ya atau tidak."])
    assert Application.objects.get().address == ""
    browser.cookies["pasti-language"] = "en"
    assert send(browser, number, "alamat", ADDRESS | {"wish": "sms", "email": "siti@example.org"}).status_code == 302
    contact = Application.objects.get().contact
    assert (contact.wish, contact.email, contact.language) == ("sms", "siti@example.org", "en")
    assert 'value="siti@example.org"' in html(browser.get(f"/ajukan/{number}/alamat/"))


def test_without_a_number_nothing_is_agreed_to(browser, number):
    send(browser, number, "alamat", ADDRESS | {"phone": "", "wish": "any"})
    assert Application.objects.get().contact.wish == "none"


def test_the_wish_goes_along_to_another_regency_with_its_number(browser, number):
    send(browser, number, "alamat", ADDRESS | {"elsewhere": "", "wish": "sms", "email": "siti@example.org"})
    case = Application.objects.get()
    assert (case.phone, case.contact.wish, case.contact.email) == ("+6281234567890", "sms", "siti@example.org")
    page = html(browser.get(f"/ajukan/{number}/alamat/", {"regency": "33.74"}))
    assert 'value="siti@example.org"' in page


@pytest.mark.parametrize(
    ("typed", "lost"),
    [
        ({"phone": "0812", "wish": "any", "email": "siti@example.org"}, "nomor HP dan surel"),
        ({"phone": "0812 3456 7890", "wish": "", "email": "siti@example.org"}, "surel"),
        ({"phone": "0812 3456 7890", "wish": "any", "email": "siti@"}, "surel"),
        ({"phone": "", "wish": "", "email": ""}, ""),
    ],
)
def test_a_wish_that_cannot_be_kept_is_no_other_one(browser, number, typed, lost):
    send(browser, number, "alamat", ADDRESS | {"elsewhere": ""} | typed)
    assert not hasattr(Application.objects.get(), "contact")
    page = html(browser.get(f"/ajukan/{number}/daerah/"))
    assert (f"Belum tersimpan karena belum benar: {lost}." if lost else "") in page
    assert ("Belum tersimpan" in page) == bool(lost)


def test_the_address_and_the_wish_are_kept_both_or_neither(browser, number):
    def no_room_for_a_wish(execute, sql, params, many, context):
        if sql.startswith("INSERT") and '"notices_contact"' in sql:
            raise DatabaseError("no room")
        return execute(sql, params, many, context)

    with connection.execute_wrapper(no_room_for_a_wish), pytest.raises(DatabaseError):
        send(browser, number, "alamat", ADDRESS)
    assert Application.objects.get().address == ""
