import logging
from threading import Event, Thread

import pytest
from django.db import connection
from tests.cast import MONDAY

from pasti.kit import clock, duties
from pasti.kit.beats import Beats
from pasti.kit.duties import Duty
from pasti.kit.models import Beat


class Work:
    """A duty that does what it is told, turn by turn, and then ends the day."""

    def __init__(self, *turns: bool | float | Exception | None) -> None:
        self.turns = list(turns)
        self.done = 0
        self.stop = Event()
        self.duty = Duty("test.work", 0.001, self.act)

    def act(self) -> bool | float | None:
        turn = self.turns[self.done]
        self.done += 1
        if self.done == len(self.turns):
            self.stop.set()
        if isinstance(turn, Exception):
            raise turn
        return turn

    def run(self) -> "Work":
        duties.run(self.duty, self.stop)
        return self


@pytest.fixture(autouse=True)
def keep_the_connection(monkeypatch):
    # A duty closes the connection of its thread at its end; here it runs in the thread of the test.
    monkeypatch.setattr(connection, "close", lambda: None)


def test_it_runs_again_and_again_until_it_is_stopped(db):
    assert Work(None, None, None).run().done == 3


def test_a_duty_that_is_stopped_already_does_nothing(db):
    work = Work(None)
    work.stop.set()
    assert work.run().done == 0


def test_it_notes_that_it_ran(db):
    Work(None).run()
    beat = Beat.objects.get()
    assert (beat.duty, beat.last_run_at, beat.last_error, beat.failing_since) == ("test.work", MONDAY, "", None)


def test_an_act_that_fails_is_noted_and_tried_again(db):
    work = Work(ValueError("kabel putus"), ValueError("kabel putus")).run()
    beat = Beat.objects.get()
    assert work.done == 2
    assert (beat.last_error, beat.failing_since) == ("ValueError: kabel putus", MONDAY)


def test_the_trouble_is_over_when_it_works_again(db):
    Work(ValueError("kabel putus"), None).run()
    beat = Beat.objects.get()
    assert (beat.last_error, beat.failing_since) == ("", None)


def test_it_notes_since_when_it_fails_not_when_it_last_failed(db, monkeypatch):
    watch = duties._Watch(Duty("test.work", 1, lambda: None), Beats(10))
    watch.note(100.0, "broken")
    with clock.stopped_at(MONDAY.replace(hour=9)):
        watch.note(111.0, "broken")
    beat = Beat.objects.get()
    assert (beat.failing_since, beat.last_run_at) == (MONDAY, MONDAY.replace(hour=9))


def test_it_does_not_note_every_turn(db, django_assert_num_queries):
    watch = duties._Watch(Duty("test.work", 1, lambda: None), Beats(10, written_at=100.0))
    watch.note(100.0, "")
    with django_assert_num_queries(0):
        watch.note(109.9, "")
    watch.note(109.9, "broken")
    assert Beat.objects.get().last_error == "broken"


def test_those_that_go_well_are_written_down_together(db, django_assert_num_queries):
    beats = Beats(10, written_at=100.0)
    watches = [duties._Watch(Duty(f"test.{name}", 1, lambda: None), beats) for name in ("ani", "budi", "cici")]
    ani, budi, cici = watches
    for watch in watches:
        watch.note(100.0, "broken" if watch is cici else "")
    with clock.stopped_at(MONDAY.replace(hour=9)), django_assert_num_queries(0):
        ani.note(105.0, "")
    with clock.stopped_at(MONDAY.replace(hour=10)), django_assert_num_queries(1):
        budi.note(110.0, "")
    cici.note(109.0, "broken")
    # Each with the moment at which it ran itself, and nobody speaks for one that fails.
    assert list(Beat.objects.order_by("duty").values_list("duty", "last_run_at", "last_error")) == [
        ("test.ani", MONDAY.replace(hour=9), ""),
        ("test.budi", MONDAY.replace(hour=10), ""),
        ("test.cici", MONDAY, "broken"),
    ]


def test_one_that_reads_when_it_ran_writes_it_down_itself(db):
    beats = Beats(10, written_at=100.0)
    watch = duties._Watch(Duty("test.clock", 1, lambda: None, reads_own_beat=True), beats)
    watch.note(100.0, "")
    with clock.stopped_at(MONDAY.replace(hour=9)):
        watch.note(110.0, "")
    assert Beat.objects.get().last_run_at == MONDAY.replace(hour=9)


def test_a_long_error_is_cut(db):
    Work(ValueError("x" * 1000)).run()
    assert len(Beat.objects.get().last_error) == 300


def test_a_failure_is_logged_with_its_traceback(db, caplog):
    with caplog.at_level(logging.ERROR, "pasti.work"):
        Work(ValueError("kabel putus")).run()
    assert [record.getMessage() for record in caplog.records] == ["duty test.work failed"]
    assert "kabel putus" in caplog.text


def test_a_thread_outlives_a_database_that_is_away_and_ends_when_told(caplog):
    """Without a database at hand the beat cannot be noted: that is logged, and the duty goes on."""
    turns, stop = Event(), Event()
    thread = Thread(target=duties.run, args=(Duty("test.thread", 0.001, turns.set), stop))
    thread.start()
    assert turns.wait(30)
    stop.set()
    thread.join(30)
    assert not thread.is_alive()
    assert "duty test.thread could not note its beat" in caplog.text


def test_a_duty_that_waits_long_ends_at_once_when_told():
    turns, stop = Event(), Event()
    thread = Thread(target=duties.run, args=(Duty("test.slow", 3600, turns.set), stop))
    thread.start()
    assert turns.wait(30)
    stop.set()
    thread.join(30)
    assert not thread.is_alive()


def test_one_that_has_more_to_do_does_not_wait(db, monkeypatch):
    work = Work(True, True, None)
    waits = []
    monkeypatch.setattr(work.stop, "wait", waits.append)
    work.run()
    assert waits == [0, 0, 0.001]


def test_one_that_may_have_more_to_do_soon_looks_again_then_and_never_later_than_usual(db, monkeypatch):
    work = Work(0.0005, 60.0, False, None)
    waits = []
    monkeypatch.setattr(work.stop, "wait", waits.append)
    work.run()
    assert waits == [0.0005, 0.001, 0.001, 0.001]


def test_one_that_fails_waits_longer_each_time_and_never_more_than_a_minute(db, monkeypatch):
    work = Work(*[ValueError("x")] * 9, None)
    waits = []
    monkeypatch.setattr(work.stop, "wait", waits.append)
    work.run()
    assert waits == [1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 60.0, 60.0, 60.0, 0.001]


def test_a_name_is_taken_once(monkeypatch):
    monkeypatch.setattr(duties.duties, "_items", {})
    duties.every(5, "test.once")(lambda: None)
    with pytest.raises(ValueError, match=r"duty 'test\.once' is registered twice"):
        duties.every(5, "test.once")(lambda: None)
    assert duties.duties.names() == ["test.once"]
