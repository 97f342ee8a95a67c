"""The whole way of a coming on one number."""

from tests.cast import ANYBODY, accepted, submitted

from pasti.offices.actions import open_counter
from pasti.queue import actions, measured, queries
from pasti.queue.models import Ticket
from pasti.queue.tests.hall import after, serving, take


def way(ticket):
    return queries.place(Ticket.objects.get(pk=ticket.pk)).way


def served_for_a_while(office) -> None:
    """Ten people were at each of the first and the fourth counter, four minutes each."""
    open_counter(office.counters[1], office.budi)
    open_counter(office.counters[4], office.rini)
    for n in range(10):
        for letter, counter in (("C", 1), ("B", 4)):
            with after(n * 4):
                ticket = take(office, letter)
                actions.call_next(office.counters[counter], by=ANYBODY)
            with after(n * 4 + 4):
                actions.finish(actions.serve(Ticket.objects.get(pk=ticket.pk), by=ANYBODY), by=ANYBODY)
    measured.forget()


def test_it_names_every_station_and_who_is_ahead_at_each(office):
    for letter in "CBB":
        take(office, letter)
    mine = take(office, "C", submitted())
    found = way(mine)
    assert [(s.lane.letter, s.ahead) for s in found.stations] == [("C", 1), ("B", 2)]
    assert found.sentence == "C sekarang (1 orang di depan), lalu B (2 orang), lalu pulang."


def test_it_says_about_when_the_person_goes_home(office):
    served_for_a_while(office)
    with after(45):
        mine = take(office, "C", submitted())
        # 09.15, four minutes at the first, two before the second is free and four there.
        assert way(mine).sentence == "C sekarang, lalu B, lalu pulang; sekitar pukul 09.25 WIB."
    with after(50):
        actions.call_next(office.counters[1], by=ANYBODY)
        actions.serve(mine, by=ANYBODY)
        assert way(mine).home_at is not None


def test_who_comes_for_one_thing_has_one_station(office):
    mine = take(office, "B", accepted(office.budi.actor))
    assert [s.lane.letter for s in way(mine).stations] == ["B"]


def test_in_a_lane_that_does_everything_nobody_is_sent_on(office):
    assert [s.lane.letter for s in way(take(office, "P", submitted())).stations] == ["P"]


def test_who_waited_already_is_before_those_who_came_to_the_next_lane_later(office):
    mine = take(office, "C", submitted())
    with after(5):
        take(office, "B")
        assert way(mine).stations[1].ahead == 0


def test_a_number_that_is_over_has_no_way(office):
    ticket = serving(office)
    assert way(ticket).sentence == "C sekarang, lalu pulang."
    actions.finish(ticket, by=ANYBODY)
    assert way(ticket) is None


def test_the_phone_and_the_slip_say_it(office, client, signed_in):
    mine = take(office, "C", submitted())
    said = "C sekarang, lalu B, lalu pulang."
    assert said in client.get(f"/antrean/nomor/{mine.token}/").content.decode()
    assert said in signed_in(office.budi).get(f"/antrean/tiba/nomor/{mine.token}/").content.decode()
