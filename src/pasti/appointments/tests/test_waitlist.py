"""Who finds no convenient day asks for an earlier one; what is given back is held for them, in order, and goes on."""

from contextlib import suppress
from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from tests.cast import ANYBODY, MONDAY, OWNER, submitted
from tests.examples import examples
from tests.scenes import scene

from pasti.applications import actions as applications
from pasti.applications.models import Application
from pasti.appointments import offering, queries, waitlist
from pasti.appointments.actions import SessionFull, attend, book, call_off
from pasti.appointments.models import Booking, Part, Session, Waiting
from pasti.journal.actors import applicant
from pasti.journal.models import Entry
from pasti.kit import clock
from pasti.kit.errors import NotAllowed, Refused
from pasti.offices import actions as offices

TUESDAY = datetime.fromisoformat("2026-11-24T09:00:00+07:00")
LATER = TUESDAY + timedelta(days=3)
EVERY_DAY = range(5)


def rule(office, name: str, value: int) -> None:
    offices.decide(
        f"appointments.{name}", value=value, valid_from=MONDAY.date(), legal_basis="SOP", by=office.agus.actor,
        seen=None,
    )  # fmt: skip


def fill(count: int = 1, last: datetime = LATER) -> list[Application]:
    """Book everything before a moment; return the cases, by time."""
    found = []
    for day in queries.days_on_offer(lanes="CB"):
        for slot in day.slots:
            for _ in range(slot.free if slot.starts_at < last else 0):
                found.append(submitted())
                session, _new = Session.objects.get_or_create(starts_at=slot.starts_at, ends_at=slot.ends_at)
                Booking.objects.create(application=found[-1], session=session, state="booked", lanes="CB")
    return found


def at(starts_at: datetime) -> Application:
    return Booking.objects.filter(session__starts_at=starts_at, state="booked").latest("id").application


def waits(booked: datetime | None = LATER, *, days=EVERY_DAY, part: Part = Part.ANY) -> Application:
    case = submitted()
    if booked:
        book(case, booked, by=OWNER)
    waitlist.join(case, weekdays=days, part=part, by=OWNER)
    return case


def state(case: Application) -> tuple[str, datetime | None]:
    row = Waiting.objects.select_related("session").filter(application=case).latest("id")
    return row.state, row.session.starts_at if row.session and row.state == "offered" else None


@scene
def full(office):
    """One place in each session; everything until Friday nine is taken, and then there is room."""
    rule(office, "session_capacity", 1)
    fill()
    return office


def test_going_on_asks_the_database_little_more_the_more_wait_and_writes_nothing(office):
    def asked() -> list[str]:
        with CaptureQueriesContext(connection) as seen:
            assert not waitlist.go_on()
        return [one["sql"] for one in seen]

    def offered_and_waiting(count: int) -> list[str]:
        for _person in range(count):
            waits(None)
            waits(None, days=[6])
        return asked()

    few = offered_and_waiting(1)
    assert len(offered_and_waiting(3)) - len(few) <= 3 * 6
    assert Waiting.objects.filter(state="offered").count() == Waiting.objects.filter(state="waiting").count() == 4
    # Whoever books meanwhile waits for nothing.
    assert not [sql for sql in few if not sql.startswith("SELECT") or "FOR UPDATE" in sql]


def test_a_place_that_is_given_back_is_held_for_who_asked_first(full):
    first, second = waits(), waits(LATER + timedelta(hours=1))
    assert (state(first)[0], state(second)[0]) == ("waiting", "waiting")
    call_off(at(TUESDAY), by=OWNER)
    assert (state(first), state(second)) == (("offered", TUESDAY), ("waiting", None))
    held = offering.open_of(first)
    assert held is not None
    assert held.held_until == MONDAY + timedelta(hours=2)
    with pytest.raises(SessionFull):
        book(submitted(), TUESDAY, by=OWNER)
    entry = Entry.objects.filter(kind="waitlist.offer").get()
    assert (entry.case, entry.is_public, entry.sentence) == (
        first.number, True,
        ("Ada tempat lebih awal: Selasa, 24 November 2026 pukul 09.00 WIB; disimpan sampai Senin, 23 November 2026 "
         "pukul 10.30 WIB."),
    )  # fmt: skip


