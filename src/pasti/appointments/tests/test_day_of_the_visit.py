"""What is judged is the day of the visit: the age and the letters of that day. By the action itself."""

from datetime import date, datetime, timedelta

import pytest
from tests.cast import CARD_DATA, LOST, MONDAY, OWNER, browser_of, draft, submitted

from pasti.applications import actions as applications
from pasti.applications.visits import next_visit, why_not_on
from pasti.appointments import queries
from pasti.appointments.actions import book
from pasti.kit import clock
from pasti.kit.errors import Refused
from pasti.offices.actions import decide

NINE = datetime.fromisoformat("2026-11-24T09:00:00+07:00")
# Seventeen, and sixteen, on Saturday.
SEVENTEEN, SIXTEEN = date(2009, 11, 28), date(2010, 11, 28)
ON_MONDAY = NINE + timedelta(days=6)


@pytest.mark.parametrize(
    ("service", "answers", "born"), [("NEW", None, SEVENTEEN), ("NEW16", {}, SIXTEEN)], ids=["seventeen", "sixteen"]
)
def test_who_has_the_age_on_the_day_applies_now_and_comes_then(office, service, answers, born):
    case = submitted(service, answers, birth_date=born)
    with pytest.raises(Refused, match="Hari pertama yang mungkin: Senin, 30 November 2026"):
        book(case, NINE + timedelta(days=1), by=OWNER)
    offered = queries.days_on_offer(next_visit(case).days)
    assert offered[0].day == ON_MONDAY.date()
    assert book(case, ON_MONDAY, by=OWNER).state == "booked"


def test_who_comes_before_is_told_the_day_by_the_action_at_the_counter_too(office):
    case = applications.fill(submitted(birth_date=SEVENTEEN), CARD_DATA, by=office.budi.actor)
    with pytest.raises(Refused, match="Hari pertama yang mungkin: Senin, 30 November 2026"):
        applications.accept_papers(case, by=office.budi.actor)
    with clock.stopped_at(ON_MONDAY):
        assert applications.accept_papers(case, by=office.budi.actor).state == "in_progress"


def test_who_is_far_too_young_is_told_the_day_and_what_fits(office):
    with pytest.raises(Refused) as refused:
        applications.submit(draft(birth_date=date(2010, 6, 12)), by=OWNER)
    assert "Hari pertama yang mungkin: Senin, 14 Juni 2027." in str(refused.value)
    assert "Layanan yang sesuai umur itu: “Perekaman usia 16 tahun”." in str(refused.value)


def test_who_is_recorded_at_sixteen_comes_before_the_next_birthday(office):
    case = submitted("NEW16", {}, birth_date=SEVENTEEN)
    with pytest.raises(Refused, match="hanya untuk yang berumur sampai 16 tahun"):
        book(case, ON_MONDAY, by=OWNER)
    assert queries.days_on_offer(next_visit(case).days)[-1].day == date(2026, 11, 27)


def test_a_first_day_behind_all_that_may_be_booked_is_offered_by_itself(office):
    decide("appointments.days_ahead", value=2, valid_from=MONDAY.date(), legal_basis="SOP", by=office.agus.actor)
    case = submitted(birth_date=SEVENTEEN)
    assert [day.day for day in queries.days_on_offer(next_visit(case).days)] == [ON_MONDAY.date()]
    assert book(case, ON_MONDAY, by=OWNER).state == "booked"


def test_the_office_decides_how_early(office):
    decide("applications.ahead_of_age_days", value=3, valid_from=MONDAY.date(), legal_basis="SOP", by=office.agus.actor)
    with pytest.raises(Refused, match="Hari pertama yang mungkin"):
        submitted(birth_date=SEVENTEEN)


def test_a_letter_that_ends_before_the_session_is_refused_by_the_action_itself(office):
    case = submitted("LOST", LOST | {"loss_letter_date": "2026-11-11"})
    assert book(case, NINE + timedelta(days=1), by=OWNER).state == "booked"
    with pytest.raises(Refused, match="paling lama 14 hari sejak tanggalnya, yaitu sampai Rabu, 25 November 2026"):
        book(case, NINE + timedelta(days=2), by=OWNER)
    assert why_not_on(case, date(2026, 11, 25)) == ""


def test_a_letter_does_not_matter_any_more_once_it_was_accepted(office):
    case = submitted("LOST", LOST | {"loss_letter_date": "2026-11-11"})
    case = applications.accept_papers(applications.fill(case, CARD_DATA, by=office.budi.actor), by=office.budi.actor)
    assert why_not_on(case, date(2027, 11, 26)).startswith("Anda tidak perlu datang sekarang.")


def test_the_page_says_from_when_and_shows_only_those_days(office):
    case = submitted(birth_date=SEVENTEEN)
    page = browser_of(case).get(f"/janji/{case.number}/").content.decode()
    assert "layanan ini dapat dimulai Sabtu, 28 November 2026" in page
    assert 'value="2026-11-30T08:00:00+07:00"' in page
    assert 'value="2026-11-27' not in page
    tracked = browser_of(case).get(f"/lacak/{case.number}/").content.decode()
    assert "Datanglah mulai Senin, 30 November 2026, atau pilih jadwal pada hari itu atau sesudahnya." in tracked


# ── by the clock, whatever the night's duty has done ────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("page", ["/lacak/{}/", "/ajukan/{}/terkirim/", "/janji/{}/"])
@pytest.mark.parametrize("later", [timedelta(hours=1), timedelta(hours=7), timedelta(days=1), timedelta(days=30)])
def test_a_session_that_is_over_is_never_called_for(office, page, later):
    case = submitted()
    book(case, NINE, by=OWNER)
    with clock.stopped_at(NINE + later):
        shown = browser_of(case).get(page.format(case.number)).content.decode()
    assert "Datanglah pada" not in shown
    assert "Kami tunggu kedatangan Anda" not in shown
    assert "Jadwal Anda sekarang" not in shown


def test_on_the_day_itself_coming_late_is_coming_until_the_office_closes(office):
    case = submitted()
    book(case, NINE, by=OWNER)
    with clock.stopped_at(NINE + timedelta(hours=1)):
        assert queries.standing(case).stand == "late"
        page = browser_of(case).get(f"/lacak/{case.number}/").content.decode()
        assert "Jadwal Anda hari ini pukul 09.00 sudah lewat." in page
        assert "sampai pukul 15.30, atau pilih jadwal lain." in page
    with clock.stopped_at(NINE + timedelta(hours=7)):
        assert (queries.standing(case).stand, queries.missed(case)) == ("missed", True)


def test_who_books_again_after_a_session_that_is_over_has_missed_it(office):
    case = submitted()
    earlier = book(case, NINE, by=OWNER)
    with clock.stopped_at(NINE + timedelta(days=1)):
        book(case, NINE + timedelta(days=2), by=OWNER)
    earlier.refresh_from_db()
    assert earlier.state == "missed"
