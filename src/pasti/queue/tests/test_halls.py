"""Two halls of one office: each screen shows its own, a lane may be called in both, and the number says where to go."""

import re

import pytest
from django.urls import reverse
from tests.cast import ANYBODY, Cast, account

from pasti.accounts.roles import Role
from pasti.kit.errors import Refused
from pasti.offices import halls
from pasti.offices.actions import open_counter, set_counter
from pasti.queue import actions, queries
from pasti.queue.tests.hall import after, take


def text(response) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", response.text).split())


WHERE = {1: "Barat", 2: "Timur", 3: "Timur", 4: "Barat", 6: "Timur", 7: "Barat"}


@pytest.fixture
def two(office: Cast):
    """C is called in both halls, B in the west, A and D in the east, priority in the west."""
    made = {name: halls.set_hall(name, by=ANYBODY) for name in ("Barat", "Timur")}
    for number, counter in office.counters.items():
        hall = made[WHERE[number]]
        set_counter(number, lanes=counter.lanes.all(), capture_url=counter.capture_url, hall=hall, by=ANYBODY)
        counter.refresh_from_db()
    return made


def letters(hall) -> str:
    return "".join(view.lane.letter for view in queries.board(hall=hall).lanes)


def test_each_hall_shows_the_lanes_that_are_called_there(office, two):
    assert (letters(two["Barat"]), letters(two["Timur"]), letters(None)) == ("BCP", "ACD", "ABCDP")


def test_each_hall_shows_and_says_the_calls_to_its_own_counters(office, two):
    for _ in range(2):
        take(office, "C")
    west = actions.call_next(office.counters[1], by=ANYBODY)
    east = actions.call_next(office.counters[2], by=ANYBODY)
    boards = {name: queries.board(hall=hall) for name, hall in two.items()}
    assert [(one.latest, one.calls) for one in boards.values()] == [(west, [west]), (east, [east])]
    assert [one.before for one in boards.values()] == [[], []]
    assert [view.at_counters for view in boards["Timur"].lanes if view.lane.letter == "C"] == [[east]]
    assert len(queries.board().calls) == 2


def test_who_was_called_and_went_on_stays_on_the_wall_where_they_were_called(office, two):
    ticket = take(office, "C")
    actions.serve(actions.call_next(office.counters[1], by=ANYBODY), by=ANYBODY)
    actions.pass_on(ticket, office.lanes["D"], by=ANYBODY)
    assert queries.board(hall=two["Barat"]).before == [ticket]
    assert queries.board(hall=two["Timur"]).before == []
    actions.call_next(office.counters[3], by=ANYBODY)
    assert queries.board(hall=two["Barat"]).before == []
    assert queries.board(hall=two["Timur"]).latest == ticket


def test_a_lane_says_which_of_its_counters_are_in_this_hall(office, two):
    open_counter(office.counters[1], office.budi)
    open_counter(office.counters[2], office.rini)
    shown = {name: {v.lane.letter: v.counters for v in queries.board(hall=two[name]).lanes} for name in two}
    assert (shown["Barat"]["C"], shown["Timur"]["C"]) == ([1], [2])


def test_a_counter_in_no_hall_is_seen_from_each(office, two):
    set_counter(4, lanes=[office.lanes["B"]], by=ANYBODY)
    assert (letters(two["Barat"]), letters(two["Timur"])) == ("BCP", "ABCD")


def test_the_number_says_where_to_wait_and_where_to_go(office, two, client):
    ticket = take(office, "C")
    phone = reverse("queue:phone", args=[ticket.token])
    assert "Tunggu di Barat atau Timur" in text(client.get(phone))
    open_counter(office.counters[2], office.rini)
    assert "Tunggu di Timur" in text(client.get(phone))
    actions.call_next(office.counters[1], by=ANYBODY)
    assert "Silakan ke loket 1 sekarang. Barat" in text(client.get(phone))


