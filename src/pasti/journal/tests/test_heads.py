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
    for said in words:
        heads.hear("office-1", "Kantor", said)


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


def test_a_history_that_lost_its_end_is_marked(db):
    hear(Words(place(8)), Words(place(3, "x")))
    assert heads.troubles().get().trouble == "shorter"
    assert kinds() == ["chain.shorter"]
    hear(Words(place(9), proven=[place(8, "y")]))
    assert heads.troubles().get().trouble == "rewritten"


def test_once_settled_the_node_is_measured_anew(db):
    hear(Words(place(8)), Words(place(3, "x")))
    heads.settle(heads.troubles().get(), "Dipulihkan dari cadangan malam Minggu.", by=ANYBODY)
    hear(Words(place(4, "y")), Words(place(9, "z")))
    assert not heads.troubles().exists()
    assert kinds() == ["chain.shorter", "chain.settled"]
    assert [p.position for p in heads.words_for("office-1").kept][-1] == 9


def test_settling_wants_words_without_a_nik(db):
    hear(Words(place(8)), Words(place(3, "x")))
    for wrong in ("", "NIK 3275015206099001"):
        with pytest.raises(Refused):
            heads.settle(heads.troubles().get(), wrong, by=ANYBODY)
    assert heads.troubles().exists()


def test_what_others_remember_of_us_is_told_back_and_compared(db):
    end = happen(3)
    hear(Words(place(1), kept=[end]))
    happen(2)
    assert heads.words_for("office-1").proven == [end]
    assert heads.disagreements() == []
    hear(Words(place(1), kept=[Place(2, "f" * 64), Place(99, "e" * 64)]))
    said = heads.disagreements()
    assert len(said) == 2
    assert "position 2 is not what is known to Kantor" in said[0]
    assert "position 99 is not in this chain" in said[1]


def test_a_head_from_the_archive_is_read_as_people_write_it(db):
    end = happen(3)
    written = f"{end.position}: {heads.spoken(end).upper()}"
    assert heads.read(written) == end
    assert heads.disagreements([heads.read(written[:24])]) == []
    assert len(heads.disagreements([Place(3, "0" * 64)])) == 1
    for wrong in ("", "3", "x:" + "a" * 64, "3:abc", "3:" + "g" * 20):
        with pytest.raises(Refused):
            heads.read(wrong)


def test_a_day_of_news_keeps_some_places_and_always_the_newest(db):
    for minute in range(0, 180, 2):
        with clock.stopped_at(MONDAY + timedelta(minutes=minute)):
            hear(Words(place(minute + 1), kept=[place(minute + 1)]))
    assert Head.objects.count() < 40
    assert Witness.objects.count() < 40
    assert Head.objects.latest("position").position == 179
    assert Head.objects.earliest("position").position == 1


def test_old_places_become_fewer(db):
    for hour in range(0, 24 * 60, 2):
        with clock.stopped_at(MONDAY + timedelta(hours=hour)):
            hear(Words(place(hour + 1)))
    with clock.stopped_at(MONDAY + timedelta(days=90)):
        assert heads.thin() > 600
    assert Head.objects.count() <= 62
    assert Head.objects.earliest("position").position == 1
