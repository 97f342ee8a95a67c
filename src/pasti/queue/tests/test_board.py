"""What the hall sees: numbers and lanes, never a person."""

from datetime import UTC, timedelta

import pytest
from tests.cast import ANYBODY, MONDAY, SITI, submitted

from pasti.kit import clock
from pasti.kit.live import channels
from pasti.offices.actions import open_counter, set_lane
from pasti.queue import actions, aside, queries, why
from pasti.queue.models import Stay
from pasti.queue.tests.hall import after, called, miss, missed, serving, take


def lane(letter: str) -> queries.LaneView:
    [view] = [view for view in queries.board().lanes if view.lane.letter == letter]
    return view


def serving_next(office):
    """Whoever is next at the first counter comes to it."""
    return actions.serve(actions.call_next(office.counters[1], by=ANYBODY), by=ANYBODY)


def close(letter: str) -> None:
    set_lane(letter, names=(letter, letter), purposes=("x", "x"), serves=[], active=False, by=ANYBODY)


def test_an_empty_hall(office):
    board = queries.board()
    assert [view.lane.letter for view in board.lanes] == list("ABCDP")
    assert [(view.waiting, view.at_counters) for view in board.lanes] == [(0, [])] * 5
    assert (board.latest, board.before) == (None, [])


def test_every_lane_shows_who_is_served_where_and_how_many_wait(office):
    at = serving(office)
    for _ in range(5):
        take(office)
    view = lane("C")
    assert (view.at_counters, view.waiting) == ([at], 5)
    assert lane("D").waiting == 0


def test_a_number_is_shown_in_the_lane_where_its_holder_waits_now(office):
    actions.pass_on(serving(office), office.lanes["B"], by=ANYBODY)
    assert (lane("B").waiting, lane("C").waiting, lane("C").at_counters) == (1, 0, [])


def test_who_came_from_another_lane_is_listed_there_in_the_order_of_calling(office):
    for minute in range(3):
        with after(minute):
            take(office, "B" if minute == 1 else "C")
    with after(10):
        actions.pass_on(serving_next(office), office.lanes["B"], by=ANYBODY)
    with after(11):
        actions.pass_on(serving_next(office), office.lanes["B"], by=ANYBODY)
    view = lane("B")
    assert ([str(t) for t in view.came], view.waiting) == (["C-001", "C-002"], 3)
    assert lane("C").came == []


def test_a_lane_says_at_which_counters_it_is_called_and_when_at_none(office):
    assert (lane("C").counters, lane("C").served) == ([], False)
    open_counter(office.counters[2], office.rini)
    open_counter(office.counters[1], office.budi)
    assert (lane("C").counters, lane("C").served) == ([1, 2], True)
    assert (lane("B").counters, lane("B").served) == ([], False)


def test_who_was_passed_on_or_did_not_come_is_not_shouted_as_the_last_call(office):
    with after(1):
        first = serving(office)
    with after(2):
        second = serving(office, 2)
        actions.pass_on(second, office.lanes["B"], by=ANYBODY)
    board = queries.board()
    assert (board.latest, [str(ticket) for ticket in board.before]) == (first, ["C-002"])
    actions.pass_on(first, office.lanes["B"], by=ANYBODY)
    assert queries.board().latest is None
    with after(3):
        missed(office)
    assert queries.board().latest is None


def test_the_latest_calls_come_first(office):
    for minute in range(8):
        with after(minute):
            take(office)
            called(office)
    board = queries.board()
    assert board.latest.number == "C-008"
    assert [ticket.number for ticket in board.before] == [f"C-00{n}" for n in (7, 6, 5, 4, 3)]


def test_calls_of_one_moment_are_shown_in_one_order(office):
    for _ in range(3):
        take(office)
        called(office)
    board = queries.board()
    assert [board.latest.number, *(t.number for t in board.before)] == ["C-003", "C-002", "C-001"]


def test_yesterday_is_not_shown(office):
    serving(office)
    take(office)
    with clock.stopped_at(MONDAY + timedelta(days=1)):
        board = queries.board()
        assert (board.latest, sum(view.waiting for view in board.lanes)) == (None, 0)
        assert not any(view.at_counters for view in board.lanes)
        assert queries.counts_today()["waiting"] == 0
        assert queries.longest_waiting() is None


def test_a_closed_lane_is_shown_as_long_as_somebody_is_in_it(office):
    take(office)
    close("C")
    close("D")
    assert [view.lane.letter for view in queries.board().lanes] == list("ABCP")
    ticket = actions.call_next(office.counters[1], by=ANYBODY)
    assert lane("C").at_counters == [ticket]
    actions.finish(actions.serve(ticket, by=ANYBODY), by=ANYBODY)
    assert [view.lane.letter for view in queries.board().lanes] == list("ABP")


