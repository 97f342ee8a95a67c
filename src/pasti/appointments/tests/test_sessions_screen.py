import re
from datetime import datetime, timedelta

import pytest
from tests.cast import MONDAY, OWNER, submitted

from pasti.appointments import overbooking
from pasti.appointments.actions import attend, book
from pasti.appointments.models import LaneHour
from pasti.kit import clock
from pasti.offices.actions import decide
from pasti.offices.models import PolicyValue

NINE = datetime.fromisoformat("2026-11-24T09:00:00+07:00")
PATH = "/sesi/?hari=2026-11-24"


def row(page: str, lane: str, session: str) -> list[str]:
    """What stands in a session's row of a lane."""
    of_lane = page[page.index(f"<h2>{lane} ·") :]
    found = re.search(rf"<tr>\s*<td class=\"number\">{session}.*?</tr>", of_lane, re.DOTALL)
    assert found is not None
    return [" ".join(re.sub(r"<[^>]+>", " ", cell).split()) for cell in re.findall(r"<td.*?</td>", found[0], re.DOTALL)]


def test_the_head_sees_the_places_and_why_who_is_expected_and_who_came(office, signed_in):
    came, _expected = (book(submitted(), NINE, by=OWNER).application for _ in range(2))
    with clock.stopped_at(NINE):
        attend(came)
    page = signed_in(office.agus).get(PATH).content.decode()
    assert row(page, "C", "09.00") == ["09.00–10.00", "1,5", "12", "2", "–", "1"]
    assert row(page, "D", "09.00") == ["09.00–10.00", "1,5", "12", "0", "–", "0"]
    assert "<h2>P ·" not in page
    assert (
        "3 menit per orang (perkiraan kantor); semua loket yang dipakai lajur ini; 30 % waktu untuk yang datang tanpa "
        "janji; paling banyak 12 orang."
    ) in page
    assert "perlu 200 lagi" in page


def test_a_session_that_has_too_many_by_now_stands_out(office, signed_in):
    for _ in range(3):
        book(submitted(), NINE, by=OWNER)
    LaneHour.objects.create(day=MONDAY.date(), lane="B", hour=9, served=60, seconds=60 * 1800)
    page = signed_in(office.agus).get(PATH).content.decode()
    assert row(page, "B", "09.00")[3] == "3 melebihi tempat"
    assert "30 menit per orang (diukur dari 60 orang)" in page


def test_the_head_switches_overbooking_on_and_sees_what_it_adds(office, signed_in):
    day = MONDAY.date() - timedelta(days=7)
    LaneHour.objects.create(day=day, lane="C", hour=9, came=150, missed=150)
    head = signed_in(office.agus)
    before = head.get(PATH).content.decode()
    assert "Sekarang mati." in before
    assert "Dengan tambahan" not in before
    cells = re.findall(r"<td>C · KTP-el</td>.*?</tr>", before, re.DOTALL)[0]
    assert re.findall(r'"amount"[^>]*>([^<]+)<', cells) == ["300", "50 %", "74", "5 %"]
    for _time in range(2):
        assert head.post("/sesi/tambahan/", {"on": "yes"}).status_code == 302
    assert PolicyValue.objects.filter(key="appointments.overbooking").count() == 1
    after = head.get(PATH).content.decode()
    assert "Sekarang menyala." in after
    assert row(after, "C", "09.00")[3] == "24"
    head.post("/sesi/tambahan/", {"on": "no"})
    assert not overbooking.is_on()


@pytest.mark.parametrize("day", ["2026-11-28", "besok", "", "9999-12-31", "0001-01-01"])
def test_a_day_on_which_the_office_is_closed_or_that_is_none(office, signed_in, day):
    page = signed_in(office.agus).get("/sesi/", {"hari": day})
    assert page.status_code == 200
    assert ("Kantor tutup pada hari itu." in page.content.decode()) == (day == "2026-11-28")


def test_a_clerk_may_not(office, signed_in):
    clerk = signed_in(office.budi)
    assert clerk.get("/sesi/").status_code == 403
    assert clerk.post("/sesi/tambahan/", {"on": "yes"}).status_code == 403
    decide("appointments.overbooking", value=0, valid_from=MONDAY.date(), legal_basis="x", by=office.agus.actor)
    assert not overbooking.is_on()
