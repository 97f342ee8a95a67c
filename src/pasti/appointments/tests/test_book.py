from datetime import date, datetime, timedelta

import pytest
from tests.cast import MONDAY, OWNER, accepted, draft, submitted

from pasti.applications import actions as applications
from pasti.applications.models import Application
from pasti.appointments import queries
from pasti.appointments.actions import SessionFull, book, cancel
from pasti.appointments.models import Booking, Session
from pasti.journal.actors import CITIZEN, SYSTEM, applicant, node
from pasti.journal.models import Entry
from pasti.kit import clock
from pasti.kit.errors import NotAllowed, Refused
from pasti.offices.actions import decide, set_holiday

NINE = datetime.fromisoformat("2026-11-24T09:00:00+07:00")
TEN = NINE + timedelta(hours=1)
CENTRE = node("centre-1", "Pusat")


def capacity(office, count: int) -> None:
    decide("appointments.session_capacity", value=count, valid_from=MONDAY.date(), legal_basis="SOP",
           by=office.agus.actor)  # fmt: skip


def free(starts_at: datetime) -> int:
    slot = queries.slot_at(starts_at)
    assert slot is not None
    return slot.free


def test_it_takes_a_place_in_a_session(office):
    case = submitted()
    booking = book(case, NINE, by=OWNER)
    assert (booking.state, booking.session.starts_at, booking.session.ends_at, booking.booked_at) == (
        "booked", NINE, TEN, MONDAY,
    )  # fmt: skip
    assert queries.open_booking(case) == booking
    entry = Entry.objects.latest("id")
    assert (entry.case, entry.sentence) == (
        case.number,
        "Jadwal kedatangan dipilih: Selasa, 24 November 2026 pukul 09.00 WIB.",
    )


def test_an_applicant_books_for_their_own_case_only(office):
    with pytest.raises(NotAllowed, match="Buka dahulu"):
        book(submitted(), NINE, by=applicant(submitted().number))
    with pytest.raises(NotAllowed, match="Buka dahulu"):
        book(submitted(), NINE, by=CITIZEN)
    assert not Booking.objects.exists()


def test_the_same_session_twice_is_harmless(office):
    case = submitted()
    assert book(case, NINE, by=OWNER) == book(case, NINE, by=OWNER)
    assert Booking.objects.count() == 1
    assert Entry.objects.filter(kind="booking.make").count() == 1


def test_two_cases_share_a_session(office):
    first, second = book(submitted(), NINE, by=OWNER), book(submitted(), NINE, by=OWNER)
    assert first.session == second.session
    assert (Session.objects.count(), free(NINE)) == (1, 10)


def test_another_session_gives_the_old_place_back(office):
    case = submitted()
    earlier = book(case, NINE, by=OWNER)
    later = book(case, TEN, by=OWNER)
    earlier.refresh_from_db()
    assert (earlier.state, later.state, free(NINE), free(TEN)) == ("cancelled", "booked", 12, 11)
    kinds = list(Entry.objects.filter(kind__startswith="booking.").order_by("id").values_list("kind", flat=True))
    assert kinds == ["booking.make", "booking.cancel", "booking.make"]


def test_a_full_session_is_refused_and_the_old_place_stays(office):
    capacity(office, 1)
    book(submitted(), TEN, by=OWNER)
    case = submitted()
    kept = book(case, NINE, by=OWNER)
    with pytest.raises(SessionFull) as refused:
        book(case, TEN, by=OWNER)
    assert str(refused.value) == (
        "Jadwal Selasa, 24 November 2026 pukul 10.00 WIB sudah penuh. Data Anda tetap tersimpan; pilih jadwal lain."
    )
    assert queries.open_booking(case) == kept


def test_who_has_come_still_takes_a_place(office):
    capacity(office, 1)
    booking = book(submitted(), NINE, by=OWNER)
    Booking.objects.filter(pk=booking.pk).update(state="attended")
    with pytest.raises(SessionFull):
        book(submitted(), NINE, by=OWNER)


def test_a_cancelled_place_is_free_again(office):
    capacity(office, 1)
    case = submitted()
    cancel(book(case, NINE, by=OWNER), by=OWNER)
    assert free(NINE) == 1
    assert queries.open_booking(case) is None
    assert book(submitted(), NINE, by=OWNER).state == "booked"


def test_cancelling_twice_is_refused(office):
    booking = cancel(book(submitted(), NINE, by=OWNER), by=office.budi.actor)
    with pytest.raises(NotAllowed, match="keadaannya sudah “dibatalkan”"):
        cancel(booking, by=SYSTEM)
    assert Entry.objects.filter(kind="booking.cancel").count() == 1


def test_a_session_that_is_not_on_offer_is_refused(office):
    set_holiday(date(2026, 11, 24), name="Libur", source="local", closed=True, by=office.agus.actor)
    for moment in (NINE, MONDAY, NINE + timedelta(days=60)):
        with pytest.raises(Refused, match=r"^Jadwal itu tidak tersedia lagi\. Pilih jadwal lain\.$"):
            book(submitted(), moment, by=OWNER)
    assert not Session.objects.exists()


def test_a_draft_is_not_expected(office):
    with pytest.raises(Refused, match="belum dikirim"):
        book(draft(), NINE, by=OWNER)


@pytest.mark.parametrize("state", ["closed", "refused", "withdrawn"])
def test_a_case_that_is_over_is_not_expected(office, state):
    case = submitted()
    Application.objects.update(state=state, closed_at=MONDAY if state == "closed" else None)
    with pytest.raises(Refused, match="tidak memerlukan kedatangan"):
        book(case, NINE, by=OWNER)


def test_nobody_comes_in_vain_while_the_centre_looks_at_the_record(office):
    case = applications.finish_step(accepted(office.budi.actor), "recording", by=office.rini.actor)
    for step in ("pemeriksaan pusat", "pencetakan"):
        with pytest.raises(Refused) as refused:
            book(case, NINE, by=OWNER)
        assert str(refused.value) == f"Anda tidak perlu datang sekarang. Permohonan sedang di tahap: {step}."
        if step == "pemeriksaan pusat":
            case = applications.finish_step(case, "centre", by=CENTRE)
    case = applications.finish_step(case, "printing", by=office.joko.actor)
    assert book(case, NINE, by=OWNER).state == "booked"


def test_the_recording_may_have_a_day_of_its_own(office):
    assert book(accepted(office.budi.actor), NINE, by=OWNER).state == "booked"


def test_who_missed_it_books_again(office):
    case = submitted()
    booking = book(case, NINE, by=OWNER)
    Booking.objects.filter(pk=booking.pk).update(state="missed")
    assert queries.missed(case)
    again = book(case, TEN, by=OWNER)
    assert again.pk != booking.pk
    assert not queries.missed(case)


def test_who_is_expected_on_a_day_by_time(office):
    late, early = book(submitted(), TEN, by=OWNER), book(submitted(), NINE, by=OWNER)
    cancel(book(submitted(), NINE, by=OWNER), by=OWNER)
    book(submitted(), NINE + timedelta(days=1), by=OWNER)
    assert list(queries.expected_on(date(2026, 11, 24))) == [early, late]


def test_after_the_session_has_begun_it_is_too_late(office):
    case = submitted()
    with clock.stopped_at(NINE), pytest.raises(Refused, match="tidak tersedia lagi"):
        book(case, NINE, by=OWNER)
