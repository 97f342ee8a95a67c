"""Everybody who comes is counted, once, and as it ended."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from tests.cast import ANYBODY, CARD_DATA, LOST, MONDAY, OWNER, accepted, account, heard_from_the_centre, submitted

from pasti.accounts.roles import Role
from pasti.applications import actions as applications
from pasti.applications.held import record_again
from pasti.applications.models import Application
from pasti.appointments import actions as appointments
from pasti.appointments import queries as booking
from pasti.arrivals import actions, queries
from pasti.arrivals.models import Arrival, Known
from pasti.journal.models import Entry
from pasti.kit import clock
from pasti.offices.actions import open_counter
from pasti.queue import actions as queue
from pasti.queue import hooks
from pasti.queue.models import Ticket
from pasti.queue.outcomes import Ending, Outcome, Reason
from pasti.readiness import actions as readiness
from pasti.readiness.costs import cost_of
from pasti.readiness.needs import Cause, Need

BORN = {"birth_date_day": "12", "birth_date_month": "6", "birth_date_year": "2009"}
KIOSK = "/antrean/tiba/"


@pytest.fixture
def kiosk(office, signed_in):
    return signed_in(account("anjungan", "Anjungan 1", Role.KIOSK))


def at_centre(office) -> Application:
    case = applications.finish_step(accepted(office.budi.actor), "recording", by=office.rini.actor)
    Arrival.objects.all().delete()
    return case


def ready(office) -> Application:
    case = accepted(office.budi.actor, "LOST", LOST)
    applications.finish_step(case, "centre", by=ANYBODY)
    case = applications.finish_step(case, "printing", by=ANYBODY, changes={"product": "BK00000001"})
    Arrival.objects.all().delete()
    return case


def noted(*fields: str) -> list[tuple[object, ...]]:
    return list(Arrival.objects.order_by("id").values_list(*(fields or ("way", "outcome", "reason"))))


def comes(office, case: Application | None = None, letter: str = "C", counter: int = 1) -> Ticket:
    queue.issue_ticket(office.lanes[letter], application=case, asking=case is not None, by=ANYBODY)
    called = queue.call_next(office.counters[counter], by=ANYBODY)
    assert called
    return queue.serve(called, by=ANYBODY)


# ── with a number ───────────────────────────────────────────────────────────────────────────────────────────────────


def test_nobody_is_noted_before_their_coming_ends(office):
    comes(office)
    assert noted() == []


def test_who_ends_at_the_counter(office):
    ticket = comes(office, submitted())
    queue.finish(ticket, Ending(Outcome.IN_VAIN, Reason.LETTER), by=office.budi.actor)
    assert noted("ticket", "way", "outcome", "reason", "ended_by") == [
        (ticket.pk, "number", "vain", "letter", "Budi Hartono")
    ]


def test_who_was_served_says_nothing_of_who_could_have_known(office):
    ticket = comes(office, submitted())
    case = applications.fill(ticket.application, CARD_DATA, by=office.budi.actor)
    applications.accept_papers(case, by=office.budi.actor)
    applications.finish_step(case, "recording", by=office.rini.actor)
    queue.finish(ticket, by=ANYBODY)
    assert noted("way", "outcome", "reason", "known", "set_out_at") == [("number", "served", "", "", None)]


def test_who_leaves_and_whom_the_evening_overtakes(office):
    open_counter(office.counters[1], office.budi)
    queue.leave(queue.issue_ticket(office.lanes["C"], by=ANYBODY), by=ANYBODY)
    queue.issue_ticket(office.lanes["C"], by=ANYBODY)
    with clock.stopped_at(MONDAY + timedelta(days=1)):
        queue.close_day()
    assert noted("outcome", "reason", "day") == [
        ("vain", "left", MONDAY.date()), ("vain", "closed", MONDAY.date())
    ]  # fmt: skip


def test_a_session_on_the_day_after_was_on_another_day_though_that_day_has_come_when_it_is_noted(office):
    case = submitted()
    ticket = comes(office, case)
    day = next(d for d in booking.days_on_offer() if d.day == MONDAY.date() + timedelta(days=1))
    appointments.book(case, day.slots[0].starts_at, by=OWNER)
    with clock.stopped_at(MONDAY + timedelta(days=1)):
        queue.close_day()
    assert noted("ticket", "reason") == [(ticket.pk, "wrong_day")]


def test_the_same_end_twice_is_one_coming(office):
    ticket = comes(office)
    for _time in range(2):
        queue.finish(ticket, Ending(Outcome.IN_VAIN, Reason.LINK), by=ANYBODY)
    actions.note_end(Ticket.objects.get(), None, by=ANYBODY)
    assert len(noted()) == 1


def test_an_end_and_its_note_are_one_transaction(office, monkeypatch):
    ticket = comes(office)
    way_too_far = {"arrivals": lambda *_what: Arrival.objects.create(day=None)}
    monkeypatch.setattr(hooks.when_over, "_items", way_too_far)
    with pytest.raises(IntegrityError), transaction.atomic():
        queue.finish(ticket, Ending(Outcome.IN_VAIN, Reason.LINK), by=ANYBODY)
    assert (noted(), Ticket.objects.get().state) == ([], "serving")


# ── told at the door ────────────────────────────────────────────────────────────────────────────────────────────────


def test_who_is_told_at_the_kiosk_to_stay_at_home_came_too(kiosk, office):
    case = at_centre(office)
    for _time in range(2):
        assert kiosk.post(f"{KIOSK}ambil/", {"written": case.number, **BORN}).status_code == 422
    assert noted() == [("kiosk", "vain", "not_ready")]
    entry = Entry.objects.latest("id")
    assert (entry.kind, entry.case, entry.facts["reason"]) == ("arrival.turn_away", case.number, "not_ready")


def test_who_is_told_at_the_kiosk_that_it_cannot_be_done_now(kiosk, office):
    case = accepted(office.budi.actor)
    Arrival.objects.all().delete()
    incident = readiness.open_incident(needs=[Need.STATION], cause=Cause.EQUIPMENT, by=ANYBODY)
    kiosk.post(f"{KIOSK}permohonan/", {"number": case.number, **BORN})
    assert noted("way", "reason", "incident") == [("kiosk", "equipment", incident.pk)]


def test_who_waits_all_the_same_is_counted_by_their_number_only(kiosk, office):
    case = accepted(office.budi.actor)
    Arrival.objects.all().delete()
    readiness.open_incident(needs=[Need.STATION], cause=Cause.EQUIPMENT, by=ANYBODY)
    page = kiosk.post(f"{KIOSK}permohonan/", {"number": case.number, **BORN})
    assert kiosk.post(f"{KIOSK}tetap/", {"who": page.context["who"]}).status_code == 302
    assert queries.glance().today == 0, "they wait"
    queue.leave(Ticket.objects.get(), by=ANYBODY)
    assert noted("way", "went_on") == [("kiosk", True), ("number", False)]
    assert queries.glance().today == 1


def test_who_waits_for_what_has_moved_on_meanwhile_is_not_told_in_the_hall_where_it_is(kiosk, office):
    case = accepted(office.budi.actor)
    Arrival.objects.all().delete()
    incident = readiness.open_incident(needs=[Need.STATION], cause=Cause.EQUIPMENT, by=ANYBODY)
    page = kiosk.post(f"{KIOSK}permohonan/", {"number": case.number, **BORN})
    readiness.close_incident(incident, by=ANYBODY)
    applications.finish_step(case, "recording", by=ANYBODY)
    answer = kiosk.post(f"{KIOSK}tetap/", {"who": page.context["who"]})
    assert answer.status_code == 422
    said = answer.content.decode()
    assert "Belum siap. Anda tidak perlu menunggu di sini." in said
    assert "Permohonan sedang di tahap" not in said


def test_who_has_a_question_about_what_they_were_told_brings_the_case_along(kiosk, office):
    case = at_centre(office)
    page = kiosk.post(f"{KIOSK}ambil/", {"written": case.number, **BORN})
    kiosk.post(f"{KIOSK}langsung/", {"purpose": "ktp", "who": page.context["who"]})
    ticket = Ticket.objects.get()
    assert (ticket.number, ticket.application) == ("C-001", case)
    assert noted("way", "went_on") == [("kiosk", True)]


def test_what_is_over_is_asked_about_without_the_case(kiosk, office):
    case = submitted()
    applications.withdraw(case, by=OWNER)
    page = kiosk.post(f"{KIOSK}permohonan/", {"number": case.number, **BORN})
    assert noted() == [("kiosk", "vain", "no_need")]
    kiosk.post(f"{KIOSK}langsung/", {"purpose": "ktp", "who": page.context["who"]})
    assert Ticket.objects.get().application is None


@pytest.mark.parametrize("who", ["", "x", "\x00", "abc:def:ghi"])
def test_nobody_is_believed_who_they_say_they_are(kiosk, office, who):
    kiosk.post(f"{KIOSK}langsung/", {"purpose": "ktp", "who": who})
    assert Ticket.objects.get().application is None


def test_who_has_a_number_is_not_turned_away(office):
    case = submitted()
    queue.issue_ticket(office.lanes["C"], application=case, by=ANYBODY)
    queue.turn_away(case, by=ANYBODY)
    assert noted() == []


def test_who_asks_the_kiosk_once_more_on_the_way_out_came_once(kiosk, office):
    case = at_centre(office)
    queue.finish(comes(office, case), Ending(Outcome.IN_VAIN, Reason.NOT_READY), by=office.budi.actor)
    assert kiosk.post(f"{KIOSK}ambil/", {"written": case.number, **BORN}).status_code == 422
    assert noted() == [("number", "vain", "not_ready")]
    assert not Entry.objects.filter(kind="arrival.turn_away").exists()
    with clock.stopped_at(MONDAY + timedelta(days=1)):
        heard_from_the_centre()
        queue.turn_away(case, by=ANYBODY)
    assert noted() == [("number", "vain", "not_ready"), ("kiosk", "vain", "not_ready")]


# ── without a number ────────────────────────────────────────────────────────────────────────────────────────────────


def hand_over(case: Application, by) -> Application:
    return applications.finish_step(case, "handover", by=by, changes={"closed_at": clock.now()}, to="self")


def test_who_collects_without_a_number_came_and_was_served(office):
    hand_over(ready(office), office.budi.actor)
    assert noted() == [("counter", "served", "")]
    assert Entry.objects.latest("id").kind == "arrival.serve"


def test_who_does_several_things_without_a_number_came_once_a_day(office):
    case = accepted(office.budi.actor)
    applications.finish_step(case, "recording", by=office.rini.actor)
    assert noted() == [("counter", "served", "")]


def test_who_was_told_to_stay_at_home_and_got_it_after_all(office):
    case = ready(office)
    queue.turn_away(case, by=ANYBODY)
    hand_over(case, office.budi.actor)
    assert noted("way", "outcome", "went_on") == [("kiosk", "vain", True), ("counter", "served", False)]
    assert queries.glance().today == 0


def test_who_was_served_before_and_after_they_were_turned_away_was_let_in(office):
    """A kiosk's note of after the first serving is one of before the kiosk asked whether they came already."""
    case = ready(office)
    queue.turn_away(case, by=ANYBODY)
    actions.note_without_number(case, "recorded", by=office.budi.actor)
    Arrival.objects.update(went_on=False)
    actions.note_without_number(case, "hand_over", by=office.budi.actor)
    assert noted("way", "went_on") == [("kiosk", True), ("counter", False)]
    assert queries.glance().today == 0


