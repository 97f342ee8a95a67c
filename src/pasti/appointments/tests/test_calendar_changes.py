"""A change of the calendar meets who counts on it: shown before, freed without fault, told at once."""

from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, event, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from tests.cast import MONDAY, OWNER, browser_of, submitted
from tests.examples import examples

from pasti.applications.models import Application
from pasti.appointments import queries
from pasti.appointments.actions import attend, book, close_missed
from pasti.appointments.models import Booking, Session
from pasti.appointments.queries import Stand
from pasti.journal.models import Entry
from pasti.kit import clock
from pasti.kit.errors import Refused
from pasti.offices import actions as offices
from pasti.offices import queries as calendar
from pasti.offices.days import Times
from pasti.offices.models import Holiday, Timetable
from pasti.offices.resting import NotSeen
from pasti.readiness import actions as readiness
from pasti.readiness import queries as standing
from pasti.readiness.needs import Cause, Need

TUESDAY = date(2026, 11, 24)
NINE = datetime.fromisoformat("2026-11-24T09:00:00+07:00")
HOUR = timedelta(hours=1)


def key(booking: Booking) -> str:
    return f"booking-{booking.pk}"


def close_tuesday(office, *bookings: Booking) -> None:
    offices.set_holiday(
        TUESDAY, name="Pilkada", source="local", closed=True, by=office.agus.actor, seen=[key(b) for b in bookings]
    )


def rule(office, name: str, value: int, *bookings: Booking) -> None:
    offices.decide(
        f"appointments.{name}", value=value, valid_from=MONDAY.date(), legal_basis="SOP", by=office.agus.actor,
        seen=[key(b) for b in bookings],
    )  # fmt: skip


def states() -> list[str]:
    return list(Booking.objects.order_by("id").values_list("state", flat=True))


def test_nothing_is_saved_of_what_nobody_has_seen(office):
    booking = book(submitted(), NINE, by=OWNER)
    book(submitted(), NINE + timedelta(days=1), by=OWNER)
    with pytest.raises(NotSeen) as not_seen:
        close_tuesday(office)
    assert [(met.key, met.number, met.when) for met in not_seen.value.met] == [
        (key(booking), booking.application.shown_number, NINE)
    ]
    assert str(not_seen.value).startswith("Perubahan ini mengenai 1 orang yang sudah punya jadwal.")
    assert states() == ["booked", "booked"]
    assert not Holiday.objects.filter(day=TUESDAY).exists()
    assert not Entry.objects.filter(kind__in=["booking.free", "holiday.set"]).exists()


def test_who_was_seen_is_freed_without_fault_and_told_why(office):
    booking = book(submitted(), NINE, by=OWNER)
    kept = book(submitted(), NINE + timedelta(days=1), by=OWNER)
    close_tuesday(office, booking)
    assert states() == ["freed", "booked"]
    assert queries.open_booking(kept.application) == kept
    entry = Entry.objects.get(kind="booking.free")
    assert (entry.case, entry.is_public, entry.by_name) == (
        booking.application.number, True, office.agus.name,
    )  # fmt: skip
    assert entry.sentence == (
        "Mohon maaf, jadwal Selasa, 24 November 2026 pukul 09.00 WIB dibebaskan oleh kantor: kantor tutup pada hari "
        "itu (Pilkada). Silakan pilih jadwal lain; permohonan tetap berlaku."
    )
    with clock.stopped_at(NINE + timedelta(days=1)):
        assert close_missed() == 0, "nobody has missed what the office took back"


def test_who_books_between_the_look_and_the_button_is_seen_first(office):
    seen = book(submitted(), NINE, by=OWNER)
    book(submitted(), NINE, by=OWNER)
    with pytest.raises(NotSeen):
        close_tuesday(office, seen)
    assert states() == ["booked", "booked"]


def test_who_cancelled_meanwhile_is_no_obstacle(office):
    seen, gone = book(submitted(), NINE, by=OWNER), book(submitted(), NINE, by=OWNER)
    book(gone.application, NINE + timedelta(days=1), by=OWNER)
    close_tuesday(office, seen, gone)
    assert states() == ["freed", "cancelled", "booked"]


def test_who_is_freed_chooses_another_day(office):
    case = submitted()
    close_tuesday(office, book(case, NINE, by=OWNER))
    assert queries.standing(case).stand == Stand.FREED
    assert book(case, NINE + timedelta(days=1), by=OWNER).state == "booked"
    assert queries.standing(case).stand == Stand.AHEAD


def test_who_comes_all_the_same_has_come(office):
    case = submitted()
    close_tuesday(office, book(case, NINE, by=OWNER))
    attend(case)
    assert states() == ["attended"]


