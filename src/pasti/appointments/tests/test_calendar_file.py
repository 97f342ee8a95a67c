"""An appointment in the calendar of a telephone: the same event, moved and taken out by the same file again."""

from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from icalendar import Calendar, Event
from tests.cast import OWNER, browser_of, submitted

from pasti.appointments.actions import book, call_off
from pasti.appointments.calendar_file import of_case
from pasti.kit import clock

pytestmark = pytest.mark.either_database
NINE = datetime.fromisoformat("2026-11-24T09:00:00+07:00")


def read(content: bytes) -> tuple[Calendar, Event]:
    calendar = Calendar.from_ical(content)
    [event] = calendar.walk("VEVENT")
    assert isinstance(event, Event)
    return calendar, event


def test_it_says_when_and_where_in_the_zone_of_the_office(office):
    case = submitted()
    book(case, NINE, by=OWNER)
    calendar, event = read(of_case(case))
    assert (calendar["method"], event["status"], event["sequence"]) == ("PUBLISH", "CONFIRMED", 0)
    assert event.start == NINE
    assert event["dtstart"].params["tzid"] == "Asia/Jakarta"
    assert [str(zone["tzid"]) for zone in calendar.walk("VTIMEZONE")] == ["Asia/Jakarta"]
    assert (event.end - event.start, event["dtstamp"].dt) == (timedelta(hours=1), clock.now().astimezone(UTC))
    assert "Disdukcapil Kota Bekasi" in event["location"]


def test_a_move_is_the_same_event_with_a_higher_number_and_what_is_called_off_is_taken_out(office):
    case = submitted()
    seen = []
    for act in (
        lambda: book(case, NINE, by=OWNER),
        lambda: book(case, NINE + timedelta(days=1), by=OWNER),
        lambda: call_off(case, by=OWNER),
        lambda: call_off(case, by=OWNER),
        lambda: book(case, NINE, by=OWNER),
    ):
        act()
        calendar, event = read(of_case(case))
        seen.append((str(calendar["method"]), str(event["uid"]), int(event["sequence"]), event.start))
    assert [(method, sequence) for method, _uid, sequence, _start in seen] == [
        ("PUBLISH", 0), ("PUBLISH", 2), ("CANCEL", 3), ("CANCEL", 3), ("PUBLISH", 4),
    ]  # fmt: skip
    assert len({uid for _method, uid, _sequence, _start in seen}) == 1
    assert seen[1][3] == NINE + timedelta(days=1)


def test_nothing_in_it_names_the_person_or_opens_the_case(office):
    case = submitted(phone="+6281234567890")
    book(case, NINE, by=OWNER)
    content = of_case(case).decode().replace("\r\n ", "")
    for secret in (case.name, case.nik, case.kk_number, case.number, case.shown_number, case.phone, "/j/"):
        assert secret not in content


def test_only_who_has_the_case_gets_the_file(office):
    case, other = submitted(), submitted()
    path = f"/janji/{case.number}/kalender.ics"
    assert browser_of(case).get(path).status_code == 404, "nothing is booked yet"
    book(case, NINE, by=OWNER)
    answer = browser_of(case).get(path)
    assert (answer["Content-Type"], answer["Content-Disposition"]) == (
        "text/calendar; charset=utf-8", f'attachment; filename="janji-{case.number[-4:]}.ics"',
    )  # fmt: skip
    assert read(answer.content)[1].start == NINE
    for browser in (Client(), browser_of(other)):
        assert browser.get(path).status_code == 404


def test_who_calls_it_off_reads_what_is_kept(office):
    case = submitted()
    book(case, NINE, by=OWNER)
    browser = browser_of(case)
    path = f"/janji/{case.number}/"
    assert "Ya, batalkan jadwal" in browser.get(path).content.decode()
    for _time in range(2):
        assert browser.post(path, {"call_off": "yes"}).status_code == 302
    page = browser.get(path).content.decode()
    assert "Jadwal Selasa, 24 November 2026 pukul 09.00 WIB sudah dibatalkan." in page
    assert "berkas Anda tetap tersimpan" in page
    assert "Hapus dari kalender HP" in page
