"""What nodes remember of each other's chains: a history that was rewritten, or that lost its end, is found."""

from datetime import timedelta

import pytest
from tests.cast import ANYBODY, MONDAY

from pasti.journal import chain, heads
from pasti.journal.actions import record
from pasti.journal.actors import SYSTEM
from pasti.journal.heads import Place, Words
from pasti.journal.models import Entry, Head, Witness
from pasti.kit import clock
from pasti.kit.errors import Refused


def place(position: int, letter: str = "a") -> Place:
    return Place(position, letter * 64)


def hear(*words: Words) -> None:
    """One minute after the other."""
    for said in words:
        _minutes.append(1)
        with clock.stopped_at(clock.now() + timedelta(minutes=len(_minutes))):
            heads.hear("office-1", "Kantor", said)


_minutes: list[int] = []


@pytest.fixture(autouse=True)
def from_the_start() -> None:
    _minutes.clear()


def happen(count: int = 1) -> Place:
    for number in range(count):
        record("application.submit", subject=f"application:{number}", by=SYSTEM)
    chain.seal_new()
    return heads.head()


def kinds() -> list[str]:
    return list(Entry.objects.order_by("id").values_list("kind", flat=True))


def test_a_chain_that_grows_is_kept_and_never_doubted(db):
    hear(Words(place(3)), Words(place(3)), Words(place(8, "b"), proven=[place(3)]))
    assert not heads.troubles().exists()
    assert heads.heard().latest("position").hash == "b" * 64
    assert kinds() == []


@pytest.mark.parametrize(
    "words",
    [
        Words(place(3, "c")),
        Words(place(9, "d"), proven=[place(3, "c")]),
    ],
)
def test_a_rewritten_history_is_marked_once(db, words):
    hear(Words(place(3)), words, words)
    row = heads.troubles().get()
    assert (row.position, row.trouble) == (3, "rewritten")
    assert kinds() == ["chain.rewritten"]


LOST = Words(place(3, "x"), lost=[8])


def test_a_history_that_lost_its_end_is_marked(db):
    hear(Words(place(8)), LOST, LOST)
    assert heads.troubles().get().trouble == "shorter"
    assert kinds() == ["chain.shorter"]
    hear(Words(place(9), proven=[place(8, "y")]))
    assert heads.troubles().get().trouble == "rewritten"


def test_a_message_that_was_long_on_its_way_is_no_loss(db):
    hear(Words(place(3)), Words(place(8)), Words(place(3)), Words(place(5), proven=[place(3)]))
    assert not heads.troubles().exists()
    assert heads.words_for("office-1").kept[-1] == place(8)


def test_a_node_that_put_back_a_copy_is_settled_once_and_its_older_past_still_holds(db):
    for position in (2, 5, 8, 9):
        with clock.stopped_at(MONDAY + timedelta(hours=position)):
            hear(Words(place(position)))
    with clock.stopped_at(MONDAY + timedelta(hours=10)):
        hear(Words(place(3, "x"), lost=[8, 9]))
        assert heads.troubles().get().position == 5
        heads.settle(heads.troubles().get(), "Dipulihkan dari cadangan malam Minggu.", by=ANYBODY)
        hear(Words(place(3, "x")), Words(place(4, "y"), proven=[place(2)]), Words(place(9, "z"), proven=[place(2)]))
        assert not heads.troubles().exists()
        assert heads.words_for("office-1").kept == [place(2), place(9, "z")]
        hear(Words(place(9, "z"), proven=[place(2, "w")]))
        assert heads.troubles().get().position == 2


def test_a_rewritten_history_is_settled_once_and_measured_anew(db):
    for hour in (2, 5, 8):
        with clock.stopped_at(MONDAY + timedelta(hours=hour)):
            hear(Words(place(hour)))
    hear(Words(place(9, "z"), proven=[place(5, "z"), place(8, "z")]))
    heads.settle(heads.troubles().get(), "Ditulis ulang; polisi sudah diberi tahu.", by=ANYBODY)
    hear(Words(place(9, "z"), proven=[place(2, "z"), place(8, "z")]), Words(place(12, "z"), proven=[place(9, "z")]))
    assert not heads.troubles().exists()
    assert kinds() == ["chain.rewritten", "chain.settled"]
    assert Head.objects.exclude(settled_at=None).count() == 3