def test_shorter_hours_for_a_while_free_what_lies_outside_and_end_by_themselves(office):
    early, late = book(submitted(), NINE, by=OWNER), book(submitted(), NINE + 5 * HOUR, by=OWNER)
    offices.set_hours(
        {day: Times(time(9), time(14)) for day in range(5)}, valid_from=TUESDAY, valid_until=TUESDAY + timedelta(2),
        name="Ramadan 1448 H", by=office.agus.actor, seen=[key(late)],
    )  # fmt: skip
    early.refresh_from_db()
    late.refresh_from_db()
    assert (early.state, late.state) == ("booked", "freed")
    assert queries.why_freed(late) == "jam layanan kantor pada hari itu berubah"
    closes = [clock.local(calendar.opening(TUESDAY + timedelta(n)).closes).hour for n in (-1, 0, 2, 7)]
    assert closes == [15, 14, 14, 15]


def test_who_is_booked_in_a_new_break_is_freed_and_no_session_lies_in_it(office):
    noon = book(submitted(), NINE + 3 * HOUR, by=OWNER)
    hours = {day: Times(time(8), time(15), ((time(12), time(13)), (time(14), time(14, 15)))) for day in range(4)}
    offices.set_hours(hours, by=office.agus.actor, seen=[key(noon)])
    assert states() == ["freed"]
    starts = [clock.local(slot.starts_at).hour for day in queries.days_on_offer()[1:2] for slot in day.slots]
    assert starts == [8, 9, 10, 11, 13], "what is left after the afternoon's break is shorter than a session"


def test_fewer_places_free_who_booked_last(office):
    bookings = []
    for minute in range(4):
        with clock.stopped_at(MONDAY + timedelta(minutes=minute)):
            bookings.append(book(submitted(), NINE, by=OWNER))
    rule(office, "session_capacity", 2, *bookings[2:])
    assert states() == ["booked", "booked", "freed", "freed"]
    assert queries.why_freed(bookings[3]) == "jumlah orang yang dapat dilayani pada jam itu berkurang"


def test_a_full_session_is_not_offered_again_under_another_cut(office):
    rule(office, "session_capacity", 1)
    book(submitted(), NINE, by=OWNER)
    rule(office, "session_minutes", 45)
    free = {clock.local(s.starts_at).strftime("%H.%M"): s.free for d in queries.days_on_offer()[1:2] for s in d.slots}
    assert [free[at] for at in ("08.00", "08.45", "09.30", "10.15")] == [1, 0, 0, 1]
    assert states() == ["booked"], "who was booked keeps the session as it was said"
    with pytest.raises(Refused, match="sudah penuh"):
        book(submitted(), NINE + timedelta(minutes=30), by=OWNER)


def test_two_sessions_of_different_length_begin_at_one_moment(office):
    book(submitted(), NINE, by=OWNER)
    rule(office, "session_minutes", 30)
    book(submitted(), NINE, by=OWNER)
    spans = [(s.ends_at - s.starts_at) for s in Session.objects.order_by("ends_at")]
    assert spans == [timedelta(minutes=30), HOUR]


def test_a_day_that_is_closed_afterwards_was_missed_by_nobody(office):
    case = submitted()
    booking = book(case, NINE, by=OWNER)
    with clock.stopped_at(NINE + timedelta(days=2)):
        close_missed()
        close_tuesday(office, booking)
        assert queries.standing(case).stand == Stand.FREED


def test_the_node_itself_asks_nobody_and_frees(office):
    book(submitted(), NINE, by=OWNER)
    offices.set_holiday(TUESDAY, name="x", source="local", closed=True, by=office.agus.actor, seen=None)
    assert states() == ["freed"]


# ── what a person sees ──────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("page", ["/lacak/{}/", "/ajukan/{}/terkirim/", "/janji/{}/"])
def test_its_holder_reads_it_on_every_page(office, page):
    case = submitted()
    close_tuesday(office, book(case, NINE, by=OWNER))
    shown = browser_of(case).get(page.format(case.number)).content.decode()
    assert "Mohon maaf, jadwal Anda Selasa, 24 November 2026 pukul 09.00 WIB tidak berlaku lagi." in shown
    assert "Alasannya: kantor tutup pada hari itu (Pilkada)." in shown
    assert "Ini bukan kesalahan Anda." in shown
    assert "Datanglah pada" not in shown
    assert f"/janji/{case.number}/" in shown or 'name="starts_at"' in shown


# ── whatever the office does ────────────────────────────────────────────────────────────────────────────────────────

