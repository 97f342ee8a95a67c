"""A fault that passes costs its own case a wait and nobody else anything; after so many tries a person is asked."""

import errno
import sqlite3
from dataclasses import replace
from datetime import timedelta

import psycopg
import pytest
from django.db import IntegrityError, InterfaceError, OperationalError
from tests.cast import ANYBODY, MONDAY

from pasti.journal.actors import SYSTEM
from pasti.journal.models import Entry
from pasti.kit import clock
from pasti.kit.errors import Refused
from pasti.link import actions, applying, duties, exchange, inbox, mending, queries, registry
from pasti.link.applying import MOST_TRIES
from pasti.link.faults import temporary
from pasti.link.models import Received
from pasti.link.registry import TryLater
from pasti.link.tests.other_side import progress

OTHER = "327500000002"
FULL = OSError(errno.ENOSPC, "No space left on device")


def caused(fault: Exception, cause: Exception) -> Exception:
    fault.__cause__ = cause
    return fault


def sqlite(code: int) -> Exception:
    cause = sqlite3.OperationalError("…")
    cause.sqlite_errorcode = code
    return caused(OperationalError("…"), cause)


def postgres(name: str) -> Exception:
    return caused(OperationalError("…"), getattr(psycopg.errors, name)("…"))


def aside() -> dict[int, str]:
    aside = Received.objects.exclude(set_aside="").values_list("number", "set_aside")
    return {number: str(why) for number, why in aside}


def later(**wait: float):
    return clock.stopped_at(MONDAY + timedelta(**wait))


@pytest.mark.parametrize(
    ("fault", "said"),
    [
        (sqlite(sqlite3.SQLITE_BUSY), "the database is locked"),
        (sqlite(sqlite3.SQLITE_BUSY_SNAPSHOT), "the database is locked"),
        (sqlite(sqlite3.SQLITE_FULL), "the database's disk is full"),
        (postgres("DeadlockDetected"), "deadlock"),
        (postgres("SerializationFailure"), "serialization failure"),
        (postgres("DiskFull"), "the database's disk is full"),
        (postgres("AdminShutdown"), "the database server is shutting down"),
        (postgres("ConnectionFailure"), "the connection to the database was lost"),
        (caused(OperationalError("…"), psycopg.OperationalError("gone")), "the connection to the database was lost"),
        (caused(InterfaceError("…"), psycopg.InterfaceError("closed")), "the connection to the database was lost"),
        (FULL, "the disk is full"),
        (OSError(errno.EDQUOT, "…"), "the disk quota is used up"),
        (ConnectionRefusedError(errno.ECONNREFUSED, "…"), "nobody answers"),
        (TimeoutError(), "no answer in time"),
    ],
)
def test_what_passes_by_itself_is_named(fault, said):
    assert temporary(fault) == said


@pytest.mark.parametrize(
    "fault",
    [
        FileNotFoundError(errno.ENOENT, "…"),
        PermissionError(errno.EACCES, "…"),
        IsADirectoryError(errno.EISDIR, "…"),
        OSError("No space left on device"),
        OSError(errno.EIO, "…"),
        sqlite(sqlite3.SQLITE_ERROR),
        sqlite(sqlite3.SQLITE_CORRUPT),
        OperationalError("no such table"),
        postgres("UndefinedTable"),
        caused(IntegrityError("…"), psycopg.errors.UniqueViolation("…")),
        RuntimeError("database is locked"),
        RecursionError(),
        MemoryError(),
    ],
)
def test_nothing_else_does(fault):
    assert temporary(fault) == ""


def test_a_file_that_is_not_there_is_set_aside_at_once(centre, room):
    """It held up a whole office for ever."""
    room.trouble["BK1"] = FileNotFoundError(errno.ENOENT, "No such file or directory")
    assert inbox.receive(centre, [progress(1), progress(2), progress(3, case=OTHER)]) == 3
    assert sorted(room.applied()) == ["BK2", "BK3"]
    assert aside() == {1: "FileNotFoundError: [Errno 2] No such file or directory"}


