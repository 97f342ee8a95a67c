from datetime import datetime, timedelta

import pytest
from tests.cast import OWNER, submitted
from tests.scenes import scene

from pasti.applications.models import Application
from pasti.appointments import queries
from pasti.appointments.actions import attend, book, close_missed
from pasti.appointments.models import Booking
from pasti.journal import chain
from pasti.journal.actions import record
from pasti.journal.followers import catch_up, followers
from pasti.journal.models import Entry
from pasti.kit import clock

NINE = datetime.fromisoformat("2026-11-24T09:00:00+07:00")


def arrive(application: Application | None, kind: str = "ticket.issue") -> None:
    """A number is given out in the hall, and the journal is read."""
    case = application.number if application else ""
    record(kind, subject="ticket:1", case=case, by=OWNER, ticket="C-001", lane="C")
    chain.seal_new()
    catch_up(followers.get("appointments"))


def states() -> list[str]:
    return list(Booking.objects.order_by("id").values_list("state", flat=True))


def kinds() -> list[str]:
    return list(Entry.objects.filter(kind__startswith="booking.").order_by("id").values_list("kind", flat=True))


@scene
def case(office) -> Application:
    application = submitted()
    book(application, NINE, by=OWNER)
    return application


@pytest.mark.parametrize("kind", ["ticket.issue", "ticket.attach"])
def test_who_gets_a_number_has_come(case, kind):
    with clock.stopped_at(NINE):
        arrive(case, kind)
    assert states() == ["attended"]
    assert Entry.objects.latest("id").sentence == "Hadir di kantor."


@pytest.mark.parametrize("hours", [-24, -1, 5, 24], ids=["the day before", "early", "late", "the day after"])
def test_coming_at_another_time_is_coming(case, hours):
    with clock.stopped_at(NINE + timedelta(hours=hours)):
        arrive(case)
    assert states() == ["attended"]


def test_a_number_without_a_case_or_of_another_case_is_nobodys_coming(case):
    arrive(None)
    arrive(submitted())
    assert states() == ["booked"]


def test_coming_twice_is_harmless(case):
    arrive(case)
    arrive(case)
    assert kinds() == ["booking.make", "booking.attend"]


def test_coming_without_an_appointment_is_welcome(office):
    arrive(submitted())
    assert states() == []


def test_missed_is_the_day_after(case):
    for moment in (NINE + timedelta(hours=1), NINE.replace(hour=23, minute=59)):
        with clock.stopped_at(moment):
            assert close_missed() == 0
    with clock.stopped_at(NINE.replace(hour=0) + timedelta(days=1)):
        assert close_missed() == 1
    assert states() == ["missed"]
    assert Entry.objects.latest("id").sentence == (
        "Jadwal Selasa, 24 November 2026 pukul 09.00 WIB terlewat; permohonan tetap berlaku."
    )


def test_closing_twice_is_harmless(case):
    later = NINE + timedelta(days=2)
    assert [close_missed(later), close_missed(later)] == [1, 0]


def test_a_missed_appointment_never_costs_the_application(case):
    close_missed(NINE + timedelta(days=2))
    case.refresh_from_db()
    assert (case.state, case.live) == ("submitted", True)
    assert queries.missed(case)


def test_who_comes_after_missing_it_has_come(case):
    close_missed(NINE + timedelta(days=2))
    with clock.stopped_at(NINE + timedelta(days=3)):
        arrive(case)
    assert states() == ["attended"]
    assert not queries.missed(case)


def test_a_missed_appointment_stays_missed_when_a_later_one_was_kept(case):
    close_missed(NINE + timedelta(days=1))
    with clock.stopped_at(NINE + timedelta(days=1)):
        book(case, NINE + timedelta(days=2), by=OWNER)
        arrive(case)
    with clock.stopped_at(NINE + timedelta(days=9)):
        # Coming for the card is not coming to the appointment that was missed.
        arrive(case)
    assert states() == ["missed", "attended"]


def test_a_cancelled_appointment_is_not_kept(case):
    book(case, NINE + timedelta(hours=1), by=OWNER)
    arrive(case)
    assert states() == ["cancelled", "attended"]


def test_attending_without_any_booking_changes_nothing(office):
    attend(submitted())
    assert kinds() == []


def test_who_came_or_cancelled_is_not_missed(case):
    arrive(case)
    assert close_missed(NINE + timedelta(days=2)) == 0
