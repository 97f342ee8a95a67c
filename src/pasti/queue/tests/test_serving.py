"""From the counter on: coming, going to the next lane, leaving, the end."""

from datetime import timedelta

import pytest
from tests.cast import ANYBODY, MONDAY, OWNER, accepted, draft, submitted

from pasti.applications import actions as applications
from pasti.journal.models import Entry
from pasti.kit import clock
from pasti.kit.errors import NotAllowed, Refused
from pasti.offices.actions import set_lane
from pasti.queue import actions, queries
from pasti.queue.duties import close_yesterday
from pasti.queue.models import Ticket
from pasti.queue.tests.hall import after, called, just_after_looking_at_tickets, missed, serving, state, take, told


def test_the_straight_path(office):
    ticket = serving(office, application=submitted())
    assert (ticket.state, ticket.counter) == ("serving", office.counters[1])
    done = actions.finish(ticket, by=ANYBODY)
    assert (done.state, done.outcome, done.reason) == ("unserved", "vain", "paper"), "nothing was done"
    assert queries.current(office.counters[1]) is None
    assert told() == ["ticket.issue", "ticket.call", "ticket.serve", "ticket.end_in_vain"]


@pytest.mark.parametrize("verb", ["serve", "finish"])
def test_twice_is_refused_and_changes_nothing(office, verb):
    ticket = serving(office)
    act = getattr(actions, verb)
    if verb == "finish":
        act(ticket, by=ANYBODY)
    before = told()
    with pytest.raises(NotAllowed):
        act(ticket, by=ANYBODY)
    assert told() == before


def test_passed_on_they_keep_the_number_and_wait_in_that_lane(office):
    with after(1):
        ticket = serving(office)
    with after(2):
        take(office, "B")
    with after(3):
        moved = actions.pass_on(ticket, office.lanes["B"], by=ANYBODY)
    assert (moved.number, moved.state, moved.lane, moved.counter) == ("C-001", "waiting", office.lanes["B"], None)
    assert (moved.queued_at, moved.calls) == (MONDAY + timedelta(minutes=3), 0)
    facts = {"ticket": "C-001", "lane": "B", "counts_from": moved.counts_from.isoformat()}
    assert (moved.counts_from, Entry.objects.latest("id").facts) == (moved.queued_at, facts)
    with after(4):
        take(office, "B")
    assert [called(office, 4) for _ in range(3)] == ["B-001", "C-001", "B-002"]


def test_the_counter_is_free_when_somebody_was_passed_on(office):
    actions.pass_on(serving(office), office.lanes["B"], by=ANYBODY)
    take(office)
    assert called(office) == "C-002"


def test_passing_on_twice_is_refused(office):
    ticket = serving(office)
    actions.pass_on(ticket, office.lanes["B"], by=ANYBODY)
    with pytest.raises(NotAllowed):
        actions.pass_on(ticket, office.lanes["D"], by=ANYBODY)
    assert Ticket.objects.get().lane.letter == "B"


def test_nobody_is_passed_on_into_a_closed_lane(office):
    ticket = serving(office)
    closed = set_lane("B", names=("B", "B"), purposes=("B", "B"), serves=[], active=False, by=ANYBODY)
    with pytest.raises(Refused, match="B"):
        actions.pass_on(ticket, closed, by=ANYBODY)
    assert state(ticket) == "serving"


def test_who_leaves_frees_the_counter(office):
    take(office)
    ticket = actions.call_next(office.counters[1], by=ANYBODY)
    gone = actions.leave(ticket, by=ANYBODY)
    assert (gone.state, gone.counter) == ("left", None)
    assert queries.current(office.counters[1]) is None


# ── a number that was taken without a case ──────────────────────────────────────────────────────────────────────────


def test_a_number_is_connected_with_a_case(office):
    case = submitted()
    ticket = actions.attach(serving(office), case, by=ANYBODY)
    assert ticket.application == case
    assert queries.live_of(case) == ticket
    entry = Entry.objects.latest("id")
    assert (entry.kind, entry.case) == ("ticket.attach", case.number)


def test_connecting_twice_is_harmless(office):
    case, ticket = submitted(), serving(office)
    actions.attach(ticket, case, by=ANYBODY)
    assert actions.attach(ticket, case, by=ANYBODY) == ticket
    assert told().count("ticket.attach") == 1


def test_a_number_has_one_case(office):
    first, ticket = submitted(), serving(office)
    actions.attach(ticket, first, by=ANYBODY)
    with pytest.raises(Refused, match="C-001"):
        actions.attach(ticket, submitted(), by=ANYBODY)
    assert Ticket.objects.get().application == first