def test_who_is_turned_away_after_they_were_served_came_once(office):
    case = ready(office)
    actions.note_without_number(case, "recorded", by=office.budi.actor)
    queue.turn_away(case, by=ANYBODY)
    assert noted() == [("counter", "served", "")]


def test_what_is_done_for_who_has_a_number_is_no_coming_of_its_own(office):
    ticket = comes(office, ready(office), "A", 6)
    hand_over(ticket.application, office.budi.actor)
    assert noted() == []
    queue.finish(ticket, by=ANYBODY)
    assert noted() == [("number", "served", "")]


def test_who_is_recorded_without_a_number_came_while_another_is_at_the_counter_too(office):
    open_counter(office.counters[1], office.rini)
    case = applications.hold(at_centre(office), "Ganda.", by=ANYBODY)
    comes(office)
    case = record_again(case, by=office.rini.actor)
    applications.finish_step(case, "recording", by=office.rini.actor)
    assert noted() == [("counter", "served", "")]
    assert Ticket.objects.get().done == ""


def test_who_collects_for_another_with_a_number_of_their_own_came_once(office):
    open_counter(office.counters[6], office.budi)
    case = ready(office)
    ticket = comes(office, None, "A", 6)
    hand_over(case, office.budi.actor)
    queue.finish(ticket, by=ANYBODY)
    assert noted() == [("number", "served", "")]


