import re
from datetime import datetime, timedelta

import pytest
from django.test import Client
from tests.cast import LOST, MONDAY, OWNER, accepted, browser_of, draft, submitted

from pasti.applications import actions as applications
from pasti.applications.models import Application
from pasti.appointments.actions import book
from pasti.appointments.models import Booking
from pasti.kit import clock
from pasti.offices.actions import decide

NINE = datetime.fromisoformat("2026-11-24T09:00:00+07:00")


def owner_of(application: Application) -> Client:
    """A browser that has proven whose case it is."""
    return browser_of(application)


def address(application: Application) -> str:
    return f"/janji/{application.number}/"


def offered(page: str) -> list[str]:
    return re.findall(r'name="starts_at" value="([^"]+)"', page)


def choose(application: Application, **data: str):
    return owner_of(application).post(address(application), {"starts_at": NINE.isoformat()} | data)


def full(office) -> None:
    decide("appointments.session_capacity", value=1, valid_from=MONDAY.date(), legal_basis="SOP", by=office.agus.actor)
    book(submitted(), NINE, by=OWNER)


def test_it_shows_the_days_and_their_free_places(office):
    case = submitted()
    page = owner_of(case).get(address(case)).content.decode()
    assert len(offered(page)) == 6 + 3 * 7 + 6 + 4 * 7 + 6
    assert "Senin, 23 November 2026" in page
    assert "72 tempat" in page
    assert case.shown_number in page


def test_one_click_books(office):
    case = submitted()
    answer = choose(case)
    assert (answer.status_code, answer.url) == (302, address(case))
    assert Booking.objects.get().session.starts_at == NINE
    page = owner_of(case).get(address(case)).content.decode()
    assert "Jadwal Anda sekarang: Selasa, 24 November 2026 pukul 09.00 WIB." in page


def test_every_time_on_the_page_can_be_chosen(office):
    case = submitted()
    for starts_at in offered(owner_of(case).get(address(case)).content.decode()):
        assert choose(case, starts_at=starts_at).status_code == 302
    assert Booking.objects.filter(state="booked").count() == 1


def test_two_clicks_are_one_booking(office):
    case = submitted()
    for _time in range(2):
        assert choose(case).status_code == 302
    assert Booking.objects.count() == 1


def test_a_session_that_has_just_filled_up_is_said_and_others_stay_on_the_page(office):
    case = submitted()
    full(office)
    answer = choose(case, next="/ajukan/1/terkirim/")
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Jadwal Selasa, 24 November 2026 pukul 09.00 WIB sudah penuh." in page
    assert "pilih jadwal lain" in page
    assert 'name="next" value="/ajukan/1/terkirim/"' in page
    assert re.search(rf'value="{re.escape(NINE.isoformat())}" disabled', page)
    assert len(offered(page)) > 60
    assert not case.bookings.exists()


@pytest.mark.parametrize(
    "starts_at",
    [
        "", "besok", "2026-11-24", "2026-11-24T09:00:00", "2026-13-45T09:00:00+07:00", "2026-11-24T25:00:00+07:00",
        "\x00", "9" * 200, "0001-01-01T00:00:00+14:00", "9999-12-31T23:59-12:00",
    ],
)  # fmt: skip
def test_what_is_no_time_is_asked_for_again(office, starts_at):
    case = submitted()
    answer = choose(case, starts_at=starts_at)
    assert answer.status_code == 422
    assert "Pilih salah satu jadwal." in answer.content.decode()


@pytest.mark.parametrize("starts_at", ["2026-11-22T09:00:00+07:00", "2026-11-28T09:00:00+07:00"])
def test_a_time_that_is_not_on_offer_is_refused(office, starts_at):
    case = submitted()
    answer = choose(case, starts_at=starts_at)
    assert answer.status_code == 422
    assert "Jadwal itu tidak tersedia lagi. Pilih jadwal lain." in answer.content.decode()


@pytest.mark.parametrize("where", ["/lacak/1/", "/ajukan/1/terkirim/?x=1"])
def test_it_goes_on_where_it_came_from(office, where):
    case = submitted()
    assert f'href="{where}"' in owner_of(case).get(address(case), {"next": where}).content.decode()
    assert choose(case, next=where).url == where


@pytest.mark.parametrize(
    "where",
    [
        "https://evil.example/", "//evil.example/", "/\\evil.example", "\\\\evil.example", "http:///evil.example",
        "javascript:alert(1)", "evil.example", "https://testserver@evil.example", "/\t/evil.example", "///evil.example",
        "https:evil.example", "data:text/html,x",
    ],
)  # fmt: skip
def test_it_never_leads_to_another_site(office, where):
    case = submitted()
    page = owner_of(case).get(address(case), {"next": where}).content.decode()
    assert "govuk-back-link" not in page
    assert '<input type="hidden" name="next" value="">' in page
    answer = choose(case, next=where)
    assert (answer.status_code, answer.url) == (302, address(case))


def test_only_days_on_which_the_letter_is_valid_are_shown(office):
    case = submitted("LOST", LOST | {"loss_letter_date": "2026-11-11"})
    page = owner_of(case).get(address(case)).content.decode()
    assert "Kantor ini menerima surat Anda sampai Rabu, 25 November 2026" in page
    assert max(offered(page)) == "2026-11-25T14:00:00+07:00"


def test_when_no_day_is_left_it_says_what_to_do(office):
    case = submitted("LOST", LOST | {"loss_letter_date": "2026-11-13"})
    with clock.stopped_at(MONDAY + timedelta(days=5)):
        page = owner_of(case).get(address(case)).content.decode()
    assert offered(page) == []
    assert "Mintalah surat baru, lalu ajukan lagi." in page


def test_nobody_is_asked_to_come_in_vain(office):
    case = applications.finish_step(accepted(office.budi.actor), "recording", by=office.rini.actor)
    sentence = "Anda tidak perlu datang sekarang. Permohonan sedang di tahap: pemeriksaan pusat."
    shown = owner_of(case).get(address(case))
    assert shown.status_code == 200
    answer = choose(case)
    assert answer.status_code == 422
    for page in (shown.content.decode(), answer.content.decode()):
        assert page.count(sentence) == 1
        assert offered(page) == []


def test_a_draft_is_sent_first(office):
    case = draft()
    answer = choose(case)
    assert answer.status_code == 422
    assert "Permohonan ini belum dikirim." in answer.content.decode()


def test_nobody_else_sees_or_changes_it(office):
    case, other = submitted(), submitted()
    for browser in (Client(), owner_of(other)):
        assert browser.get(address(case)).status_code == 404
        assert browser.post(address(case), {"starts_at": NINE.isoformat()}).status_code == 404
    assert not Booking.objects.exists()
