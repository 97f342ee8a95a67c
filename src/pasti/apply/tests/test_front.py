from datetime import date, datetime, time, timedelta

import pytest
from django.test import Client
from tests.cast import MONDAY

from pasti.apply.tests.wizard import PERSON, complaints, html, send, start
from pasti.kit import clock
from pasti.link.models import Peer
from pasti.offices.actions import decide, set_holiday, set_hours
from pasti.offices.days import Times
from pasti.offices.models import Lane


@pytest.fixture
def browser(office) -> Client:
    return Client()


def linked() -> None:
    Peer.objects.update(last_contact_at=MONDAY, down_since=None, round_trip_ms=80)


def at(moment: str):
    return clock.stopped_at(datetime.fromisoformat(f"{moment}+07:00"))


@pytest.mark.parametrize(
    ("moment", "said"),
    [
        ("2026-11-23T07:00", "Kantor buka hari ini pukul 08.00–15.30 WIB"),
        ("2026-11-23T08:00", "Kantor buka sampai pukul 15.30 WIB"),
        ("2026-11-23T15:29", "Kantor buka sampai pukul 15.30 WIB"),
        ("2026-11-23T15:30", "Buka lagi pada Selasa, 24 November 2026 pukul 08.00 WIB."),
        ("2026-11-27T20:00", "Buka lagi pada Senin, 30 November 2026 pukul 08.00 WIB."),
        ("2026-11-28T10:00", "Kantor sedang tutup"),
    ],
)
def test_the_front_page_says_whether_the_office_is_open(browser, moment, said):
    with at(moment):
        assert said in html(browser.get("/"))


@pytest.mark.parametrize(
    ("moment", "said"),
    [
        ("2026-11-23T10:00", "Jam hari ini: 08.00–15.00 WIB, istirahat 11.30–12.30 dan 14.00–14.15."),
        ("2026-11-23T12:00", "Istirahat sampai pukul 12.30 WIB; setelah itu kantor buka sampai pukul 15.00"),
        ("2026-11-23T14:05", "Istirahat sampai pukul 14.15 WIB; setelah itu kantor buka sampai pukul 15.00"),
    ],
)
def test_the_front_page_says_which_break_it_is(browser, office, moment, said):
    breaks = ((time(11, 30), time(12, 30)), (time(14), time(14, 15)))
    set_hours({0: Times(time(8), time(15), breaks)}, by=office.agus.actor)
    with at(moment):
        assert said in html(browser.get("/"))


def test_a_holiday_is_named(browser, office):
    set_holiday(date(2026, 11, 23), name="Hari jadi kota", source="local", closed=True, by=office.agus.actor)
    page = html(browser.get("/"))
    assert "Kantor tutup hari ini: Hari jadi kota" in page
    assert "Buka lagi pada Selasa, 24 November 2026 pukul 08.00 WIB." in page


def test_an_office_that_is_never_open_has_a_page_too(browser, office):
    set_hours(dict.fromkeys(range(7)), by=office.agus.actor)
    page = html(browser.get("/"))
    assert "Kantor sedang tutup" in page
    assert "Buka lagi" not in page


def test_it_says_whether_the_centre_can_be_reached(browser):
    linked()
    assert "Tersambung ke pusat data Kementerian Dalam Negeri." in html(browser.get("/"))
    with clock.stopped_at(MONDAY + timedelta(minutes=2)):
        page = html(browser.get("/"))
    assert "Sambungan ke pusat data Kementerian Dalam Negeri (pusat) sedang terputus" in page
    assert "sejak Senin, 23 November 2026 pukul 08.30 WIB" in page
    assert "KK, dan akta tetap dilayani" in page


def test_an_office_without_a_centre_says_so(browser):
    Peer.objects.all().delete()
    assert "Kantor ini belum tersambung ke pusat data Kementerian Dalam Negeri." in html(browser.get("/"))


@pytest.mark.parametrize(
    "address", ["/", "/layanan/", "/layanan/NEW/", "/privasi/", "/aksesibilitas/", "/ajukan/lanjut/"]
)
def test_every_page_is_light_and_says_its_language(browser, address):
    answer = browser.get(address)
    assert answer.status_code == 200
    assert '<html lang="id"' in html(answer)
    assert answer["Content-Language"] == "id"
    assert len(answer.content) < 60_000


def test_the_privacy_notice_says_how_long_and_where_to(browser, office):
    decide("printing.keep_days", value=3, valid_from=MONDAY.date(), legal_basis="SOP", by=office.agus.actor)
    page = html(browser.get("/privasi/"))
    assert "dihapus setelah 30 hari" in page
    assert "keduanya dihapus dari kantor ini 3 hari setelah kartu dicetak" in page
    assert "dikirim ke pusat data Kementerian Dalam Negeri" in page
    for taken in ("agama", "status perkawinan", "pekerjaan", "golongan darah", "mengambil kartu"):
        assert taken in page


def test_only_an_office_with_a_priority_lane_speaks_of_it(browser, office):
    assert "Lajur P didahulukan untuk lansia" in html(browser.get("/aksesibilitas/"))
    Lane.objects.filter(priority=True).update(active=False)
    page = html(browser.get("/aksesibilitas/"))
    assert "didahulukan" not in page
    assert "Pendamping boleh ikut." in page


def english() -> Client:
    browser = Client()
    browser.cookies["pasti-language"] = "en"
    return browser


def test_english_for_who_asks_for_it(office):
    browser = english()
    page = html(browser.get("/layanan/"))
    assert '<html lang="en"' in page
    assert "First card" in page
    assert "KTP-el pertama" not in page
    page = html(browser.get("/layanan/NEW/"))
    assert "Which is true of the person who will get the card?" in page
    number = start(browser)
    answer = send(browser, number, "data-diri", PERSON | {"name": "", "sex": "X"})
    assert answer.status_code == 422
    assert complaints(html(answer)) == [
        "Enter the full name.", "Select a valid choice. X is not one of the available choices.",
    ]  # fmt: skip


def test_the_browser_is_not_asked_for_its_language(office):
    assert '<html lang="id"' in html(Client().get("/", headers={"Accept-Language": "en"}))


def test_a_language_that_we_do_not_speak_is_indonesian(office):
    browser = Client()
    browser.cookies["pasti-language"] = "de"
    assert '<html lang="id"' in html(browser.get("/"))


def test_the_language_can_be_changed_on_a_page_that_was_refused(office):
    browser = Client()
    answer = browser.post("/layanan/NEW/ajukan/", {})
    assert answer.status_code == 422
    changed = browser.post("/bahasa/", {"language": "en", "next": "/layanan/NEW/ajukan/"}, follow=True)
    assert changed.status_code == 200
    assert "First card" in html(changed)
