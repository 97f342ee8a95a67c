from datetime import timedelta

import pytest
from tests.cast import MONDAY

from pasti.journal import chain, followers
from pasti.journal.actions import record
from pasti.journal.actors import SYSTEM
from pasti.journal.followers import Follower, catch_up, retry_snags
from pasti.journal.models import Cursor, Entry, Snag
from pasti.kit import clock


class Reader:
    """Remembers what it read, and can be told to stumble."""

    def __init__(self, *kinds: str) -> None:
        self.read: list[str] = []
        self.stumbles_at = ""
        self.follower = Follower("test", frozenset(kinds), self.act)

    def act(self, entry: Entry) -> None:
        if entry.subject == self.stumbles_at:
            raise RuntimeError("cannot")
        self.read.append(entry.subject)


@pytest.fixture
def reader(monkeypatch) -> Reader:
    reader = Reader("application.submit")
    monkeypatch.setattr(followers.followers, "_items", {"test": reader.follower})
    return reader


def happen(*subjects: str, kind: str = "application.submit") -> None:
    for subject in subjects:
        record(kind, subject=subject, by=SYSTEM)
    chain.seal_new()


def test_it_reads_its_kinds_in_order_and_once(db, reader):
    happen("a", "b")
    happen("z", kind="application.withdraw")
    happen("c")
    catch_up(reader.follower)
    catch_up(reader.follower)
    assert reader.read == ["a", "b", "c"]


def test_it_says_when_there_is_more(db, reader):
    happen("a", "b", "c")
    assert catch_up(reader.follower, limit=2) is True
    assert catch_up(reader.follower, limit=2) is False
    assert reader.read == ["a", "b", "c"]


def test_what_is_not_sealed_yet_waits(db, reader):
    record("application.submit", subject="a", by=SYSTEM)
    catch_up(reader.follower)
    assert reader.read == []


def test_entries_of_no_interest_do_not_hide_later_ones(db, reader):
    happen("z", kind="application.withdraw")
    catch_up(reader.follower)
    assert Cursor.objects.get().position == 1
    happen("a")
    catch_up(reader.follower)
    assert reader.read == ["a"]


def test_a_stumble_blocks_nothing_behind_it_and_is_tried_again(db, reader):
    reader.stumbles_at = "b"
    happen("a", "b", "c")
    catch_up(reader.follower)
    assert reader.read == ["a", "c"]
    snag = Snag.objects.get()
    assert (snag.entry.subject, snag.error) == ("b", "RuntimeError: cannot")
    reader.stumbles_at = ""
    retry_snags()
    assert reader.read == ["a", "c"], "it waits before it tries again"
    with clock.stopped_at(MONDAY + timedelta(minutes=1)):
        retry_snags()
    assert reader.read == ["a", "c", "b"]
    assert not Snag.objects.exists()


def test_it_waits_longer_after_each_failure(db, reader):
    reader.stumbles_at = "a"
    happen("a")
    catch_up(reader.follower)
    with clock.stopped_at(MONDAY + timedelta(minutes=1)):
        retry_snags()
        snag = Snag.objects.get()
        assert (snag.attempts, snag.not_before - clock.now()) == (2, timedelta(seconds=60))


def test_a_failed_act_leaves_nothing_behind(db, reader, monkeypatch):
    def act(entry: Entry) -> None:
        Cursor.objects.create(pk="debris")
        raise RuntimeError

    happen("a")
    catch_up(Follower("test", frozenset({"application.submit"}), act))
    assert not Cursor.objects.filter(pk="debris").exists()