def test_settling_wants_words_without_a_nik(db):
    hear(Words(place(8)), LOST)
    for wrong in ("", "NIK 3275015206099001"):
        with pytest.raises(Refused):
            heads.settle(heads.troubles().get(), wrong, by=ANYBODY)
    assert heads.troubles().exists()


def test_what_others_remember_of_us_is_told_back_and_compared(db):
    end = happen(3)
    hear(Words(place(1), kept=[end]))
    happen(2)
    said = heads.words_for("office-1")
    assert (said.proven, said.lost) == ([end], [])
    assert heads.disagreements() == []
    hear(Words(place(1), kept=[Place(2, "f" * 64), Place(99, "e" * 64)]))
    assert heads.words_for("office-1").lost == [99]
    sentences = heads.disagreements()
    assert len(sentences) == 2
    assert "position 2 is not what is known to Kantor" in sentences[0]
    assert "position 99 is not in this chain" in sentences[1]


def test_what_others_remember_otherwise_is_said_once_until_they_go_by_what_is_here(db):
    end = happen(3)
    other = Words(place(1), kept=[Place(2, "f" * 64), Place(99, "e" * 64)])
    hear(Words(place(1), kept=[end]), other, other)
    assert [row.position for row in heads.denials()] == [2]
    assert kinds()[3:] == ["chain.denied"]
    hear(Words(place(1), kept=[Place(99, "e" * 64)]))
    assert heads.disagreements() != [], "not before it goes by all of it"
    hear(Words(place(1), kept=[end]))
    assert kinds()[3:] == ["chain.denied", "chain.agreed"]
    assert (heads.disagreements(), list(heads.denials())) == ([], [])
    assert heads.words_for("office-1").proven == [end]


def test_a_head_from_the_archive_is_read_as_people_write_it(db):
    end = happen(3)
    written = f"{end.position}: {heads.spoken(end).upper()}"
    assert heads.read(written) == end
    assert heads.disagreements([heads.read(written[:24])]) == []
    assert len(heads.disagreements([Place(3, "0" * 64)])) == 1
    assert "mistyped" not in heads.disagreements([Place(3, "0" * 64)])[0]
    mistyped = end.hash[:8] + ("0000" if end.hash[8:12] != "0000" else "1111") + end.hash[12:]
    assert heads.disagreements([Place(3, mistyped)])[0].endswith("or it was mistyped (group 3)")
    for wrong in ("", "3", "x:" + "a" * 64, "3:abc", "3:" + "g" * 20):
        with pytest.raises(Refused):
            heads.read(wrong)


def test_at_every_contact_it_is_heard_but_written_down_once_a_minute(db, django_assert_num_queries):
    heads.hear("office-1", "Kantor", Words(place(3)))
    with django_assert_num_queries(3):
        heads.hear("office-1", "Kantor", Words(place(5, "b"), proven=[place(3)]))
    assert Head.objects.get().position == 3


def test_a_day_of_news_keeps_some_places_and_always_the_newest(db):
    for minute in range(0, 120, 2):
        with clock.stopped_at(MONDAY + timedelta(minutes=minute)):
            heads.hear("office-1", "Kantor", Words(place(minute + 1), kept=[place(minute + 1)]))
    assert Head.objects.count() < 30
    assert Witness.objects.count() < 30
    assert Head.objects.latest("position").position == 119
    assert Head.objects.earliest("position").position == 1


def test_old_places_become_fewer(db):
    for hour in range(0, 24 * 60, 8):
        with clock.stopped_at(MONDAY + timedelta(hours=hour)):
            heads.hear("office-1", "Kantor", Words(place(hour + 1)))
    with clock.stopped_at(MONDAY + timedelta(days=61)):
        assert heads.thin() > 100
        assert Head.objects.count() <= 66
    with clock.stopped_at(MONDAY + timedelta(days=200)):
        heads.thin()
    assert Head.objects.count() <= 3
    assert Head.objects.earliest("position").position == 1
