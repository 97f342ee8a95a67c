"""The head sees who is met by a change of the calendar, before anything is saved."""

import re
from datetime import datetime, timedelta

import pytest
from tests.cast import OWNER, submitted

from pasti.appointments.actions import book
from pasti.appointments.models import Booking
from pasti.audit.models import Look
from pasti.offices.models import Holiday, PolicyValue, Timetable

NINE = datetime.fromisoformat("2026-11-24T09:00:00+07:00")
LEAVE = {"holiday-day_day": "24", "holiday-day_month": "11", "holiday-day_year": "2026"}
HOLIDAY = {**LEAVE, "holiday-name": "Pilkada", "holiday-source": "local"}
HOURS = {
    **{f"hours-{part}_{day}": "" for part in ("opens", "closes", "rests", "resumes") for day in range(7)},
    "hours-valid_from_day": "24", "hours-valid_from_month": "11", "hours-valid_from_year": "2026",
    "hours-opens_1": "10:00", "hours-closes_1": "12:00",
}  # fmt: skip
WHILE = HOURS | {
    "hours-name": "Ramadan", "hours-valid_until_day": "25", "hours-valid_until_month": "11",
    "hours-valid_until_year": "2026",
}  # fmt: skip
RULE = {
    "value": "0", "valid_from_day": "24", "valid_from_month": "11", "valid_from_year": "2026", "legal_basis": "SK 1",
}  # fmt: skip
CHANGES = [
    ("/kalender/libur/", HOLIDAY),
    ("/kalender/jam/", HOURS),
    ("/kalender/jam/sementara/", WHILE),
    ("/ketentuan/appointments.session_capacity/", RULE),
]


def hidden(page: str) -> dict[str, str]:
    return dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', page))


@pytest.mark.parametrize(("path", "change"), CHANGES)
def test_it_says_whom_it_meets_and_saves_when_they_were_seen(office, signed_in, path, change):
    case = submitted()
    book(case, NINE, by=OWNER)
    admin = signed_in(office.nur)
    answer = admin.post(path, change)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "1 orang sudah punya jadwal yang tidak dapat ditepati lagi." in page
    assert case.name in page
    assert case.shown_number in page
    assert Booking.objects.get().state == "booked"
    assert not PolicyValue.objects.exclude(legal_basis="Uji").exists()
    assert not Holiday.objects.filter(name="Pilkada").exists()
    assert Timetable.objects.count() == 1
    look = Look.objects.get(what="calendar met")
    assert case.subject in look.listed.split()
    again = admin.post(path, {name: value for name, value in hidden(page).items() if name != "csrfmiddlewaretoken"})
    assert again.status_code == 302
    assert Booking.objects.get().state == "freed"


def test_joint_leave_that_is_taken_again_is_asked_about(office, signed_in):
    admin = signed_in(office.nur)
    Holiday.objects.create(day=NINE.date(), name="Cuti bersama", source="joint", closed=False)
    book(submitted(), NINE, by=OWNER)
    page = admin.post("/kalender/libur/2026-11-24/", {"closed": "yes"}).content.decode()
    assert "Simpan dan bebaskan 1 jadwal" in page
    assert not Holiday.objects.get(day=NINE.date()).closed
    admin.post("/kalender/libur/2026-11-24/", {"closed": "yes", "seen": hidden(page)["seen"]})
    assert (Holiday.objects.get(day=NINE.date()).closed, Booking.objects.get().state) == (True, "freed")


def test_hours_that_are_taken_back_meet_who_booked_in_them(office, signed_in):
    admin = signed_in(office.nur)
    late = WHILE | {"hours-opens_1": "08:00", "hours-closes_1": "20:00"}
    assert admin.post("/kalender/jam/sementara/", late).status_code == 302
    book(submitted(), NINE + timedelta(hours=9), by=OWNER)
    table = Timetable.objects.get(name="Ramadan")
    page = admin.post(f"/kalender/jam/{table.pk}/hapus/").content.decode()
    assert "Simpan dan bebaskan 1 jadwal" in page
    admin.post(f"/kalender/jam/{table.pk}/hapus/", {"seen": hidden(page)["seen"]})
    assert (Timetable.objects.count(), Booking.objects.get().state) == (1, "freed")


def test_the_button_pressed_twice_is_done_once(office, signed_in):
    admin = signed_in(office.nur)
    for _time in range(2):
        admin.post("/kalender/libur/2026-12-24/", {"closed": "no"})
    assert not Holiday.objects.get(day="2026-12-24").closed