def test_the_screen_of_a_hall_asks_for_its_own_part(office, two, client):
    page = client.get(reverse("queue:display-of", args=[two["Timur"].pk])).text
    assert f'data-live="/antrean/ruang/{two["Timur"].pk}/papan/"' in page
    assert "data-live-pushed" not in page
    part = client.get(reverse("queue:board-of", args=[two["Timur"].pk])).text
    assert ("Pengambilan" in part, "Prioritas" in part) == (True, False)
    for key in (0, 10**24):
        assert client.get(reverse("queue:display-of", args=[key])).status_code == 404


def test_a_kiosk_offers_what_is_done_in_its_hall_and_says_where_the_rest_is(office, two, signed_in):
    kiosk = signed_in(account("anjungan", "Anjungan", Role.KIOSK))
    page = text(kiosk.get(reverse("queue:kiosk-of", args=[two["Barat"].pk]), follow=True))
    assert "KK atau akta: di Timur." in page
    assert "Kartu keluarga, akta kelahiran" not in page
    # The next person reads the same.
    assert "KK atau akta: di Timur." in text(kiosk.get(reverse("queue:afresh"), follow=True))


def test_an_office_with_one_hall_reads_no_word_of_it(office, signed_in, client):
    ticket = take(office, "C")
    pages = [client.get(reverse("queue:phone", args=[ticket.token])), client.get("/antrean/")]
    kiosk = signed_in(account("anjungan", "Anjungan", Role.KIOSK))
    pages += [kiosk.get("/antrean/tiba/"), kiosk.get(reverse("queue:stub", args=[ticket.token]))]
    pages.append(signed_in(office.nur).get(reverse("offices:counter", args=[1])))
    for page in pages:
        assert page.status_code == 200
        assert "ruang" not in text(page).lower()


def test_a_hall_is_removed_once_nothing_is_in_it(office, two):
    with pytest.raises(Refused, match="Loket 1, 4, dan 7"):
        halls.remove_hall(two["Barat"], by=ANYBODY)
    for number in (1, 4, 7):
        set_counter(number, lanes=office.counters[number].lanes.all(), by=ANYBODY)
    halls.remove_hall(two["Barat"], by=ANYBODY)
    halls.remove_hall(two["Barat"], by=ANYBODY)
    # Whoever still has the page open from before puts no counter into it, and does not bring it back by its name.
    with pytest.raises(Refused, match="sudah dihapus"):
        halls.set_hall("Barat Laut", hall=two["Barat"], by=ANYBODY)
    with pytest.raises(Refused, match="sudah dihapus"):
        set_counter(1, lanes=[], hall=two["Barat"], by=ANYBODY)
    assert [hall.name for hall in halls.halls()] == ["Timur"]


def test_a_name_is_given_once(office, two):
    with pytest.raises(Refused, match="sudah ada"):
        halls.set_hall("timur", by=ANYBODY)
    assert halls.set_hall("Timur", hall=two["Timur"], by=ANYBODY) == two["Timur"]


def test_the_rule_of_calling_knows_no_halls(office, two):
    """Who waited longest comes first at whichever counter calls their lane."""
    for minute in range(3):
        with after(minute):
            take(office, "C")
    with after(5):
        order = [actions.call_next(office.counters[number], by=ANYBODY).number for number in (2, 1)]
    assert order == ["C-001", "C-002"]


def test_an_administrator_sets_up_halls(office, signed_in):
    nur = signed_in(office.nur)
    for name in ("Barat", "Timur"):
        assert nur.post(reverse("offices:new-hall"), {"name": name}).status_code == 302
    west = halls.halls()[0]
    sent = {"number": 1, "lanes": [office.lanes["C"].pk], "hall": west.pk, "active": "on"}
    assert nur.post(reverse("offices:counter", args=[1]), sent).status_code == 302
    assert halls.lanes_in(west) >= {office.lanes["C"].pk}
    refused = nur.post(reverse("offices:new-hall"), {"name": "Barat"})
    assert (refused.status_code, "sudah ada" in text(refused)) == (422, True)
    nur.post(reverse("offices:remove-hall", args=[west.pk]))
    assert len(halls.halls()) == 2
    nur.post(reverse("offices:remove-hall", args=[halls.halls()[1].pk]))
    assert halls.halls() == [west]
