"""Who could have known that somebody would come in vain: judged at the moment at which they set out."""

from contextlib import contextmanager
from datetime import timedelta

import pytest
from tests.cast import ANYBODY, LOST, MONDAY, accepted, submitted

from pasti.applications import actions as applications
from pasti.applications.models import Application
from pasti.appointments import actions as appointments
from pasti.appointments import queries as booking
from pasti.arrivals.models import Arrival
from pasti.journal.actors import applicant
from pasti.kit import clock
from pasti.offices import actions as offices
from pasti.queue import actions as queue
from pasti.queue.outcomes import Ending, Outcome, Reason
from pasti.readiness import actions as readiness
from pasti.readiness import watch
from pasti.readiness.models import Effect
from pasti.readiness.needs import Cause, Need
from pasti.readiness.tests.watching import link

PHONE = "+6281212345678"


@contextmanager
def after(minutes: float):
    """So long after half past eight; the centre answered a moment ago."""
    with clock.stopped_at(MONDAY + timedelta(minutes=minutes)):
        link(up=True)
        yield


def at_centre(office, **data) -> Application:
    return applications.finish_step(accepted(office.budi.actor, **data), "recording", by=office.rini.actor)


def comes(office, case: Application | None, *, minutes: float = 120, reason: Reason | None = None) -> Arrival:
    """Somebody comes so long after half past eight, has a question, and goes home ten minutes later."""
    with after(minutes):
        ticket = queue.issue_ticket(office.lanes["C"], application=case, asking=case is not None, by=ANYBODY)
        queue.call_next(office.counters[1], by=ANYBODY)
        queue.serve(ticket, by=ANYBODY)
    with after(minutes + 10):
        ended = queue.finish(ticket, Ending(Outcome.IN_VAIN, reason) if reason else None, by=ANYBODY)
    return Arrival.objects.get(ticket=ended)


def down(need: Need, *, minutes: float, until: float | None = None):
    with after(minutes):
        return readiness.open_incident(
            needs=[need], cause=Cause.CARRIER, effect=Effect.DOWN,
            until=MONDAY + timedelta(minutes=until) if until is not None else None, by=ANYBODY,
        )  # fmt: skip


def told(arrival: Arrival) -> tuple[str, float | None, str]:
    since = (arrival.known_since - MONDAY).total_seconds() / 60 if arrival.known_since else None
    return arrival.known, since, arrival.known_from


# ── what does not stand ─────────────────────────────────────────────────────────────────────────────────────────────


def test_what_was_down_when_they_set_out_could_have_been_told(office):
    case = at_centre(office, phone=PHONE)
    incident = down(Need.LINK, minutes=30)
    found = comes(office, case)
    assert told(found) == ("tellable", 30, "readiness")
    assert (found.reason, found.need, found.incident) == ("link", "link", incident)
    assert found.set_out_at == MONDAY + timedelta(minutes=60)


def test_without_a_phone_nobody_could_be_told(office):
    case = at_centre(office, phone="")
    down(Need.LINK, minutes=30)
    assert told(comes(office, case)) == ("unreachable", 30, "readiness")


def test_who_has_no_case_could_not_be_told(office):
    down(Need.LINK, minutes=30)
    assert told(comes(office, None)) == ("unreachable", 30, "readiness")


def test_what_fell_while_they_were_on_the_way_was_known_too_late(office):
    case = at_centre(office, phone=PHONE)
    down(Need.LINK, minutes=90)
    assert told(comes(office, case)) == ("too_late", 90, "readiness")


def test_what_fell_while_they_were_here_nobody_knew(office):
    case = at_centre(office, phone=PHONE)
    with after(120):
        ticket = queue.issue_ticket(office.lanes["C"], application=case, asking=True, by=ANYBODY)
        queue.call_next(office.counters[1], by=ANYBODY)
        queue.serve(ticket, by=ANYBODY)
    incident = down(Need.LINK, minutes=130)
    with after(140):
        queue.finish(ticket, by=ANYBODY)
    found = Arrival.objects.get(ticket=ticket)
    assert told(found) == ("not_known", None, "")
    assert found.incident == incident, "it was the incident's all the same"


def test_what_was_said_to_be_back_before_they_come_is_known_only_when_that_moment_passes(office):
    case = at_centre(office, phone=PHONE)
    down(Need.LINK, minutes=30, until=100)
    assert told(comes(office, case)) == ("too_late", 100, "readiness")


def test_a_forecast_that_slips_before_they_set_out_could_have_been_told(office):
    case = at_centre(office, phone=PHONE)
    incident = down(Need.LINK, minutes=10, until=100)
    with after(45):
        readiness.forecast(incident, MONDAY + timedelta(minutes=300), reason="Kabel laut.", by=ANYBODY)
    assert told(comes(office, case)) == ("tellable", 45, "readiness")


def it_begins(*, minutes: float) -> None:
    """What was planned begins: whoever watches sees it, and again until it is believed."""
    for minute in (minutes, minutes + 1, minutes + 2):
        with after(minute):
            watch.look_at_all()


