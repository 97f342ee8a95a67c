import re
from datetime import datetime

from django.test import Client
from tests.cast import FIRST_CARD, browser_of, person, submitted

from pasti.applications import actions as applications
from pasti.applications.models import Channel
from pasti.appointments.models import Booking
from pasti.catalogue import queries as catalogue
from pasti.journal.actors import CITIZEN, applicant

NINE = datetime.fromisoformat("2026-11-24T09:00:00+07:00")
PATH = "/janji/bersama/"


def with_code():
    service = catalogue.service("NEW")
    assert service is not None
    case, code = applications.start(service, FIRST_CARD, channel=Channel.ONLINE, by=CITIZEN)
    own = applicant(case.number)
    applications.fill(case, person(), by=own)
    return applications.submit(case, by=own), code


def test_cases_are_added_by_their_codes_and_booked_in_one_act(office):
    first, (second, code) = submitted(), with_code()
    browser = browser_of(first)
    assert second.shown_number not in browser.get(PATH).content.decode()
    assert browser.post(PATH, {"act": "add", "number": second.shown_number, "code": code}).status_code == 302
    page = browser.get(PATH).content.decode()
    assert page.count("checked") == 2
    assert "Jadwal yang cukup untuk 2 orang" in page
    assert NINE.isoformat() in re.findall(r'name="starts_at" value="([^"]+)"', page)
    chosen = {"starts_at": NINE.isoformat(), "case": [first.number, second.number]}
    for _time in range(2):
        assert browser.post(PATH, chosen).status_code == 302
    summary = browser.get(PATH).content.decode()
    assert summary.count("Terjadwal Selasa, 24 November 2026 pukul 09.00 WIB") == 2
    assert Booking.objects.count() == 2


def test_who_is_left_out_is_not_booked(office):
    first, (second, code) = submitted(), with_code()
    browser = browser_of(first)
    browser.post(PATH, {"act": "add", "number": second.number, "code": code})
    page = browser.post(PATH, {"act": "choose", "case": [first.number]}).content.decode()
    assert "Jadwal yang cukup untuk 1 orang" in page
    browser.post(PATH, {"starts_at": NINE.isoformat(), "case": [first.number]})
    assert Booking.objects.get().application == first


def test_a_wrong_code_opens_nothing_and_a_strangers_number_books_nothing(office):
    mine, (other, _code) = submitted(), with_code()
    browser = browser_of(mine)
    wrong = browser.post(PATH, {"act": "add", "number": other.number, "code": "AAAA-AAAA"})
    assert wrong.status_code == 422
    assert other.name not in Client().get(PATH).content.decode()
    assert browser.post(PATH, {"starts_at": NINE.isoformat(), "case": [other.number]}).status_code == 422
    for moment in ("besok", "2026-11-24T09:00:00", "9999-12-31T23:59:59-12:00", "0001-01-01T00:00:00+14:00"):
        assert browser.post(PATH, {"starts_at": moment, "case": [mine.number]}).status_code == 422, moment
    assert not Booking.objects.exists()
    stranger = Client().post(PATH, {"starts_at": NINE.isoformat(), "case": [mine.number]})
    assert stranger.status_code == 422