HOURS = st.builds(
    lambda opens, length, breaks: Times(
        time(opens), time(opens + length),
        tuple((time(opens + n), time(opens + n, minutes)) for n, minutes in breaks.items() if n < length),
    ),
    st.integers(7, 10), st.integers(2, 8), st.dictionaries(st.integers(1, 7), st.integers(5, 59), max_size=3),
)  # fmt: skip
CHANGES = st.one_of(
    st.tuples(st.just("holiday"), st.integers(0, 9)),
    st.tuples(st.just("work"), st.integers(0, 9)),
    st.tuples(st.just("hours"), st.dictionaries(st.integers(0, 6), st.none() | HOURS, max_size=5)),
    st.tuples(st.just("while"), st.tuples(st.integers(0, 9), st.integers(0, 5), HOURS)),
    st.tuples(st.just("back"), st.integers(0, 3)),
    st.tuples(st.just("plan"), st.tuples(st.integers(1, 60), st.integers(1, 30))),
    st.tuples(st.just("capacity"), st.integers(0, 3)),
    st.tuples(st.just("minutes"), st.sampled_from([15, 30, 45, 60, 90, 120])),
    st.tuples(st.just("book"), st.integers(0, 60)),
)


def make(change: tuple[str, Any], office) -> None:
    what, how = change
    by, day = office.agus.actor, MONDAY.date()
    if what in ("holiday", "work"):
        offices.set_holiday(day + timedelta(how), name="x", source="local", closed=what == "holiday", by=by, seen=None)
    elif what == "hours":
        offices.set_hours(how, by=by, seen=None)
    elif what == "while":
        first, length, hours = how
        start = day + timedelta(first)
        week = dict.fromkeys(range(7), hours)
        offices.set_hours(week, valid_from=start, valid_until=start + timedelta(length), name="x", by=by, seen=None)
    elif what == "back":
        for_a_while = list(Timetable.objects.exclude(valid_until=None).order_by("id"))
        if for_a_while:
            offices.end_hours(for_a_while[how % len(for_a_while)], by=by, seen=None)
    elif what == "plan":
        begins = MONDAY + how[0] * HOUR
        readiness.plan_incident(
            needs=[Need.STATION], cause=Cause.PLANNED, starts_at=begins, until=begins + how[1] * HOUR, by=by, seen=None
        )
    elif what == "book":
        slots = [slot for offered in queries.days_on_offer() for slot in offered.slots]
        if slots:
            book(submitted(), slots[how % len(slots)].starts_at, by=OWNER)
    else:
        name = {"capacity": "session_capacity", "minutes": "session_minutes"}[what]
        offices.decide(
            f"appointments.{name}", value=how, valid_from=day, legal_basis="SOP", by=by, seen=None
        )  # fmt: skip


@hypothesis_settings(
    derandomize=True,
    deadline=None,
    max_examples=examples(60),
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(changes=st.lists(CHANGES, min_size=3, max_size=9))
def test_no_change_leaves_a_booking_that_nobody_can_keep_without_its_holder_knowing(office, changes):
    from django.db import transaction

    with transaction.atomic():
        for change in [("book", 3), ("book", 3), ("book", 9), *changes]:
            try:
                make(change, office)
            except Refused:
                continue
            _everybody_can_be_served_or_knows()
        event(f"freed: {Booking.objects.filter(state='freed').exists()}")
        transaction.set_rollback(True)


def _everybody_can_be_served_or_knows() -> None:
    from pasti.offices import policy

    booked = list(Booking.objects.filter(state="booked").select_related("session"))
    spans = [(b.session.starts_at, b.session.ends_at) for b in booked]
    for begins, ends in spans:
        opening = calendar.opening(clock.local_day(begins))
        assert opening is not None
        assert any(first <= begins and ends <= last for first, last in opening.stretches)
        capacity = policy.value("appointments.session_capacity", opening.day)
        assert not any(outage.touches(begins, ends) for outage in standing.outages([Need.STATION]))
        at_once = max(sum(1 for b, e in spans if b <= moment < e) for moment, _e in spans if begins <= moment < ends)
        assert at_once <= capacity
    for booking in Booking.objects.filter(state="freed"):
        entry = Entry.objects.get(kind="booking.free", subject=booking.subject)
        assert entry.is_public
        assert entry.case == booking.application.number
        case = Application.objects.get(pk=booking.application_id)
        assert queries.standing(case).stand == Stand.FREED
    for offered in queries.days_on_offer():
        for slot in offered.slots:
            assert offered.opening.holds(slot.starts_at, slot.ends_at), "no session lies in a break"
    assert Timetable.objects.exists()
