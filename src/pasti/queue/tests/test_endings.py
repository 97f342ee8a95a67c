"""How a number ends: what is preset, what a clerk may say instead, and what nobody may say."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from tests.cast import ANYBODY, CARD_DATA, LOST, MONDAY, OWNER, accepted, submitted
from tests.scenes import scene

from pasti.applications import actions as applications
from pasti.applications.held import record_again
from pasti.applications.models import Application
from pasti.applications.queries import checklist_of
from pasti.journal.models import Entry
from pasti.kit import clock
from pasti.kit.errors import NotAllowed, Refused
from pasti.kit.words import Words
from pasti.offices.actions import open_counter, set_lane
from pasti.queue import actions, endings
from pasti.queue.models import Ticket
from pasti.queue.outcomes import OF_NEED, Ending, Outcome, Reason
from pasti.queue.tests.hall import serving, take
from pasti.readiness import actions as readiness
from pasti.readiness.models import Effect
from pasti.readiness.needs import Cause, Need
from pasti.stock.models import Blank

SERVED = Ending(Outcome.SERVED)


def in_vain(reason: Reason, said: str = "") -> Ending:
    return Ending(Outcome.IN_VAIN, reason, said)


def down(*needs: Need):
    return readiness.open_incident(
        needs=list(needs), cause=Cause.UNKNOWN, effect=Effect.DOWN, until=None, by=ANYBODY
    )  # fmt: skip


def preset(ticket: Ticket) -> tuple[str, str]:
    found = endings.preset(Ticket.objects.get(pk=ticket.pk))
    return found.outcome, found.reason or ""


def at(step: str, office) -> Application:
    """A case whose next step this is."""
    case = accepted(office.budi.actor)
    for code in ("recording", "centre", "printing"):
        if code == step:
            break
        case = applications.finish_step(case, code, by=ANYBODY)
    return case


# ── what is preset ──────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("step", "need"),
    [
        ("centre", Need.LINK), ("centre", Need.MAY_SEND), ("printing", Need.BLANKS), ("printing", Need.PRINTER),
        ("printing", Need.MAY_PRINT), ("printing", Need.PRINT_OPERATOR), ("recording", Need.STATION),
        ("recording", Need.DISK), ("recording", Need.MAY_RECORD), ("recording", Need.RECORDER),
        ("handover", Need.CLERK),
    ],
)  # fmt: skip
def test_what_the_next_step_needs_and_does_not_stand_is_the_reason(office, step, need):
    ticket = actions.attach(serving(office), at(step, office), by=ANYBODY)
    down(need)
    assert preset(ticket) == ("vain", OF_NEED[need])


@pytest.mark.parametrize("need", [Need.LINK, Need.BLANKS, Need.PRINTER])
def test_who_has_no_case_yet_comes_in_vain_when_anything_on_the_way_is_down(office, need):
    down(need)
    assert preset(serving(office)) == ("vain", OF_NEED[need])


def test_a_card_printer_is_nothing_to_who_comes_for_a_family_card(office):
    down(Need.PRINTER)
    assert preset(serving(office, 3, "D")) == ("vain", "no_need")


def test_who_only_asks_had_no_need_to_come(office):
    assert preset(serving(office)) == ("vain", "no_need")


def test_who_serves_is_not_missing(office):
    ticket = serving(office, application=submitted())
    down(Need.CLERK)
    assert endings.preset(ticket, by=office.budi.actor).reason == Reason.PAPER


def test_papers_that_were_asked_for(office):
    case = applications.ask_for_papers(submitted(), "KK", by=office.budi.actor)
    assert preset(serving(office, application=case)) == ("vain", "paper")


def test_a_letter_that_has_ended(office):
    case = submitted("LOST", LOST | {"loss_letter_date": str(MONDAY.date() - timedelta(days=13))})
    with clock.stopped_at(MONDAY + timedelta(days=7)):
        assert preset(serving(office, application=case)) == ("vain", "letter")


def test_who_is_still_too_young_came_on_the_wrong_day(office):
    case = submitted(
        birth_date=MONDAY.date().replace(year=2009) + timedelta(days=3),
    )
    ticket = actions.attach(serving(office), case, by=ANYBODY)
    assert preset(ticket) == ("vain", "wrong_day")


@pytest.mark.parametrize("step", ["centre", "printing"])
def test_a_card_that_is_not_ready(office, step):
    assert preset(actions.attach(serving(office), at(step, office), by=ANYBODY)) == ("vain", "not_ready")


def test_a_case_that_is_held_is_not_ready(office):
    case = applications.hold(at("centre", office), "Ganda.", by=ANYBODY)
    assert preset(actions.attach(serving(office), case, by=ANYBODY)) == ("vain", "not_ready")


def test_a_case_that_was_turned_down_says_why_in_its_words(office):
    case = submitted()
    ticket = serving(office, application=case)
    applications.refuse(case, "Bukan penduduk.", by=office.budi.actor)
    found = endings.preset(Ticket.objects.get())
    assert (found.outcome, found.reason, str(found.said)) == ("vain", "other", "Bukan penduduk.")
    ended = actions.finish(ticket, found, by=ANYBODY)
    assert ended.said == Words("Bukan penduduk.")


def test_nobody_sits_where_the_next_step_is_done(office):
    open_counter(office.counters[1], office.budi)
    ticket = serving(office, application=submitted())
    applications.accept_papers(
        applications.fill(ticket.application, CARD_DATA, by=office.budi.actor), by=office.budi.actor
    )
    assert preset(ticket) == ("partly", "officer")


def test_at_a_step_where_nothing_is_known_the_clerk_must_say(rini_at_recording):
    found = endings.preset(rini_at_recording)
    assert not found.complete
    with pytest.raises(Refused, match="sebabnya"):
        actions.finish(rini_at_recording, by=ANYBODY)
    assert actions.finish(rini_at_recording, in_vain(Reason.LEFT), by=ANYBODY).reason == "left"


@scene
def rini_at_recording(office):
    open_counter(office.counters[4], office.rini)
    return serving(office, 4, "B", accepted(office.budi.actor))


# ── what was done under it ──────────────────────────────────────────────────────────────────────────────────────────


def test_who_was_recorded_was_served(rini_at_recording, office):
    applications.finish_step(rini_at_recording.application, "recording", by=office.rini.actor)
    assert preset(rini_at_recording) == ("served", "")
    ended = actions.finish(rini_at_recording, SERVED, by=ANYBODY)
    assert (ended.state, ended.outcome, ended.reason, ended.deeds) == ("done", "served", "", ["recorded"])
    entry = Entry.objects.latest("id")
    assert (entry.kind, entry.facts["outcome"]) == ("ticket.finish", "served")


def test_whose_papers_were_accepted_and_could_not_be_recorded_was_served_partly(office):
    open_counter(office.counters[4], office.rini)
    ticket = serving(office, application=submitted())
    applications.accept_papers(
        applications.fill(ticket.application, CARD_DATA, by=office.budi.actor), by=office.budi.actor
    )
    down(Need.STATION)
    assert preset(ticket) == ("partly", "equipment")
    ended = actions.finish(ticket, by=office.budi.actor)
    assert (ended.state, ended.outcome, ended.reason) == ("done", "partly", "equipment")


def test_what_is_handed_over_for_who_is_at_the_counter_counts_though_they_have_no_case(office):
    open_counter(office.counters[6], office.budi)
    ticket = serving(office, 6, "A")
    case = accepted(ANYBODY, "KK", {})
    case = applications.finish_step(case, "issuing", by=ANYBODY)
    applications.finish_step(case, "handover", by=office.budi.actor, changes={"closed_at": clock.now()}, to="self")
    assert Ticket.objects.get().deeds == ["hand_over"]
    assert preset(ticket) == ("served", "")


def test_what_is_done_for_a_case_of_somebody_who_is_not_here_is_not_done_for_who_is(office):
    open_counter(office.counters[1], office.budi)
    held = applications.hold(at("centre", office), "Ganda.", by=ANYBODY)
    with_a_question = serving(office)
    record_again(held, by=office.budi.actor)
    applications.withdraw(submitted(), by=office.budi.actor)
    assert Ticket.objects.get().done == ""
    assert preset(with_a_question) == ("vain", "no_need")


def test_what_the_applicant_does_at_home_is_not_done_under_the_number(office):
    case = submitted()
    ticket = serving(office, application=case)
    applications.withdraw(case, by=OWNER)
    assert Ticket.objects.get().done == ""
    assert preset(ticket) == ("vain", "no_need")


def test_a_deed_is_noted_once(office):
    ticket = serving(office, application=submitted())
    for _time in range(2):
        actions.note_done(ticket.application, "accept", by=office.budi.actor)
    assert Ticket.objects.get().done == "accept"


# ── what may be said, and what not ──────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("reason", Reason)
def test_every_reason_may_be_said(office, reason):
    said = "Ibunya melahirkan." if reason == Reason.OTHER else ""
    ended = actions.finish(serving(office), in_vain(reason, said), by=ANYBODY)
    assert (ended.outcome, ended.reason, str(ended.said)) == ("vain", reason, said)
    entry = Entry.objects.latest("id")
    assert (entry.kind, entry.facts["reason"], "said" in entry.facts) == ("ticket.end_in_vain", reason, False)


def test_nobody_says_served_where_nothing_was_done(office):
    with pytest.raises(Refused, match="Belum ada yang dikerjakan"):
        actions.finish(serving(office), SERVED, by=ANYBODY)
    assert Ticket.objects.get().state == "serving"


@pytest.mark.parametrize("said", ["", " \n", "NIK 3275015206099001"])
def test_another_reason_has_a_sentence_without_a_nik(office, said):
    with pytest.raises(Refused):
        actions.finish(serving(office), in_vain(Reason.OTHER, said), by=ANYBODY)
    assert Ticket.objects.get().state == "serving"


def test_partly_or_in_vain_follows_from_what_was_done(office):
    ticket = serving(office, application=submitted())
    actions.note_done(ticket.application, "accept", by=office.budi.actor)
    assert actions.finish(ticket, in_vain(Reason.EQUIPMENT), by=ANYBODY).outcome == "partly"


def test_the_same_twice_is_harmless_and_something_else_is_refused(office):
    ticket = serving(office)
    first = actions.finish(ticket, in_vain(Reason.OTHER, "Salah kantor."), by=ANYBODY)
    told = Entry.objects.count()
    assert actions.finish(ticket, in_vain(Reason.OTHER, "Salah kantor."), by=ANYBODY) == first
    with pytest.raises(NotAllowed):
        actions.finish(ticket, in_vain(Reason.LINK), by=ANYBODY)
    with pytest.raises(NotAllowed):
        actions.finish(ticket, by=ANYBODY)
    assert Entry.objects.count() == told


@pytest.mark.parametrize(
    "wrong",
    [
        {"state": "done"},
        {"outcome": "served"},
        {"state": "done", "counter": None, "outcome": "served", "done": "accept"},
        {"state": "done", "counter": None, "outcome": "served", "ended_at": MONDAY},
        {"state": "done", "counter": None, "outcome": "partly", "done": "accept", "ended_at": MONDAY},
        {"state": "unserved", "counter": None, "outcome": "vain", "ended_at": MONDAY},
        {"state": "unserved", "counter": None, "outcome": "vain", "reason": "other", "ended_at": MONDAY},
        {"state": "unserved", "counter": None, "outcome": "vain", "reason": "link", "said": "x", "ended_at": MONDAY},
        {"state": "done", "counter": None, "outcome": "vain", "reason": "link", "ended_at": MONDAY},
        {"state": "unserved", "outcome": "vain", "reason": "link", "done": "accept", "ended_at": MONDAY},
        {"state": "unserved", "outcome": "served", "done": "accept", "ended_at": MONDAY},
    ],
    ids=str,
)
def test_the_database_holds_no_half_an_ending(office, wrong):
    ticket = serving(office)
    with pytest.raises(IntegrityError), transaction.atomic():
        Ticket.objects.filter(pk=ticket.pk).update(**wrong)


# ── leaving, and the end of the day ─────────────────────────────────────────────────────────────────────────────────


def test_who_leaves_while_somebody_serves_has_left(office):
    open_counter(office.counters[1], office.budi)
    left = actions.leave(take(office), by=ANYBODY)
    assert (left.state, left.outcome, left.reason) == ("left", "vain", "left")


def test_who_leaves_because_nobody_calls_found_no_officer(office):
    assert actions.leave(take(office), by=ANYBODY).reason == "officer"


def test_who_leaves_because_the_next_step_stands_still_says_so(office):
    open_counter(office.counters[4], office.rini)
    ticket = take(office, "B", accepted(office.budi.actor))
    down(Need.STATION)
    assert actions.leave(ticket, by=ANYBODY).reason == "equipment"


def closed(ticket: Ticket, days: int = 1) -> tuple[str, str, str]:
    with clock.stopped_at(MONDAY + timedelta(days=days)):
        actions.close_day()
    found = Ticket.objects.get(pk=ticket.pk)
    return found.state, found.outcome, found.reason


def test_who_was_not_called_before_the_office_closed(office):
    open_counter(office.counters[1], office.budi)
    assert closed(take(office)) == ("unserved", "vain", "closed")


def test_who_waited_where_nobody_sat_all_day(office):
    assert closed(take(office)) == ("unserved", "vain", "officer")


def test_who_was_called_and_had_gone(office):
    open_counter(office.counters[1], office.budi)
    take(office)
    ticket = actions.call_next(office.counters[1], by=ANYBODY)
    assert closed(ticket) == ("unserved", "vain", "left")


def test_whose_step_stood_still_in_the_evening(office):
    open_counter(office.counters[4], office.rini)
    ticket = take(office, "B", accepted(office.budi.actor))
    down(Need.STATION)
    assert closed(ticket) == ("unserved", "vain", "equipment")


def test_a_letter_that_was_good_until_that_day_is_not_the_reason(office):
    case = submitted("LOST", LOST | {"loss_letter_date": str(MONDAY.date())})
    until = min(needed.good_until for needed in checklist_of(case).needed if needed.good_until)
    days = (until - MONDAY.date()).days
    with clock.stopped_at(MONDAY + timedelta(days=days)):
        ticket = serving(office, application=case)
    assert closed(ticket, days + 1) == ("unserved", "vain", "closed")


def test_what_fell_after_the_office_had_closed_is_not_the_reason(office):
    open_counter(office.counters[1], office.budi)
    ticket = actions.attach(serving(office), at("centre", office), by=ANYBODY)
    with clock.stopped_at(clock.at(MONDAY.date(), 22)):
        down(Need.LINK)
    assert closed(ticket) == ("unserved", "vain", "not_ready")


def test_whom_a_clerk_forgot_after_all_was_done_was_served(rini_at_recording, office):
    applications.finish_step(rini_at_recording.application, "recording", by=office.rini.actor)
    assert closed(rini_at_recording) == ("done", "served", "")
    assert Entry.objects.filter(kind="ticket.close_served").count() == 1


def test_whose_papers_were_accepted_before_the_office_closed_was_served_partly(office):
    open_counter(office.counters[4], office.rini)
    ticket = serving(office, application=submitted())
    applications.accept_papers(
        applications.fill(ticket.application, CARD_DATA, by=office.budi.actor), by=office.budi.actor
    )
    actions.pass_on(ticket, office.lanes["B"], by=ANYBODY)
    assert closed(ticket) == ("unserved", "partly", "closed")


def test_a_lane_that_is_closed_changes_nothing_of_how_it_ends(office):
    ticket = take(office)
    set_lane("C", names=("C", "C"), purposes=("C", "C"), serves=[], active=False, by=ANYBODY)
    assert closed(ticket)[1] == "vain"


def test_without_blanks_the_reason_is_measured_and_not_said(office):
    ticket = actions.attach(serving(office), at("printing", office), by=ANYBODY)
    Blank.objects.all().delete()
    assert preset(ticket) == ("vain", "blank")