def test_who_takes_it_gives_their_own_place_to_the_next(full):
    first, second = waits(), waits(LATER + timedelta(hours=1))
    call_off(at(TUESDAY), by=OWNER)
    booking = waitlist.take_offer(first, by=OWNER)
    assert (booking.session.starts_at, state(first)[0]) == (TUESDAY, "taken")
    assert state(second) == ("offered", LATER), "what the first gave back"
    assert waitlist.take_offer(first, by=OWNER) == booking
    assert Booking.objects.filter(application=first, state="booked").count() == 1


def test_who_chooses_it_among_all_sessions_has_taken_it(full):
    case = waits()
    call_off(at(TUESDAY), by=OWNER)
    own = queries.slot_at(TUESDAY, lanes="CB", holder=case.pk)
    assert own is not None
    assert own.free == 1
    book(case, TUESDAY, by=OWNER)
    assert state(case)[0] == "taken"


def test_who_declines_waits_on_and_the_next_is_asked(full):
    first, second = waits(), waits(LATER + timedelta(hours=1))
    call_off(at(TUESDAY), by=OWNER)
    for _time in range(2):
        waitlist.decline(first, by=OWNER)
    assert (state(first)[0], state(second)) == ("waiting", ("offered", TUESDAY))
    waitlist.decline(second, by=OWNER)
    assert (state(first)[0], state(second)[0]) == ("waiting", "waiting"), "neither is asked again of that session"
    call_off(at(TUESDAY + timedelta(hours=1)), by=OWNER)
    assert state(first) == ("offered", TUESDAY + timedelta(hours=1))


def test_what_nobody_answers_goes_to_the_next_and_is_then_too_late_for_the_first(full):
    first, second = waits(), waits(LATER + timedelta(hours=1))
    call_off(at(TUESDAY), by=OWNER)
    with clock.stopped_at(MONDAY + timedelta(hours=2)):
        with pytest.raises(Refused, match="sudah diberikan kepada yang lain"):
            waitlist.take_offer(first, by=OWNER)
        waitlist.go_on()
        waitlist.go_on()
        assert (state(first)[0], state(second)) == ("waiting", ("offered", TUESDAY))
        with pytest.raises(Refused, match="Jadwal Anda tidak berubah"):
            waitlist.take_offer(first, by=OWNER)
    assert Entry.objects.filter(kind="waitlist.lapse").count() == 1


def test_who_never_answers_waits_no_more(full):
    rule(full, "offers_unanswered", 1)
    case = waits()
    call_off(at(TUESDAY), by=OWNER)
    with clock.stopped_at(MONDAY + timedelta(hours=3)):
        waitlist.go_on()
    assert state(case)[0] == "over"


def test_only_what_suits_and_is_earlier_is_offered(full):
    friday, morning = waits(days=[4]), waits(LATER + timedelta(hours=1), part=Part.MORNING)
    call_off(at(TUESDAY + timedelta(hours=4)), by=OWNER)
    assert (state(friday)[0], state(morning)[0]) == ("waiting", "waiting")
    call_off(at(TUESDAY), by=OWNER)
    assert (state(friday)[0], state(morning)) == ("waiting", ("offered", TUESDAY))


def test_at_short_notice_it_is_left_to_who_comes_without_an_appointment(full):
    case = waits()
    call_off(at(MONDAY.replace(hour=11, minute=0)), by=OWNER)
    assert state(case)[0] == "waiting", "in two and a half hours: held for two, and one to come"
    call_off(at(MONDAY.replace(hour=12, minute=0)), by=OWNER)
    assert state(case)[0] == "offered"


def test_in_the_evening_it_is_held_until_the_morning(full):
    case = waits()
    with clock.stopped_at(MONDAY.replace(hour=21)):
        call_off(at(TUESDAY + timedelta(hours=3)), by=OWNER)
        row = offering.open_of(case)
        assert row is not None
        assert row.held_until == TUESDAY


def test_without_an_appointment_any_day_is_earlier(full):
    rule(full, "session_capacity", 0)
    case = waits(None)
    assert state(case)[0] == "waiting"
    rule(full, "session_capacity", 1)
    waitlist.go_on()
    assert state(case) == ("offered", MONDAY.replace(hour=12, minute=0)), "the first that they can be told of"


