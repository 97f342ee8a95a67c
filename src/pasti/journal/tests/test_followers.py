from datetime import timedelta

import pytest
from tests.cast import ANYBODY, MONDAY

from pasti.journal import chain, followers
from pasti.journal.actions import record
from pasti.journal.actors import SYSTEM
from pasti.journal.followers import Follower, catch_up, retry_snags
from pasti.journal.models import Cursor, Entry, Snag
from pasti.kit import clock
from pasti.kit.duties import duties
from pasti.kit.errors import Refused


class Reader:
    """Remembers what it read, and can be told to stumble."""

    def __init__(self, *kinds: str) -> None:
        self.read: list[str] = []
        self.stumbles_at = ""
        self.follower = Follower("test", frozenset(kinds), self.act)

    def act(self, entry: Entry) -> None:
        if entry.subject == self.stumbles_at:
            raise RuntimeError("cannot: (nik)=(3275015206099001)")
        self.read.append(entry.subject)


@pytest.fixture
def reader(db, monkeypatch) -> Reader:
    reader = Reader("application.submit")
    Cursor.objects.create(pk="test")
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


def test_entries_of_no_interest_do_not_hide_later_ones(db, reader, django_assert_num_queries):
    happen(*"xyz", kind="application.withdraw")
    with django_assert_num_queries(3):
        catch_up(reader.follower)
    assert Cursor.objects.get(pk="test").position == 0, "a look that finds nothing writes nothing"
    happen(*["z"] * 100, kind="application.withdraw")
    catch_up(reader.follower)
    assert Cursor.objects.get(pk="test").position == 103, "but does not look again and again at a long way"
    happen("a")
    catch_up(reader.follower)
    assert reader.read == ["a"]


def test_a_stumble_blocks_nothing_behind_it_and_is_tried_again(db, reader):
    reader.stumbles_at = "b"
    happen("a", "b", "c")
    catch_up(reader.follower)
    assert reader.read == ["a", "c"]
    snag = Snag.objects.get()
    assert (snag.entry.subject, snag.error) == ("b", "RuntimeError: cannot: (nik)=(3275********9001)")
    reader.stumbles_at = ""
    retry_snags(reader.follower)
    assert reader.read == ["a", "c"], "it waits before it tries again"
    with clock.stopped_at(MONDAY + timedelta(minutes=1)):
        retry_snags(reader.follower)
    assert reader.read == ["a", "c", "b"]
    assert not Snag.objects.exists()


def test_it_waits_longer_after_each_failure(db, reader):
    reader.stumbles_at = "a"
    happen("a")
    catch_up(reader.follower)
    with clock.stopped_at(MONDAY + timedelta(minutes=1)):
        retry_snags(reader.follower)
        snag = Snag.objects.get()
        assert (snag.attempts, snag.not_before - clock.now()) == (2, timedelta(seconds=60))


def test_a_failed_act_leaves_nothing_behind(db, reader, monkeypatch):
    def act(entry: Entry) -> None:
        Cursor.objects.create(pk="debris")
        raise RuntimeError

    happen("a")
    catch_up(Follower("test", frozenset({"application.submit"}), act))
    assert not Cursor.objects.filter(pk="debris").exists()


def place(name: str, starts: followers.Starts, monkeypatch) -> int:
    newcomer = Follower(name, frozenset({"application.submit"}), print, starts)
    monkeypatch.setattr(followers.followers, "_items", {name: newcomer})
    followers.place_cursors()
    followers.place_cursors()
    return Cursor.objects.get(pk=name).position


def test_a_new_follower_begins_where_it_declares(db, monkeypatch):
    happen("a", "b")
    assert place("from-now", followers.Starts.NOW, monkeypatch) == 2
    assert place("from-the-beginning", followers.Starts.BEGINNING, monkeypatch) == 0


def test_what_was_not_sealed_yet_happened_before_too(db, monkeypatch):
    record("application.submit", subject="a", by=SYSTEM)
    assert place("from-now", followers.Starts.NOW, monkeypatch) == 1


def test_a_follower_that_nobody_has_placed_says_what_to_do_and_reads_nothing(db, reader):
    Cursor.objects.filter(pk="test").delete()
    happen("a")
    with pytest.raises(followers.NoBeginning, match="pasti migrate"):
        catch_up(reader.follower)
    assert reader.read == []


def test_what_happens_between_the_upgrade_and_the_first_look_is_not_missed(db, reader):
    Cursor.objects.all().delete()
    happen("before")
    followers.place_cursors()
    happen("after")
    assert reader.follower.starts == followers.Starts.NOW
    catch_up(reader.follower)
    assert reader.read == ["after"]


def test_every_follower_has_its_cursor_from_the_start_and_a_duty_of_its_own(db):
    names = {follower.name for follower in followers.followers}
    assert names <= set(Cursor.objects.values_list("pk", flat=True))
    assert {f"{name}.follow" for name in names} | {f"{name}.retry" for name in names} <= set(duties.names())
    assert all(str(follower.does) for follower in followers.followers)


def test_an_idle_look_writes_nothing(db, reader, django_assert_num_queries):
    happen("a")
    catch_up(reader.follower)
    with django_assert_num_queries(2):
        assert catch_up(reader.follower) is False


def stumbled(reader: Reader) -> Snag:
    reader.stumbles_at = "a"
    happen("a")
    catch_up(reader.follower)
    return Snag.objects.get()


def test_somebody_may_try_again_at_once(db, reader):
    snag = stumbled(reader)
    with pytest.raises(Refused, match="cannot"):
        followers.again(snag, by=ANYBODY)
    reader.stumbles_at = ""
    followers.again(Snag.objects.get(), by=ANYBODY)
    assert reader.read == ["a"]
    assert not Snag.objects.exists()


def test_what_was_left_stays_and_is_tried_no_more(db, reader):
    snag = stumbled(reader)
    with pytest.raises(Refused):
        followers.leave(snag, " ", by=ANYBODY)
    followers.leave(snag, "Permohonan ini sudah diurus dengan tangan.", by=ANYBODY)
    reader.stumbles_at = ""
    with clock.stopped_at(MONDAY + timedelta(days=1)):
        retry_snags(reader.follower)
    assert reader.read == []
    assert Snag.objects.get().left_at
    assert [e.kind for e in Entry.objects.filter(subject=f"snag:{snag.pk}")] == ["snag.left"]
