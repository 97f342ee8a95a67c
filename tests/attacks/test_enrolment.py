"""A real office becomes known at a really running centre, with somebody between them; then its machine is lost."""

import json
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.attacks.between import Between, as_it_is
from tests.attacks.running import RunningNode, running
from tests.fixtures import OtherNode
from tests.once import database

pytestmark = pytest.mark.processes


class Story:
    """The centre, who stands before it, and offices that are made as they are needed."""

    def __init__(self, folder: Path, centre: RunningNode, stack: ExitStack) -> None:
        self.folder, self.centre, self.stack = folder, centre, stack
        self.between = Between(centre.address)
        stack.callback(self.between.stop)

    def office(self, name: str) -> RunningNode:
        folder = self.folder / name
        folder.mkdir()
        office = RunningNode(folder, self.stack.enter_context(database(folder / "pasti.sqlite3")))
        office.make()
        return office

    def code(self, *words: str) -> str:
        status, said = self.centre.say("link", "invite", "Dukcapil Bekasi", "--region", "32.75", *words)
        assert status == 0, said
        return said.splitlines()[0]

    def known(self) -> list[str]:
        status, said = self.centre.say("django", "shell", "-v", "0", "-c", _KNOWN)
        assert status == 0, said
        found: list[str] = json.loads(said)
        return found


_KNOWN = (
    "import json; from pasti.link import cards, queries; "
    "print(json.dumps([cards.of(peer).fingerprint for peer in queries.peers()]))"
)


@pytest.fixture(scope="module")
def story(tmp_path_factory) -> Iterator[Story]:
    folder = tmp_path_factory.mktemp("enrolment")
    (folder / "centre").mkdir()
    with running(folder / "centre", "centre") as centre, ExitStack() as stack:
        yield Story(folder, centre, stack)


def fingerprint(office: RunningNode) -> str:
    return office.say("link", "card")[1].splitlines()[1].removeprefix("fingerprint: ")


def meets(office: RunningNode) -> str:
    """Let an office do once all that it does by itself, and say how its link is."""
    status, said = office.say("work", "--once")
    assert status == 0, said
    return next(line for line in office.say("check")[1].splitlines() if " link " in line)


def swapped(evil: OtherNode):
    def change(_path: str, said: bytes) -> bytes:
        try:
            fields = json.loads(said)
        except ValueError:
            return said
        return json.dumps(fields | ({"card": evil.card.text()} if "card" in fields else {})).encode()

    return change


def test_from_the_code_to_the_lost_machine(story: Story):
    office, between = story.office("first"), story.between

    # Somebody between them who does not know the code gets no key in, at either side.
    code = story.code("--letter", "470/1")
    for side, node in (
        ("asks", OtherNode("office", "Dukcapil Bekasi", "32.75")),
        ("answers", OtherNode("centre", "Pusat")),
    ):
        setattr(between, side, swapped(node))
        status, said = office.say("link", "enrol", code, "--centre", between.address)
        assert (status, "Traceback" in said) == (1, False), said
        setattr(between, side, as_it_is)
        assert story.known() == []
        assert "absent" in meets(office)

    # An answer is lost; doing it again is harmless.
    lost = iter([False, False, True])
    between.loses = lambda _path: next(lost, False)
    assert office.say("link", "enrol", code, "--centre", between.address)[0] == 1
    assert story.known() == [fingerprint(office)]
    assert "absent" in meets(office)
    for _time in range(2):
        status, said = office.say("link", "enrol", code, "--centre", between.address)
        assert status == 0, said
    assert story.known() == [fingerprint(office)]
    assert " up" in meets(office)

    # Another machine with the same code is told that somebody was here before.
    stranger = story.office("stranger")
    status, said = stranger.say("link", "enrol", code, "--centre", story.centre.address)
    assert status == 1
    assert story.known() == [fingerprint(office)]

    # The machine is lost: a new, empty one takes its place, and the old one's key is nothing any more.
    ours = office.say("link", "card")[1]
    name = story.centre.say("django", "shell", "-v", "0", "-c", _NAMES)[1].strip()
    again = story.code("--replaces", name)
    status, said = stranger.say("link", "enrol", again, "--centre", story.centre.address)
    assert status == 0, said
    assert story.known() == [fingerprint(stranger)]
    assert " up" in meets(stranger)
    meets(office)
    assert "403" in office.say("django", "shell", "-v", "0", "-c", _ERROR)[1]
    assert ours == office.say("link", "card")[1]

    # Its key may have been read, and nothing is lost: the same machine comes with a new one.
    before = fingerprint(stranger)
    third = story.code("--replaces", name)
    for _time in range(2):
        status, said = stranger.say("link", "enrol", third, "--centre", story.centre.address)
        assert status == 0, said
    assert story.known() == [fingerprint(stranger)] != [before]
    assert " up" in meets(stranger)


_NAMES = "from pasti.link import queries; print(*[peer.node_id for peer in queries.peers()])"
_ERROR = "from pasti.link import queries; print(queries.centre().last_error)"