def test_a_case_has_one_number_at_a_time(office):
    case = submitted()
    take(office, "P", case)
    ticket = serving(office)
    with pytest.raises(Refused, match="nomor antrean lain"):
        actions.attach(ticket, case, by=ANYBODY)
    assert state(ticket) == "serving"
    assert Ticket.objects.get(pk=ticket.pk).application is None


def test_a_number_of_yesterday_does_not_stand_in_the_way(office):
    case = submitted()
    old = take(office, "C", case)
    with clock.stopped_at(MONDAY + timedelta(days=1)):
        ticket = actions.attach(serving(office), case, by=ANYBODY)
    assert ticket.application == case
    assert state(old) == "unserved"


@pytest.mark.parametrize("over", [draft, lambda: applications.withdraw(submitted(), by=OWNER)])
def test_only_a_case_that_is_under_way_is_connected(office, over):
    case, ticket = over(), serving(office)
    with pytest.raises(Refused, match=case.state_label):
        actions.attach(ticket, case, by=ANYBODY)
    assert Ticket.objects.get().application is None


def test_only_who_is_at_the_counter_is_connected(office):
    ticket = take(office)
    with pytest.raises(NotAllowed):
        actions.attach(ticket, submitted(), by=ANYBODY)
    assert Ticket.objects.get().application is None


# ── where one number stands ─────────────────────────────────────────────────────────────────────────────────────────


def test_how_many_are_before_you(office):
    tickets = [take(office) for _ in range(3)]
    take(office, "D")
    assert [queries.place(ticket).ahead for ticket in tickets] == [0, 1, 2]
    called(office)
    assert queries.place(tickets[2]).ahead == 1


def test_who_does_not_wait_has_nobody_before_them(office):
    gone = missed(office)
    take(office)
    assert queries.place(gone).ahead == 0


def test_the_next_lane_is_told_ahead(office):
    assert queries.place(take(office, "C", submitted())).next_lane == office.lanes["B"]
    assert queries.place(take(office, "B", accepted(office.budi.actor))).next_lane is None
    assert queries.place(take(office)).next_lane is None


def test_no_next_lane_where_the_next_step_is_in_the_same_lane_or_needs_nobody(office):
    assert queries.place(take(office, "P", submitted())).next_lane is None
    assert queries.place(take(office, "D", submitted("KK", {}))).next_lane is None


def test_nobody_who_is_done_for_today_is_sent_to_another_lane(office):
    case = submitted()
    ticket = serving(office, application=case)
    assert queries.place(ticket).next_lane == office.lanes["B"]
    assert queries.place(actions.finish(ticket, by=ANYBODY)).next_lane is None


def test_nobody_whose_case_is_over_is_sent_to_another_lane(office):
    case = submitted()
    ticket = serving(office, application=case)
    applications.refuse(case, "Bukan penduduk.", by=office.budi.actor)
    assert queries.place(queries.by_token(ticket.token)).next_lane is None


# ── the end of the day ──────────────────────────────────────────────────────────────────────────────────────────────


def test_what_is_left_of_yesterday_is_closed(office):
    with clock.stopped_at(MONDAY - timedelta(days=3)):
        left = [missed(office), serving(office), take(office)]
        actions.finish(serving(office, 3, "D"), by=ANYBODY)
    today = take(office)
    assert actions.close_day() == 3
    assert {state(ticket) for ticket in left} == {"unserved"}
    assert not Ticket.objects.filter(pk__in=[ticket.pk for ticket in left]).exclude(counter=None).exists()
    assert state(today) == "waiting"
    assert Entry.objects.latest("id").by_name == "Pasti"


def test_closing_twice_is_harmless(office):
    take(office)
    with clock.stopped_at(MONDAY + timedelta(days=1)):
        close_yesterday()
        assert actions.close_day() == 0
    assert told() == ["ticket.issue", "ticket.close"]


def test_nothing_is_closed_before_midnight(office):
    take(office)
    with clock.stopped_at(MONDAY.replace(hour=23, minute=59)):
        assert actions.close_day() == 0


def test_a_number_that_another_closed_at_the_same_time_stops_nobody(office):
    first, second = take(office), take(office)
    with clock.stopped_at(MONDAY + timedelta(days=1)):
        with just_after_looking_at_tickets(
            lambda: Ticket.objects.filter(pk=first.pk).update(state="unserved", outcome="unrecorded")
        ):
            assert actions.close_day() == 1
        assert state(second) == "unserved"
