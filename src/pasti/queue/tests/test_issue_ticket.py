from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from tests.cast import ANYBODY, MONDAY, OWNER, accepted, draft, submitted

from pasti.applications import actions as applications
from pasti.journal.models import Entry
from pasti.kit import clock
from pasti.kit.errors import Refused
from pasti.offices.actions import open_counter, set_lane
from pasti.queue import actions
from pasti.queue.models import LaneDay, Ticket
from pasti.queue.tests.hall import after, missed, serving, state, take, told


def test_numbers_follow_each_other_in_each_lane(office):
    assert [take(office, letter).number for letter in "CCDC"] == ["C-001", "C-002", "D-001", "C-003"]


def test_a_number_says_where_and_since_when_its_holder_waits(office):
    with after(5):
        ticket = take(office, "B")
    assert (ticket.state, ticket.lane, ticket.counter, ticket.calls) == ("waiting", office.lanes["B"], None, 0)
    assert ticket.counts_from == ticket.queued_at == ticket.issued_at == MONDAY + timedelta(minutes=5)
    assert str(ticket) == ticket.number == "B-001"


def test_it_is_written_down_with_its_case(office):
    case = submitted()
    take(office, "C", case)
    entry = Entry.objects.latest("id")
    assert (entry.kind, entry.subject, entry.case) == ("ticket.issue", "ticket:2026-11-23/C-001", case.number)
    assert {name: entry.facts[name] for name in ("ticket", "lane")} == {"ticket": "C-001", "lane": "C"}
    assert entry.by_name == "Siapa saja"


def test_the_address_on_the_phone_says_nothing_and_cannot_be_guessed(office):
    tokens = {take(office).token for _ in range(20)}
    assert len(tokens) == 20
    assert all(len(token) >= 12 and "C-0" not in token for token in tokens)


def test_every_day_starts_at_one(office):
    take(office)
    with clock.stopped_at(MONDAY + timedelta(days=1)):
        assert (clock.today() - MONDAY.date()).days == 1
        assert take(office).number == "C-001"


def test_the_day_changes_at_midnight_in_the_office_and_not_in_london(office):
    # Somebody serves at night.
    open_counter(office.counters[1], office.budi)
    with clock.stopped_at(MONDAY.replace(hour=23, minute=59)):
        first = take(office)
    with clock.stopped_at(MONDAY.replace(hour=0, minute=1)):
        second = take(office)
    assert first.day == second.day == MONDAY.date()
    assert [first.number, second.number] == ["C-001", "C-002"]
    with clock.stopped_at(MONDAY.replace(hour=0) + timedelta(days=1)):
        open_counter(office.counters[2], office.rini)
        assert take(office).number == "C-001"


def test_the_thousandth_number_is_a_number(office):
    take(office)
    LaneDay.objects.update(last=999)
    assert take(office).number == "C-1000"


def test_a_case_that_comes_again_gets_its_number_again(office):
    case = submitted()
    first = take(office, "C", case)
    assert take(office, "C", case) == first
    assert take(office, "P", case) == first, "another lane is no second place in the line"
    assert told() == ["ticket.issue"]


@pytest.mark.parametrize("now", ["serving", "missed"])
def test_it_is_the_same_number_while_it_is_served_and_after_it_was_missed(office, now):
    case = submitted()
    ticket = {"serving": serving, "missed": missed}[now](office, application=case)
    assert take(office, "C", case) == ticket
    assert state(ticket) == now


def test_who_was_served_today_gets_a_new_number(office):
    case = submitted()
    actions.finish(serving(office, application=case), by=ANYBODY)
    assert take(office, "C", case).number == "C-002"


def test_a_number_of_yesterday_is_closed_and_a_new_one_given(office):
    case = submitted()
    old = serving(office, application=case)
    with clock.stopped_at(MONDAY + timedelta(days=1)):
        new = take(office, "C", case)
        assert new.number == "C-001"
        assert new != old
    old.refresh_from_db()
    assert (old.state, old.counter) == ("unserved", None)
    assert told()[-2:] == ["ticket.close", "ticket.issue"]


def test_a_lane_that_is_not_in_use_gives_out_nothing(office):
    closed = set_lane("C", names=("C", "C"), purposes=("C", "C"), serves=[], active=False, by=ANYBODY)
    with pytest.raises(Refused, match="C"):
        actions.issue_ticket(closed, by=ANYBODY)
    assert not Ticket.objects.exists()
    assert told() == []


@pytest.mark.parametrize("over", [draft, lambda: applications.withdraw(submitted(), by=OWNER)])
def test_a_case_that_is_not_under_way_needs_no_number(office, over):
    with pytest.raises(Refused):
        take(office, "C", over())
    assert not Ticket.objects.exists()
    assert not LaneDay.objects.exists(), "no number is lost"


def test_a_case_that_was_closed_meanwhile_needs_no_number(office):
    case = submitted()
    applications.withdraw(case, by=OWNER)
    with pytest.raises(Refused):
        take(office, "C", case)


def test_the_database_knows_no_number_twice_and_one_live_number_per_case(office):
    ticket = take(office, "C", submitted())
    copy = {"day": ticket.day, "letter": "C", "lane": ticket.lane, "state": "waiting"}
    with pytest.raises(IntegrityError), transaction.atomic():
        Ticket.objects.create(**copy, sequence=1)
    with pytest.raises(IntegrityError), transaction.atomic():
        Ticket.objects.create(**copy, sequence=2, application=ticket.application)


# ── in which lane a case waits ──────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(("service", "letter"), [("NEW", "C"), ("KK", "D")])
@pytest.mark.parametrize("priority", [False, True])
def test_a_case_waits_where_its_next_step_is_done(office, service, letter, priority):
    lane = actions.lane_of(submitted(service, {} if service == "KK" else None), priority=priority)
    assert lane.letter == ("P" if priority else letter)


def test_after_the_papers_it_waits_for_the_recording(office):
    assert actions.lane_of(accepted(office.budi.actor)).letter == "B"


def test_who_has_nothing_to_do_here_is_sent_home_with_the_reason(office):
    case = applications.finish_step(accepted(office.budi.actor), "recording", by=office.rini.actor)
    with pytest.raises(Refused, match="pemeriksaan pusat"):
        actions.lane_of(case)
    with pytest.raises(Refused, match="dicabut"):
        actions.lane_of(applications.withdraw(submitted(), by=OWNER))


def test_a_draft_is_sent_first_and_nobody_is_told_to_go_home_with_it(office):
    with pytest.raises(Refused, match="belum dikirim"):
        actions.lane_of(draft())


def test_without_a_lane_for_the_step_no_number_is_given(office):
    for letter in "BP":
        set_lane(letter, names=("x", "x"), purposes=("x", "x"), serves=[], active=letter == "P", by=ANYBODY)
    with pytest.raises(Refused, match="tidak ada loket untuk perekaman di kantor ini"):
        actions.lane_of(accepted(office.budi.actor))


def test_without_a_priority_lane_who_asks_for_it_waits_like_everybody(office):
    set_lane("P", names=("P", "P"), purposes=("P", "P"), serves=[], priority=True, active=False, by=ANYBODY)
    assert actions.lane_of(submitted(), priority=True).letter == "C"