def test_what_the_office_counts(office):
    missed(office)
    actions.finish(serving(office), by=ANYBODY)
    with after(1):
        take(office, "D")
    with after(2):
        take(office)
    counts = queries.counts_today()
    assert {state: n for state, n in counts.items() if n} == {"missed": 1, "unserved": 1, "waiting": 2}
    assert queries.longest_waiting().number == "D-001"


# ── displays hear of news ───────────────────────────────────────────────────────────────────────────────────────────


def pressed(office):
    """Everything that changes the board, one after another."""
    case = submitted()

    def again():
        return actions.recall(queries.current(office.counters[1]), by=ANYBODY)

    return [
        lambda: take(office, "C", case),
        lambda: actions.call_next(office.counters[1], by=ANYBODY),
        again,
        again,
        lambda: miss(queries.current(office.counters[1])),
        lambda: aside.requeue(queries.live_of(case), by=ANYBODY),
        lambda: actions.call_next(office.counters[1], by=ANYBODY),
        lambda: actions.serve(queries.live_of(case), by=ANYBODY),
        lambda: actions.pass_on(queries.live_of(case), office.lanes["P"], by=ANYBODY),
        lambda: close("A"),
        lambda: open_counter(office.counters[1], office.budi),
    ]


def test_the_version_changes_with_everything_that_is_shown(office):
    seen = [queries.board_version()]
    for act in pressed(office):
        act()
        seen.append(queries.board_version())
    assert len(set(seen)) == len(seen)


def test_the_version_stays_while_nothing_happens_in_the_hall(office):
    before = queries.board_version()
    submitted()
    with after(30):
        assert queries.board_version() == before == queries.board().version


def test_the_version_changes_at_midnight(office):
    take(office)
    with clock.stopped_at(MONDAY.replace(hour=23, minute=59)):
        evening = queries.board_version()
    with clock.stopped_at(MONDAY.replace(hour=0) + timedelta(days=1)):
        assert queries.board_version() != evening


def test_the_version_changes_at_midnight_of_a_silent_day_too(office):
    with clock.stopped_at(MONDAY + timedelta(days=1)):
        silent = queries.board_version()
    with clock.stopped_at(MONDAY + timedelta(days=2)):
        assert queries.board_version() != silent


@pytest.mark.parametrize(("zone", "hour"), [("Asia/Jakarta", 17), ("Asia/Makassar", 16), ("Asia/Jayapura", 15)])
def test_the_day_ends_at_the_midnight_of_the_office_in_every_zone(office, settings, zone, hour):
    """WIB, WITA and WIT: a minute before, the number waits and is shown; a minute after, a new day begins with 001."""
    settings.TIME_ZONE = zone
    midnight = MONDAY.astimezone(UTC).replace(hour=hour, minute=0)
    open_counter(office.counters[1], office.budi)
    with clock.stopped_at(midnight - timedelta(minutes=1)):
        open_counter(office.counters[2], office.rini)
        first = take(office)
        evening = queries.board()
        assert (lane("C").waiting, lane("C").counters) == (1, [1, 2])
    with clock.stopped_at(midnight + timedelta(minutes=1)):
        assert queries.board_version() != evening.version
        assert (lane("C").waiting, lane("C").counters, lane("C").came) == (0, [], [])
        assert queries.place(first).way is None
        open_counter(office.counters[1], office.budi)
        again = take(office)
        assert (again.number, again.day) == ("C-001", first.day + timedelta(days=1))


def test_a_clock_that_is_set_back_stops_neither_the_screen_nor_what_is_measured(office):
    open_counter(office.counters[1], office.budi)
    with after(60):
        take(office)
        ticket = actions.call_next(office.counters[1], by=ANYBODY)
        before = queries.board_version()
    with after(5):
        actions.finish(actions.serve(ticket, by=ANYBODY), by=ANYBODY)
        take(office)
        assert queries.board_version() != before
        actions.call_next(office.counters[1], by=ANYBODY)
    assert [(stay.waited, stay.took) for stay in Stay.objects.order_by("pk")] == [(0, 0), (0, None)]


def test_the_live_process_knows_the_board(office):
    take(office)
    channel = channels.get("board")
    assert channel.version() == queries.board_version()
    assert "1 menunggu" in " ".join(channel.part().split())


# ── the screens ─────────────────────────────────────────────────────────────────────────────────────────────────────


def text(answer) -> str:
    return " ".join(answer.content.decode().split())