def test_who_applies_at_home_did_not_come(office):
    submitted()
    assert noted() == []


# ── figures ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def on(days: int):
    return clock.stopped_at(MONDAY + timedelta(days=days))


def in_vain(office, reason: Reason, times: int = 1) -> None:
    for _time in range(times):
        queue.finish(comes(office), Ending(Outcome.IN_VAIN, reason), by=ANYBODY)


def test_today_and_this_week_against_last_until_the_same_weekday(office):
    with on(-6):
        in_vain(office, Reason.LINK, 2)
    with on(-3):
        in_vain(office, Reason.LINK, 5)
    in_vain(office, Reason.BLANK, 1)
    with on(1):
        in_vain(office, Reason.LINK, 3)
        found = queries.glance()
        assert (found.today, found.week, found.week_before) == (3, 4, 2)


def test_a_week_by_reason_and_day(office):
    case = ready(office)
    in_vain(office, Reason.BLANK, 1)
    with on(2):
        in_vain(office, Reason.LINK, 2)
        hand_over(case, office.budi.actor)
        found = queries.week(MONDAY.date())
    assert [(line.reason, [n for _day, n in line.per_day], line.total) for line in found.lines] == [
        ("link", [0, 0, 2, 0, 0, 0, 0], 2), ("blank", [1, 0, 0, 0, 0, 0, 0], 1)
    ]  # fmt: skip
    assert ([n for _day, n in found.per_day], found.total) == ([1, 0, 2, 0, 0, 0, 0], 3)
    assert {code: n for code, n in found.outcomes if n} == {"vain": 3, "served": 1}
    assert sum(n for _code, n in found.known) == 3


