"""A family, or residents whom a head of RT brings: one act, adjacent sessions, all or none; and no touts."""

from datetime import datetime, timedelta

import pytest
from tests.cast import MONDAY, OWNER, draft, submitted

from pasti.applications.models import Application
from pasti.appointments import queries
from pasti.appointments.actions import book
from pasti.appointments.models import Booking
from pasti.appointments.together import book_together, days_for
from pasti.journal.actors import applicant
from pasti.journal.models import Entry
from pasti.kit import clock
from pasti.kit.errors import NotAllowed, Refused
from pasti.offices.actions import decide
from pasti.residents import representatives

NINE = datetime.fromisoformat("2026-11-24T09:00:00+07:00")
HOUR = timedelta(hours=1)
PHONE = "+6281234567890"


def rule(office, name: str, value: int) -> None:
    decide(
        f"appointments.{name}", value=value, valid_from=MONDAY.date(), legal_basis="SOP", by=office.agus.actor,
        seen=None,
    )  # fmt: skip


def people(count: int) -> list[tuple[Application, object]]:
    return [(submitted(), OWNER) for _ in range(count)]


def hours(bookings: list[Booking]) -> list[int]:
    return [clock.local(booking.session.starts_at).hour for booking in bookings]


def test_all_are_expected_in_one_session_or_in_those_right_after_it(office):
    rule(office, "session_capacity", 2)
    book(submitted(), NINE, by=OWNER)
    each = people(4)
    made = book_together(each, NINE)
    assert hours(made) == [9, 10, 10, 11]
    assert Entry.objects.filter(kind="booking.make").count() == 5
    assert hours(book_together(each, NINE)) == [9, 10, 10, 11], "the button pressed twice"
    assert Booking.objects.filter(state="booked").count() == 5


def test_all_or_none(office):
    rule(office, "session_capacity", 1)
    each = people(3)
    kept = book(each[0][0], NINE + 24 * HOUR, by=OWNER)
    book(submitted(), NINE + HOUR, by=OWNER)
    book(submitted(), NINE + 2 * HOUR, by=OWNER)
    with pytest.raises(Refused, match=r"Tempat untuk 3 orang berturut-turut mulai Selasa.*tidak cukup lagi"):
        book_together(each, NINE)
    assert queries.open_booking(each[0][0]) == kept
    assert Booking.objects.filter(state="booked").count() == 3
    with pytest.raises(Refused, match=r"Permohonan .*belum dikirim.*Belum ada yang dijadwalkan\."):
        book_together([*people(1), (draft(), OWNER)], NINE)
    assert Booking.objects.filter(state="booked").count() == 3


def test_only_sessions_with_room_for_all_are_offered(office):
    rule(office, "session_capacity", 1)
    book(submitted(), NINE + HOUR, by=OWNER)
    cases = [case for case, _by in people(2)]
    offered = next(day for day in days_for(cases) if day.day == NINE.date())
    assert [clock.local(slot.starts_at).hour for slot in offered.slots] == [8, 11, 12, 13]
    for slot in offered.slots:
        assert len(book_together([(case, OWNER) for case in cases], slot.starts_at)) == 2


def test_there_is_a_bound_and_each_case_must_be_ones_own(office):
    rule(office, "together", 2)
    with pytest.raises(Refused, match="Paling banyak 2 orang"):
        book_together(people(3), NINE)
    with pytest.raises(Refused, match="Pilih siapa"):
        book_together([], NINE)
    mine, other = submitted(), submitted()
    with pytest.raises(NotAllowed, match="Buka dahulu"):
        book_together([(mine, applicant(mine.number)), (other, applicant(mine.number))], NINE)
    assert not Booking.objects.exists()


def families(count: int, phone: str = PHONE) -> list[Application]:
    return [submitted(phone=phone, kk_number=f"32750112011890{n:02d}") for n in range(1, count + 1)]


def test_one_telephone_books_for_so_many_families(office):
    cases = families(4)
    for case in cases[:3]:
        book(case, NINE, by=OWNER)
    with pytest.raises(Refused, match="sudah dipakai untuk janji 3 keluarga lain"):
        book(cases[3], NINE, by=OWNER)
    of_the_same = submitted(phone=PHONE, kk_number=cases[0].kk_number)
    assert book(of_the_same, NINE, by=OWNER).state == "booked", "a family may be large"
    assert book(cases[3], NINE, by=office.budi.actor).state == "booked", "a clerk knows who is there"


def test_who_has_another_appointment_already_moves_it_freely(office):
    cases = families(3)
    for case in cases:
        book(case, NINE, by=OWNER)
    assert book(cases[0], NINE + HOUR, by=OWNER).state == "booked"


def test_a_head_of_rt_on_record_is_no_tout_in_the_own_village(office):
    row = representatives.put_on_record(
        name="Pak Darto", phone="0812 3456 7890", village_code="32.75.01.1001", letter="474/12", by=office.nur.actor
    )  # fmt: skip
    cases = families(5)
    assert len(book_together([(case, OWNER) for case in cases], NINE)) == 5
    elsewhere = submitted(phone=PHONE, kk_number="3275011201189099", village_code="32.75.01.1002")
    with pytest.raises(Refused, match="perwakilan warga"):
        book(elsewhere, NINE, by=OWNER)
    representatives.end(row.pk, by=office.nur.actor)
    more = submitted(phone=PHONE, kk_number="3275011201189098")
    with pytest.raises(Refused, match="perwakilan warga"):
        book(more, NINE, by=OWNER)
