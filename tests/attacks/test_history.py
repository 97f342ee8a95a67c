"""Somebody rewrites the history of a node that was really running beside another, so well that it holds in itself."""

import time
from collections.abc import Callable, Iterator

import pytest

from tests import loaded
from tests.attacks.running import RunningNode
from tests.once import database

pytestmark = pytest.mark.processes


class Pair:
    """An office and a centre that know each other."""

    def __init__(self, office: RunningNode, centre: RunningNode) -> None:
        self.office, self.centre = office, centre
        office.make()
        centre.make("centre")
        centre.start()
        code = centre.say("link", "invite", "Dukcapil Bekasi", "--region", "32.75")[1].splitlines()[0]
        status, said = office.say("link", "enrol", code, "--centre", centre.address)
        assert status == 0, said
        office.start()


def until(holds: Callable[[], bool]) -> None:
    end = time.monotonic() + 60
    while not holds():
        assert time.monotonic() < end
        time.sleep(0.5)


def well(node: RunningNode) -> bool:
    """Whether nothing is said about anybody's history."""
    return "BAD      journal" not in node.say("check")[1]


def by_hand(node: RunningNode, *words: str) -> None:
    done = loaded.run(node.environment, "tests.attacks.rewrite", *words, timeout=60)
    assert done.returncode == 0, done.stderr


def remembered(pair: Pair) -> bool:
    """Whether the centre keeps the office's head, and the office knows it."""
    return (
        "Dukcapil" in pair.centre.say("journal", "heads")[1] and "1 node(s)" in pair.office.say("journal", "verify")[1]
    )


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pair]:
    folders = [tmp_path_factory.mktemp(name) for name in ("office", "centre")]
    with database(folders[0] / "pasti.sqlite3") as first, database(folders[1] / "pasti.sqlite3") as second:
        pair = Pair(RunningNode(folders[0], first), RunningNode(folders[1], second))
        try:
            yield pair
        finally:
            for node in (pair.office, pair.centre):
                if node.supervisor:
                    node.stop()
        for node in (pair.office, pair.centre):
            assert "Traceback" not in node.log.read_text(), node.log.read_text()


@pytest.fixture
def pair(both: Pair) -> Iterator[Pair]:
    """Both run and remember each other; afterwards what was found is settled, and they go on together."""
    until(lambda: remembered(both))
    assert well(both.office)
    assert well(both.centre)
    yield both
    if not both.office.supervisor:
        both.office.start()
    until(lambda: not well(both.centre))
    by_hand(both.centre, "settle")
    until(lambda: well(both.centre) and well(both.office))


def test_a_history_written_anew_is_found_by_what_the_other_node_told(pair):
    paper = pair.office.say("journal", "head")[1].splitlines()[-1]
    assert pair.office.say("journal", "verify", "--head", paper)[0] == 0
    pair.office.stop()
    by_hand(pair.office, "lie")
    status, said = pair.office.say("journal", "verify")
    assert status == 1
    assert "the history was rewritten" in said
    assert "TORN" not in said
    assert pair.office.say("journal", "verify", "--head", paper)[1].count("the head that was given") == 1
    status, said = pair.office.say("check")
    assert status == 1
    assert "the history was rewritten" in said


def test_whoever_makes_the_node_forget_its_witnesses_is_found_when_they_talk_again(pair):
    pair.office.stop()
    by_hand(pair.office, "lie", "forget")
    assert pair.office.say("journal", "verify")[0] == 0, "this node alone cannot know"
    pair.office.start()
    until(lambda: not well(pair.office))
    until(lambda: not well(pair.centre))
    assert "the history was rewritten" in pair.office.say("journal", "verify")[1]
    assert "Look into it together" in pair.centre.say("check")[1]


def test_a_database_put_back_from_a_copy_is_noticed(pair):
    pair.office.stop()
    by_hand(pair.office, "lose")
    assert pair.office.say("journal", "verify")[0] == 0
    pair.office.start()
    until(lambda: not well(pair.centre))
    assert "Look into it together" in pair.centre.say("check")[1]
    assert pair.office.say("journal", "verify")[0] == 1