def test_how_often_people_came_for_each_card(office):
    assert queries.per_card().mean is None
    case = ready(office)
    queue.finish(comes(office, case), Ending(Outcome.IN_VAIN, Reason.NOT_READY), by=ANYBODY)
    with on(1):
        hand_over(case, office.budi.actor)
        found = queries.per_card()
    assert (found.cases, found.comings, found.mean) == (1, 2, 2.0)


@pytest.mark.parametrize(("days", "counted"), [(29, 1), (30, 0)])
def test_thirty_days_are_today_and_the_twenty_nine_before(office, days, counted):
    hand_over(ready(office), office.budi.actor)
    with on(days):
        assert queries.per_card().cases == counted


def test_what_an_incident_cost_in_trips(office):
    incident = readiness.open_incident(needs=[Need.LINK], cause=Cause.CARRIER, by=ANYBODY)
    for _time in range(2):
        queue.finish(comes(office), by=ANYBODY)
    (line,) = [line for line in cost_of(incident) if line.trip]
    assert (line.count, str(line.what)) == (2, "Kedatangan sia-sia")


# ── what the database holds ─────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "wrong",
    [
        {"reason": ""}, {"outcome": "served"}, {"known": ""}, {"set_out_at": None}, {"ended_at": None},
        {"known": Known.TELLABLE}, {"known_since": MONDAY}, {"ticket": None}, {"way": "counter"}, {"went_on": True},
    ],
    ids=str,
)  # fmt: skip
def test_no_half_a_fact_is_kept(office, wrong):
    in_vain(office, Reason.LEFT)
    with pytest.raises(IntegrityError), transaction.atomic():
        Arrival.objects.update(**wrong)


# ── whoever has an appointment ──────────────────────────────────────────────────────────────────────────────────────


def test_who_comes_for_an_appointment_counts_as_waiting_from_before_it(office):
    case = submitted()
    slot = next(slot for day in booking.days_on_offer() for slot in day.slots)
    appointments.book(case, slot.starts_at, by=OWNER)
    with clock.stopped_at(slot.starts_at - timedelta(minutes=1)):
        open_counter(office.counters[1], office.budi)
        ticket = queue.issue_ticket(office.lanes["C"], application=case, by=ANYBODY)
    assert ticket.booked_for == slot.starts_at
    assert ticket.counts_from == slot.starts_at - timedelta(minutes=30)


def test_who_comes_on_another_day_than_the_appointment_waits_like_everybody(office):
    case = submitted()
    days = booking.days_on_offer()
    appointments.book(case, days[-1].slots[0].starts_at, by=OWNER)
    ticket = queue.issue_ticket(office.lanes["C"], application=case, by=ANYBODY)
    assert (ticket.booked_for, ticket.counts_from) == (None, ticket.issued_at)
