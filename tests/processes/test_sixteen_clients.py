"""Sixteen processes at once: no number twice, no ticket called twice, none lost; on SQLite and on PostgreSQL."""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.processes.database import Node, node

CLIENTS = 16
pytestmark = pytest.mark.processes


@pytest.fixture
def own(tmp_path: Path) -> Iterator[Node]:
    with node(tmp_path) as found:
        yield found


def test_no_number_is_given_twice_and_none_is_left_out(own):
    own.run("make", str(CLIENTS), "0")
    taken = [number for numbers in own.run_together(CLIENTS, "take_numbers", "8") for number in numbers]
    assert sorted(taken) == [f"C-{n:03d}" for n in range(1, CLIENTS * 8 + 1)]
    assert own.run("state")["tickets"] == sorted(taken)


def test_no_ticket_is_called_twice_and_none_is_lost(own):
    own.run("make", str(CLIENTS), "0")
    own.run_together(CLIENTS, "take_numbers", "6")
    called = [number for numbers in own.run_together(CLIENTS, "call_all") for number in numbers]
    # A clerk who found only tickets that others were calling went home early; whoever is left is still waiting.
    after = own.run("state")
    left = [number for number, state in after["states"].items() if state == "waiting"]
    assert [number for number, times in Counter(called).items() if times > 1] == []
    assert sorted(called + left) == after["tickets"]
    assert len(after["subjects"]) == len(set(after["subjects"])) == len(called)


def test_taking_and_calling_at_once_loses_nobody(own):
    own.run("make", str(CLIENTS), "0")
    results = own.run_together(CLIENTS, "take_and_call", "6")
    taken = [number for result in results for number in result["taken"]]
    called = [number for result in results for number in result["called"]]
    after = own.run("state")
    left = [number for number, state in after["states"].items() if state == "waiting"]
    assert len(set(taken)) == len(taken) == CLIENTS * 6
    assert len(set(called)) == len(called)
    assert sorted(called + left) == sorted(taken)


def test_one_counter_calls_one_person_however_often_the_button_is_pressed(own):
    own.run("make", "1", "0")
    own.run_together(2, "take_numbers", "4")
    said = own.run_together(8, "call_one")
    assert Counter(said) == {"C-001": 1, "refused": 7}


def test_one_case_that_arrives_many_times_at_once_gets_one_number(own):
    [number] = own.run("make", "1", "1")["cases"]
    assert set(own.run_together(8, "arrive", number)) == {"C-001"}
    assert own.run("state")["tickets"] == ["C-001"]


def test_a_session_is_never_overbooked(own):
    cases = own.run("make", "1", str(CLIENTS))["cases"]
    said = own.run_together(CLIENTS, "book", ",".join(cases))
    assert Counter(said) == {"booked": 12, "full": 4}
    assert own.run("state")["booked"] == 12


def test_what_is_given_back_goes_to_one_of_those_who_wait(own):
    cases = ",".join(own.run("make", "1", "21")["cases"])
    sessions = own.run("let_wait", cases)
    said = Counter(own.run_together(11, "give_back_or_take", cases))
    assert said["given back"] == 4
    after = own.run("places")
    taken = [*after["booked"], *after["held"]]
    assert len(taken) == len(set(taken)) == sessions, "none twice, and none left over while somebody waits"
    assert said["taken"] + len(after["held"]) == 4, "who took it has it"


def test_a_booking_made_while_a_holiday_is_declared_does_not_slip_through(own):
    cases = own.run("make", "1", str(CLIENTS))["cases"]
    said = own.run_together(CLIENTS, "book_or_close", ",".join(cases))
    assert said[:3] == ["closed", "session_minutes", "session_capacity"]
    assert set(said[3:]) <= {"booked", "refused"}
    bookings = own.run("bookings")
    on_the_holiday = [state for state, day, *_span in bookings if day == "2026-11-24"]
    assert set(on_the_holiday) <= {"freed"}, "who was booked there knows"
    assert len(bookings) == said.count("booked")
    spans = [(begins, ends) for state, _day, begins, ends in bookings if state == "booked"]
    assert spans
    assert all(sum(b <= begins < e for b, e in spans) <= 3 for begins, _ends in spans)


def test_a_date_given_while_a_holiday_is_declared_counts_it(own):
    cases = own.run("make", "1", "64")["cases"]
    said = own.run_together(8, "accept_or_close", ",".join(cases))
    assert Counter(said) == {"closed": 1, "accepted": 7}
    assert own.run("promised") == ["2026-12-01"]


def test_no_blank_is_loaded_twice(own):
    own.run("make", "1", "0")
    loaded = [serial for serials in own.run_together(8, "load_blank") for serial in serials]
    assert len(set(loaded)) == len(loaded) == 16


def test_the_chain_holds_while_many_write_and_many_seal(own):
    own.run("make", "1", "0")
    before = own.run("state")["entries"]
    own.run_together(8, "write_and_seal", "15")
    after = own.run("state")
    assert after["entries"] == before + 8 * 15
    assert after["tears"] == []
    assert after["seals"] == list(range(1, len(after["seals"]) + 1))


def test_two_followers_of_one_name_act_once_on_each_entry(own):
    own.run("make", "1", "0")
    own.run_together(2, "write_and_seal", "30")
    acted = own.run_together(4, "follow")
    assert sum(acted) == own.run("state")["sessions"]
    assert sum(acted) >= 50


def test_a_fact_outside_a_transaction_is_refused(own):
    own.run("make", "1", "0")
    assert own.run("outside_a_transaction") == "refused"


def test_a_limit_is_never_exceeded_by_many_who_try_at_once(own):
    through = own.run_together(CLIENTS, "guess", "8")
    assert sum(through) == 30


def test_of_people_with_one_nik_whose_papers_are_accepted_at_once_one_is_known_and_the_others_are_compared(own):
    own.run("make", "1", "0")
    cases = own.run("two_with_one_nik", "4")
    said = own.run_together(4, "accept", ",".join(map(str, cases)))
    [known] = own.run("residents")
    assert Counter(said) == {f"accepted {known}": 1, f"shared with {known}": 3}