def test_anybody_sees_the_display(office, client):
    serving(office, application=submitted())
    page = text(client.get("/antrean/"))
    assert "C-001" in page
    assert f'data-version="{queries.board_version()}"' in page
    assert ':8001/board"' in page or "/board" in page


@pytest.mark.parametrize("address", ["/antrean/", "/antrean/papan/"])
def test_no_name_and_no_case_in_the_hall(office, client, address):
    case = submitted()
    serving(office, application=case)
    page = text(client.get(address))
    for secret in (SITI["name"], case.nik, case.number, case.shown_number, "Siti"):
        assert secret not in page


def test_a_display_that_is_up_to_date_gets_nothing_and_one_that_is_not_gets_the_board(office, client):
    first = client.get("/antrean/papan/")
    version = first["X-Version"]
    assert client.get("/antrean/papan/", headers={"X-Version": version}).status_code == 204
    take(office)
    second = client.get("/antrean/papan/", headers={"X-Version": version})
    assert second.status_code == 200
    assert second["X-Version"] != version
    assert "1 menunggu" in text(second)


def test_a_hundred_displays_cost_one_look(office, client, django_assert_max_num_queries):
    take(office)
    client.get("/antrean/papan/")
    with django_assert_max_num_queries(1):
        assert "1 menunggu" in text(client.get("/antrean/papan/"))


def test_a_closed_lane_with_people_stays_on_the_display(office, client):
    take(office)
    close("C")
    assert "1 menunggu" in text(client.get("/antrean/papan/"))


def test_after_a_pass_on_the_latest_call_names_no_counter(office, client):
    actions.pass_on(serving(office), office.lanes["B"], by=ANYBODY)
    page = text(client.get("/antrean/papan/"))
    assert "loket 1" not in page


def test_the_display_lists_who_was_passed_on_in_the_new_lane(office, client):
    actions.pass_on(serving(office), office.lanes["B"], by=ANYBODY)
    page = text(client.get("/antrean/papan/"))
    assert "C-001 → B" in page
    assert "C-001 menunggu di lajur B" in page
    assert '<p class="latest">' not in page


def test_the_display_says_of_each_lane_where_it_is_called(office, client):
    assert text(client.get("/antrean/papan/")).count("Belum ada loket yang dibuka") == 5
    open_counter(office.counters[2], office.rini)
    page = text(client.get("/antrean/papan/"))
    assert "Loket 2 ·" in page
    assert page.count("Belum ada loket yang dibuka") < 5


@pytest.mark.parametrize(("zone", "ahead"), [("Asia/Jakarta", 420), ("Asia/Makassar", 480), ("Asia/Jayapura", 540)])
def test_the_display_has_the_clock_of_the_office(office, client, settings, zone, ahead):
    settings.TIME_ZONE = zone
    assert f'data-clock="{ahead}"' in text(client.get("/antrean/"))


def test_each_reader_gets_the_board_in_their_language(office, client):
    set_lane("C", names=("Kartu", "Cards"), purposes=("x", "x"), serves=[], by=ANYBODY)
    assert "Kartu" in text(client.get("/antrean/papan/"))
    client.cookies["pasti-language"] = "en"
    assert "Cards" in text(client.get("/antrean/papan/"))
    assert "Cards" in text(client.get("/antrean/"))


def test_why_a_later_one_was_called_is_said_under_the_call(office, client):
    """The morning of Bekasi on the wall: the same sentence as the clerk reads, in the words of that day."""
    with after(0):
        take(office, "C")
    with after(5):
        take(office, "B")
    with after(6):
        actions.call_next(office.counters[4], by=ANYBODY)
        said = queries.board().why
        assert said == why.why_before(MONDAY.date(), "B-001", "C-001") != ""
        assert said in client.get("/antrean/").text
    with after(7):
        actions.call_next(office.counters[1], by=ANYBODY)
        assert queries.board().why == ""


def test_nothing_is_said_when_nobody_who_came_earlier_waits(office):
    for minute in (0, 3):
        with after(minute):
            take(office)
    with after(4):
        actions.call_next(office.counters[1], by=ANYBODY)
        assert queries.board().why == ""


def test_a_second_call_is_explained_as_of_the_call(office):
    with after(0):
        take(office, "C")
    with after(5):
        take(office, "P")
    with after(6):
        ticket = actions.call_next(office.counters[7], by=ANYBODY)
        said = queries.board().why
        assert said == why.why_before(MONDAY.date(), "P-001", "C-001") != ""
    with after(8):
        actions.recall(ticket, by=ANYBODY)
        assert queries.board().why == said