@pytest.mark.parametrize("trouble", [TryLater("not now"), FULL, postgres("DeadlockDetected")])
def test_what_waits_holds_up_its_own_case_and_no_other(centre, room, trouble):
    room.trouble["BK1"] = trouble
    wires = [progress(1), progress(2), progress(3, case=OTHER), progress(4), progress(5, case=OTHER)]
    assert inbox.receive(centre, wires) == 5, "held is what is stored: the sender need not send it again"
    assert room.applied() == ["BK3", "BK5"]
    assert aside() == {}
    room.trouble.clear()
    duties.apply_what_is_due()
    assert room.applied() == ["BK3", "BK5"], "not at once"
    with later(seconds=5):
        duties.apply_what_is_due()
    assert room.applied() == ["BK3", "BK5", "BK1", "BK2", "BK4"], "in the order of their numbers"
    assert exchange.compose(centre).outcomes.told == []


def test_the_waits_grow_and_have_an_end(centre, room):
    room.trouble["BK1"] = FULL
    inbox.receive(centre, [progress(1), progress(2)])
    row, waits = Received.objects.get(number=1), []
    while not aside():
        waits.append(row.not_before - clock.now())
        assert (queries.to_be_tried().get(), row.last_error) == (row, f"the disk is full: {FULL}")
        with clock.stopped_at(row.not_before):
            duties.apply_what_is_due()
            row.refresh_from_db()
            assert row.attempts == len(waits) + 1
            if not aside():
                waits[-1] = row.not_before - clock.now()
        if len(waits) > MOST_TRIES:
            break
    assert len(waits) == MOST_TRIES - 1
    assert row.attempts == MOST_TRIES
    assert aside() == {1: f"the disk is full: {FULL}"}
    assert Entry.objects.get(kind="received.aside").facts["reason"] == aside()[1]
    [told] = exchange.compose(centre).outcomes.told
    assert (told.number, told.reason) == (1, aside()[1])
    with later(days=1):
        duties.apply_what_is_due()
    assert room.applied() == ["BK2"], "those behind it are no longer held up"


def test_a_full_disk_is_borne_for_hours(centre, room):
    room.trouble["BK1"] = FULL
    inbox.receive(centre, [progress(1)])
    for minutes in range(0, 5 * 60, 5):
        with later(minutes=minutes):
            duties.apply_what_is_due()
    assert aside() == {}
    room.trouble.clear()
    with later(hours=6):
        duties.apply_what_is_due()
    assert room.applied() == ["BK1"]


def test_a_try_that_ends_the_process_counts_and_the_others_do_not_pay_for_it(centre, room, monkeypatch):
    class Killed(BaseException):
        """As a signal from the kernel: nothing is written down any more."""

    applied, healthy = [], room.apply

    def deadly(said, peer):
        applied.append(said.serial)
        if said.serial == "BK2":
            raise Killed
        healthy(said, peer)

    monkeypatch.setitem(registry.appliers._items, "card.progress", deadly)
    wires = [progress(n, case=f"32750000000{n}") for n in (1, 2, 3)]
    with pytest.raises(Killed):
        inbox.receive(centre, wires)
    for hour in range(1, 40):
        with later(hours=hour):
            for _process in range(4):
                try:
                    duties.apply_what_is_due()
                except Killed:
                    continue
    assert applied.count("BK2") == MOST_TRIES
    assert aside() == {2: "Berulang kali dimulai dan tidak pernah selesai."}
    assert room.applied() == ["BK1", "BK3"]


def test_whom_a_kill_caught_goes_again_when_the_next_process_begins_and_what_kills_waits(centre, room, monkeypatch):
    class Killed(BaseException):
        """As a signal from the kernel: nothing is written down any more."""

    def deadly(said, peer):
        raise Killed

    healthy = room.apply
    monkeypatch.setitem(registry.appliers._items, "card.progress", deadly)
    for attempt in (1, 2, 3, 4):
        with pytest.raises(Killed):
            inbox.receive(centre, [progress(1)]) if attempt == 1 else duties.apply_what_is_due()
        # At once, three times over; then it may be the one who kills.
        assert applying.let_go() == (attempt < 4)
    monkeypatch.setitem(registry.appliers._items, "card.progress", healthy)
    duties.apply_what_is_due()
    assert room.applied() == []
    with later(minutes=1):
        duties.apply_what_is_due()
    assert room.applied() == ["BK1"]


