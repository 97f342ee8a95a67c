"""What a screen would not offer is refused by the action too; a number of another day is over by the clock."""

from datetime import timedelta

import pytest
from tests.cast import ANYBODY, MONDAY, accepted, submitted

from pasti.applications import actions as applications
from pasti.kit import clock
from pasti.kit.errors import Refused
from pasti.offices.actions import close_counter, open_counter
from pasti.queue import actions, aside
from pasti.queue.first_step import NotNow
from pasti.queue.models import LaneDay, Ticket
from pasti.queue.tests.hall import missed, serving, state, take, told

NIGHT = MONDAY.replace(hour=21)
TOMORROW = MONDAY + timedelta(days=1)


def at_the_centre(office):
    case = accepted(office.budi.actor)
    applications.finish_step(case, "recording", by=office.rini.actor)
    return case


def nothing_was_given_out() -> bool:
    return not Ticket.objects.exists() and not LaneDay.objects.exists()


def test_nobody_waits_for_a_step_that_does_not_need_them(office):
    with pytest.raises(NotNow):
        take(office, "C", at_the_centre(office))
    assert nothing_was_given_out()


def test_nobody_waits_in_a_lane_where_their_step_is_not_done(office):
    with pytest.raises(Refused, match="Lajur B"):
        take(office, "B", submitted())
    assert nothing_was_given_out()


def test_every_lane_that_does_the_work_will_do(office):
    assert take(office, "P", submitted()).number == "P-001"


def test_no_number_is_given_out_while_nobody_serves(office):
    with clock.stopped_at(NIGHT), pytest.raises(Refused, match="tutup"):
        take(office)
    assert nothing_was_given_out()


def test_who_sits_at_a_counter_in_the_evening_serves(office):
    with clock.stopped_at(NIGHT):
        shift = open_counter(office.counters[1], office.budi)
        assert take(office).number == "C-001"
        close_counter(shift, by=office.budi.actor)
        with pytest.raises(Refused, match="tutup"):
            take(office)


def test_who_has_a_number_keeps_it_when_the_office_closes(office):
    case = submitted()
    first = take(office, "C", case)
    with clock.stopped_at(NIGHT):
        assert take(office, "C", case) == first


def test_nobody_is_passed_on_to_a_lane_where_their_step_is_not_done(office):
    ticket = serving(office, application=submitted())
    with pytest.raises(Refused, match="Lajur B"):
        actions.pass_on(ticket, office.lanes["B"], by=ANYBODY)
    assert state(ticket) == "serving"


def test_nobody_is_passed_on_when_there_is_nothing_more_to_do_for_them(office):
    case = submitted()
    ticket = serving(office, application=case)
    applications.refuse(case, "Bukan penduduk.", by=office.budi.actor)
    with pytest.raises(NotNow):
        actions.pass_on(ticket, office.lanes["A"], by=ANYBODY)
    assert state(ticket) == "serving"


def test_a_number_of_yesterday_does_not_hold_a_counter(office):
    old = serving(office)
    with clock.stopped_at(TOMORROW):
        new = take(office)
        assert actions.call_next(office.counters[1], by=ANYBODY) == new
    assert state(old) == "unserved"
    assert told()[-3:] == ["ticket.issue", "ticket.close", "ticket.call"]


def test_a_number_of_yesterday_does_not_keep_back_who_was_missed_today(office):
    old = serving(office)
    with clock.stopped_at(TOMORROW):
        gone = missed(office, 2)
        aside.requeue(gone, by=ANYBODY)
        assert actions.call_next(office.counters[1], by=ANYBODY) == gone
    assert state(old) == "unserved"


def test_nobody_is_put_into_the_line_of_yesterday(office):
    gone = missed(office)
    with clock.stopped_at(TOMORROW), pytest.raises(Refused, match="bukan nomor hari ini"):
        aside.requeue(gone, by=ANYBODY)
    served = serving(office)
    before = told()
    with clock.stopped_at(TOMORROW), pytest.raises(Refused, match="bukan nomor hari ini"):
        actions.pass_on(served, office.lanes["B"], by=ANYBODY)
    assert (state(gone), state(served)) == ("missed", "serving")
    assert told() == before


def test_on_the_phone_a_number_of_yesterday_is_over_though_no_duty_has_run(office, client):
    ticket = take(office)
    open_counter(office.counters[1], office.budi)
    address = f"/antrean/nomor/{ticket.token}/"
    assert "Anda berikutnya" in client.get(address).content.decode()
    with clock.stopped_at(TOMORROW):
        for part in ("", "kini/"):
            said = client.get(address + part).content.decode()
            assert "Anda berikutnya" not in said
            assert "Nomor ini untuk Senin, 23 November 2026" in said
    assert state(ticket) == "waiting", "only looking changes nothing"


def test_a_number_that_was_finished_stays_finished_the_next_day(office, client):
    ticket = actions.finish(serving(office), by=ANYBODY)
    with clock.stopped_at(TOMORROW):
        said = client.get(f"/antrean/nomor/{ticket.token}/").content.decode()
    assert "Selesai untuk hari ini" not in said
    assert "Nomor ini untuk Senin, 23 November 2026" in said
