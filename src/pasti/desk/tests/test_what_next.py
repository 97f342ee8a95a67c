"""The one thing to do next, and what to say."""

from datetime import timedelta

import pytest
from tests.cast import ANYBODY, LOST, MONDAY, accepted, submitted

from pasti.applications import actions as applications
from pasti.applications.models import Application
from pasti.desk.queries import desk
from pasti.desk.tests.conftest import Clerk
from pasti.journal import actors
from pasti.kit import clock
from pasti.kit.errors import NotAllowed
from pasti.offices.actions import set_counter, set_lane
from pasti.queue import actions as queue


def after_recording(office) -> Application:
    return applications.finish_step(accepted(office.budi.actor), "recording", by=office.rini.actor)


def ready(office) -> Application:
    case = applications.finish_step(accepted(office.budi.actor, "KK", {}), "issuing", by=office.budi.actor)
    assert case.state == "ready"
    return case


def test_an_empty_counter_waits_or_calls(budi, office):
    assert (desk(budi.shift).doing, desk(budi.shift).ticket) == ("wait", None)
    queue.issue_ticket(office.lanes["D"], by=ANYBODY)
    assert desk(budi.shift).doing == "wait", "who waits for others is not called here"
    queue.issue_ticket(office.lanes["C"], by=ANYBODY)
    assert desk(budi.shift).doing == "call"


def test_who_is_called_is_waited_for(budi, office):
    ticket = queue.issue_ticket(office.lanes["C"], application=submitted(), by=ANYBODY)
    queue.call_next(budi.counter, by=ANYBODY)
    now = desk(budi.shift)
    assert (now.doing, now.ticket, now.application) == ("serve", ticket, ticket.application)


def test_who_has_no_case_gets_one(budi):
    budi.serve()
    now = desk(budi.shift)
    assert (now.doing, now.application, now.say) == ("attach", None, "")


def test_papers_are_looked_at_where_they_belong(budi):
    budi.serve(submitted())
    now = desk(budi.shift)
    assert (now.doing, now.lane, now.say) == ("papers", None, "")


def test_missing_papers_are_looked_at_again(budi, office):
    case = applications.ask_for_papers(submitted(), "KK", by=office.budi.actor)
    budi.serve(case)
    assert desk(budi.shift).doing == "papers"


def test_missing_papers_too_are_looked_at_where_they_belong(rini, office):
    rini.serve(applications.ask_for_papers(submitted(), "KK", by=office.budi.actor))
    now = desk(rini.shift)
    assert (now.doing, now.lane) == ("pass_on", office.lanes["C"])


def test_what_is_done_elsewhere_is_passed_on_with_lane_and_number(budi, office):
    budi.serve(accepted(office.budi.actor))
    now = desk(budi.shift)
    assert (now.doing, now.lane) == ("pass_on", office.lanes["B"])
    assert "B" in now.say
    assert "C-001" in now.say


@pytest.mark.parametrize(("counter", "letter"), [(3, "D"), (6, "A"), (7, "P")])
def test_a_card_or_document_is_handed_over_where_that_is_done(office, signed_in, counter, letter):
    clerk = Clerk(office, signed_in(office.budi), office.budi, counter)
    clerk.serve(ready(office), letter)
    assert desk(clerk.shift).doing == "hand_over"


def test_recording_and_issuing(rini, budi, office):
    rini.serve(accepted(office.budi.actor))
    assert desk(rini.shift).doing == "record"
    set_counter(1, lanes=[office.lanes["D"]], by=ANYBODY)
    budi.serve(accepted(office.budi.actor, "KK", {}), "D")
    assert desk(budi.shift).doing == "issue"


def test_priority_stays_priority(office, signed_in):
    clerk = Clerk(office, signed_in(office.budi), office.budi, 7)
    set_lane("P", names=("P", "P"), purposes=("P", "P"), serves=["papers-card"], priority=True, by=ANYBODY)
    set_lane("Q", names=("Q", "Q"), purposes=("Q", "Q"), serves=["recording"], priority=True, by=ANYBODY)
    clerk.serve(accepted(office.budi.actor), "P")
    assert desk(clerk.shift).lane.letter == "Q"


def test_who_has_nothing_left_to_do_goes_home_and_hears_until_when(rini, office):
    rini.serve(after_recording(office))
    now = desk(rini.shift)
    assert (now.doing, now.lane) == ("finish", None)
    assert "30 November 2026" in now.say


@pytest.mark.parametrize("over", ["closed", "refused", "held"])
def test_everybody_hears_why_it_is_over(budi, office, over):
    case = submitted()
    budi.serve(case)
    more = {
        "closed": {"closed_at": clock.now()},
        "refused": {"remark": "Bukan penduduk."},
        "held": {"remark": "Ganda."},
    }
    if over == "held":
        applications.finish_step(accepted(office.budi.actor), "recording", by=office.rini.actor)
        case.steps.filter(code__in=["papers", "recording"]).update(done_at=clock.now(), done_by="x")
    Application.objects.filter(pk=case.pk).update(state=over, **more[over])
    now = desk(budi.shift)
    assert now.doing == "finish"
    assert now.say
    assert more[over].get("remark", "") in now.say


def test_without_a_lane_for_the_next_step_nobody_is_sent_anywhere(budi, office):
    for letter in "BP":
        set_lane(letter, names=("x", "x"), purposes=("x", "x"), serves=[], active=False, by=ANYBODY)
    budi.serve(accepted(office.budi.actor))
    assert (desk(budi.shift).doing, desk(budi.shift).lane) == ("finish", None)


def test_a_case_that_needs_no_recording_goes_to_the_centre_and_the_person_home(budi, office):
    budi.serve(accepted(office.budi.actor, "LOST", LOST))
    now = desk(budi.shift)
    assert now.doing == "finish"
    assert "November 2026" in now.say


def test_somebody_who_was_left_over_at_midnight_is_still_at_the_counter_until_the_day_is_closed(budi):
    budi.serve()
    with clock.stopped_at(MONDAY.replace(hour=0) + timedelta(days=1)):
        assert desk(budi.shift).ticket is not None
        queue.close_day()
        assert desk(budi.shift).ticket is None


def test_the_system_is_no_clerk(budi, office):
    queue.issue_ticket(office.lanes["C"], by=ANYBODY)
    with pytest.raises(NotAllowed):
        queue.call_next(budi.counter, by=actors.SYSTEM)