def test_a_planned_outage_that_is_prolonged_on_the_day_is_known_from_then_on(office):
    """Announced the day before until ten, at ten to ten until one: who set out at half past nine counted on ten."""
    case = at_centre(office, phone=PHONE)
    tomorrow = MONDAY + timedelta(days=1)
    incident = readiness.plan_incident(
        needs=[Need.LINK], starts_at=tomorrow - timedelta(minutes=30), until=tomorrow + timedelta(minutes=90),
        by=ANYBODY,
    )  # fmt: skip
    it_begins(minutes=1440 - 30)
    with after(1440 + 80):
        readiness.forecast(incident, tomorrow + timedelta(minutes=270), reason="Belum selesai.", by=ANYBODY)
    assert told(comes(office, case, minutes=1440 + 120)) == ("too_late", 1440 + 80, "readiness")


def test_a_planned_outage_was_known_when_it_was_announced(office):
    case = at_centre(office, phone=PHONE)
    tomorrow = MONDAY + timedelta(days=1)
    readiness.plan_incident(
        needs=[Need.LINK], starts_at=tomorrow - timedelta(minutes=30), until=tomorrow + timedelta(minutes=270),
        by=ANYBODY,
    )  # fmt: skip
    it_begins(minutes=1440 - 30)
    assert told(comes(office, case, minutes=1440 + 120)) == ("tellable", 0, "readiness")


def test_another_hour_is_the_offices_rule(office):
    offices.decide("notices.told_before", value=100, valid_from=MONDAY.date(), legal_basis="Uji", by=office.agus.actor)
    case = at_centre(office, phone=PHONE)
    down(Need.LINK, minutes=30)
    assert told(comes(office, case)) == ("too_late", 30, "readiness")


# ── what the case says ──────────────────────────────────────────────────────────────────────────────────────────────


def test_a_later_day_was_promised(office):
    case = at_centre(office, phone=PHONE)
    assert told(comes(office, case)) == ("tellable", 0, "promise")


def test_a_case_that_is_held_is_known_since_then(office):
    case = at_centre(office, phone=PHONE)
    with after(90):
        case = applications.hold(case, "Ganda.", by=ANYBODY)
    assert told(comes(office, case)) == ("too_late", 90, "case")


def test_papers_that_were_asked_for_before(office):
    case = submitted(phone=PHONE)
    with after(5):
        case = applications.ask_for_papers(case, "KK", by=office.budi.actor)
    assert told(comes(office, case)) == ("tellable", 5, "papers")


def test_papers_that_are_missed_at_the_counter_nobody_knew(office):
    assert told(comes(office, submitted(phone=PHONE))) == ("not_known", None, "")


def test_a_letter_that_ended_overnight(office):
    case = submitted("LOST", LOST | {"loss_letter_date": str(MONDAY.date() - timedelta(days=14))}, phone=PHONE)
    with clock.stopped_at(MONDAY):
        good_until = min(n.good_until for n in _needed(case) if n.good_until)
    days = (good_until - MONDAY.date()).days + 1
    found = comes(office, case, minutes=days * 1440 + 60, reason=Reason.LETTER)
    assert (found.known, found.known_from) == ("tellable", "letter")
    assert found.known_since == clock.at(good_until + timedelta(days=1))


def _needed(case):
    from pasti.applications.queries import checklist_of

    return checklist_of(case).needed


def test_a_session_on_another_day(office):
    case = submitted(phone=PHONE)
    day = next(d for d in booking.days_on_offer() if d.day > MONDAY.date())
    with after(3):
        appointments.book(case, day.slots[0].starts_at, by=applicant(case.number))
    found = comes(office, case)
    assert (found.reason, *told(found)) == ("wrong_day", "tellable", 3, "booking")


def test_who_came_without_need_and_is_known_to_nobody(office):
    assert told(comes(office, None)) == ("not_known", None, "")


@pytest.mark.parametrize("reason", [Reason.LEFT, Reason.OFFICE_CLOSED, Reason.EQUIPMENT])
def test_what_nothing_on_record_tells_nobody_knew(office, reason):
    assert told(comes(office, at_centre(office, phone=PHONE), reason=reason)) == ("not_known", None, "")


def test_what_partly_was_for_is_kept_when_the_clerk_chose_the_reason(office):
    incident = down(Need.STATION, minutes=30)
    with after(120):
        ticket = queue.issue_ticket(office.lanes["C"], application=submitted(), by=ANYBODY)
        queue.call_next(office.counters[1], by=ANYBODY)
        ticket = queue.serve(ticket, by=ANYBODY)
        queue.note_done_under(ticket, "accept")
        queue.finish(ticket, Ending(Outcome.PARTLY, Reason.EQUIPMENT), by=ANYBODY)
    found = Arrival.objects.get()
    assert (found.outcome, found.need, found.incident, found.known) == ("partly", "station", incident, "")


def test_it_is_said_once_and_stays(office):
    case = at_centre(office, phone="")
    down(Need.LINK, minutes=30)
    found = comes(office, case)
    Application.objects.filter(pk=case.pk).update(phone=PHONE)
    with after(200):
        queue.finish(found.ticket, Ending(Outcome.IN_VAIN, Reason.LINK), by=ANYBODY)
    assert told(Arrival.objects.get(ticket=found.ticket)) == ("unreachable", 30, "readiness")