def test_whom_the_kill_of_a_web_process_caught_goes_again_with_the_next_call(centre, room, monkeypatch):
    """The one who answers peers applies, too, and the work process that would let it go again lives on."""

    class Killed(BaseException):
        """As a signal from the kernel."""

    def deadly(said, peer):
        raise Killed

    with monkeypatch.context() as killing:
        killing.setitem(registry.appliers._items, "card.progress", deadly)
        with pytest.raises(Killed):
            inbox.receive(centre, [progress(1)])
    inbox.receive(centre, [])
    duties.apply_what_is_due()
    assert room.applied() == [], "it may be at it still"
    applying.begin.cache_clear()
    inbox.receive(centre, [])
    duties.apply_what_is_due()
    assert room.applied() == ["BK1"]


def test_what_failed_waits_on_whoever_begins(centre, room):
    room.trouble["BK1"] = TryLater("not now")
    inbox.receive(centre, [progress(1)])
    assert applying.let_go() == 0


def test_another_chance_that_comes_at_a_bad_time_is_tried_again_by_itself(centre, room):
    room.trouble["BK1"] = Refused("no application here")
    inbox.receive(centre, [progress(1)])
    room.trouble["BK1"] = TryLater("not now")
    assert inbox.receive(centre, [progress(1), progress(2, case=OTHER)]) == 2
    assert (aside(), room.applied()) == ({}, ["BK2"])
    assert mending.apply_again(Received.objects.get(number=1), by=ANYBODY) is False
    room.trouble.clear()
    with later(minutes=1):
        duties.apply_what_is_due()
    assert room.applied() == ["BK2", "BK1"]
    [told] = exchange.compose(centre).outcomes.told
    assert (told.number, told.reason) == (1, "")


def test_all_that_was_set_aside_is_given_another_chance_by_one_button(centre, room):
    room.trouble = {f"BK{n}": Refused("no") for n in (1, 2)}
    inbox.receive(centre, [progress(n) for n in (1, 2, 3)])
    room.trouble.clear()
    assert mending.apply_all_again(by=ANYBODY) == 2
    assert mending.apply_all_again(by=ANYBODY) == 0
    duties.apply_what_is_due()
    assert room.applied() == ["BK3", "BK1", "BK2"]
    assert [e.facts["count"] for e in Entry.objects.filter(kind="received.reopen")] == [2]
    assert {told.reason for told in exchange.compose(centre).outcomes.told} == {""}


def test_a_request_applies_so_much_and_the_duty_the_rest(centre, room, monkeypatch):
    monkeypatch.setattr(applying, "MOST_AT_ONCE", 3)
    wires = [progress(n, case=f"3275000000{n:02d}") for n in range(1, 11)]
    monkeypatch.setattr(applying, "BATCH", 2)
    inbox.receive(centre, wires)
    assert len(room.applied()) == 4
    assert duties.apply_what_is_due() is True
    while duties.apply_what_is_due():
        pass
    assert room.applied() == [f"BK{n}" for n in range(1, 11)]


def test_who_has_nothing_to_be_applied_is_not_asked_for(centre, room, bekasi, django_assert_num_queries):
    for n in range(20):
        card = replace(bekasi.card, node_id=f"office-3273-{n}", name=f"Kantor {n}", region_code=f"32.{n:02d}")
        actions.trust(card, by=SYSTEM)
    with django_assert_num_queries(1):
        assert duties.apply_what_is_due() is False
    room.trouble["BK1"] = FULL
    inbox.receive(centre, [progress(1)])
    room.trouble.clear()
    with later(seconds=5):
        duties.apply_what_is_due()
    assert room.applied() == ["BK1"]