def test_a_day_that_is_closed_meanwhile_is_not_held_any_more(full):
    case = waits()
    call_off(at(TUESDAY), by=OWNER)
    offices.set_holiday(TUESDAY.date(), name="x", source="local", closed=True, by=ANYBODY, seen=None)
    with pytest.raises(Refused, match="tidak tersedia lagi"):
        waitlist.take_offer(case, by=OWNER)
    waitlist.go_on()
    assert state(case)[0] == "waiting"
    assert Entry.objects.filter(kind="waitlist.retract").count() == 1


def test_leaving_gives_back_what_was_held(full):
    first, second = waits(), waits(LATER + timedelta(hours=1))
    call_off(at(TUESDAY), by=OWNER)
    for _time in range(2):
        waitlist.leave(first, by=OWNER)
    assert (state(first)[0], state(second)) == ("left", ("offered", TUESDAY))
    booked = queries.open_booking(first)
    assert booked is not None
    assert booked.session.starts_at == LATER


def test_who_has_come_or_need_not_come_waits_no_more(full):
    came, gone = waits(), waits(LATER + timedelta(hours=1))
    attend(came)
    applications.withdraw(gone, by=OWNER)
    waitlist.end_what_is_over()
    assert (state(came)[0], state(gone)[0]) == ("over", "over")


def test_asking_again_keeps_the_turn_and_changes_the_wish(full):
    case = waits(days=[0])
    with clock.stopped_at(MONDAY + timedelta(minutes=5)):
        row = waitlist.join(case, weekdays=[3, 1], part=Part.MORNING, by=OWNER)
    assert (row.asked_at, row.weekdays, row.part) == (MONDAY, "13", "morning")
    assert Waiting.objects.count() == Entry.objects.filter(kind="waitlist.join").count() == 1


def test_only_its_holder_acts_for_a_case(full):
    case, other = waits(), applicant("1")
    for act in (waitlist.take_offer, waitlist.decline, waitlist.leave):
        with pytest.raises(NotAllowed, match="Buka dahulu"):
            act(case, by=other)
    with pytest.raises(NotAllowed, match="Buka dahulu"):
        waitlist.join(case, weekdays=[1], part=Part.ANY, by=other)
    with pytest.raises(Refused, match="satu hari yang cocok"):
        waitlist.join(case, weekdays=[9], part=Part.ANY, by=OWNER)


ACTS = st.tuples(st.sampled_from(["call_off", "take", "decline", "leave", "book", "hours"]), st.integers(0, 7))


@hypothesis_settings(
    derandomize=True, deadline=None, max_examples=examples(15),
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)  # fmt: skip
@given(acts=st.lists(ACTS, min_size=3, max_size=14))
def test_no_place_is_ever_held_or_booked_twice(office, acts):
    from django.db import transaction

    with transaction.atomic():
        rule(office, "session_capacity", 1)
        rule(office, "days_ahead", 2)
        cases = [submitted() for _ in range(8)]
        slots = [slot.starts_at for day in queries.days_on_offer() for slot in day.slots][6:10]
        for case, starts in zip(cases, slots, strict=False):
            book(case, starts, by=OWNER)
        for case in cases[2:]:
            waitlist.join(case, weekdays=EVERY_DAY, part=Part.ANY, by=OWNER)
        now = MONDAY
        for act, which in acts:
            now += timedelta(hours=3 if act == "hours" else 0)
            with clock.stopped_at(now):
                with suppress(Refused):
                    do(act, cases[which], slots[which % 4])
                waitlist.go_on()
                places = [*Booking.objects.filter(state="booked").values_list("session", flat=True)]
                places += Waiting.objects.filter(state="offered", held_until__gt=now).values_list("session", flat=True)
                assert len(places) == len(set(places))
        transaction.set_rollback(True)


def do(act: str, case: Application, starts: datetime) -> None:
    match act:
        case "call_off":
            call_off(case, by=OWNER)
        case "take":
            waitlist.take_offer(case, by=OWNER)
        case "decline":
            waitlist.decline(case, by=OWNER)
        case "leave":
            waitlist.leave(case, by=OWNER)
        case "book":
            book(case, starts, by=OWNER)
        case "hours":
            waitlist.go_on()
