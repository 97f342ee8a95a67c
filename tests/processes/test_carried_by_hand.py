"""An office without any line: a file is carried to the centre, and its answer comes back in another."""

import json
import os
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest

from pasti.demo import run as demo
from tests import loaded
from tests.journeys.city import MONDAY

# The sample is always on SQLite.
pytestmark = [pytest.mark.processes, pytest.mark.either_database]


class Node:
    """A node of the sample that never runs: its commands only."""

    def __init__(self, folder: Path, role: str) -> None:
        self.role = role
        self.environment = demo.environment(folder / role, role, 9, 9)

    def pasti(self, *words: str) -> tuple[int, str]:
        return self._run("pasti.site.command", *words)

    def look(self) -> dict[str, Any]:
        status, said = self._run("tests.torture.look", self.role)
        assert status == 0, said
        found: dict[str, Any] = json.loads(said.splitlines()[-1])
        return found

    def _run(self, module: str, *words: str) -> tuple[int, str]:
        done = loaded.run({**os.environ, **self.environment}, module, *words, timeout=300)
        return done.returncode, done.stdout + done.stderr


@pytest.fixture(scope="module")
def nodes(tmp_path_factory) -> tuple[Node, Node, Path]:
    folder = tmp_path_factory.mktemp("carried")
    office, centre = Node(folder, "office"), Node(folder, "centre")
    ahead = demo.prepare(office.environment, centre.environment, "http://127.0.0.1:9", "http://127.0.0.1:9", MONDAY)
    for node in (office, centre):
        node.environment["PASTI_CLOCK_AHEAD"] = str(ahead)
    return office, centre, folder


def test_a_file_is_carried_there_and_its_answer_back(nodes):
    office, centre, folder = nodes
    waiting = office.look()
    assert waiting["under_way"] > 0
    there, again, back = (str(folder / name) for name in ("there.zip", "again.zip", "back.zip"))
    assert office.pasti("link", "export", there)[0] == 0
    status, said = office.pasti("link", "export", there)
    assert (status != 0, "is there already" in said) == (True, True)
    office.pasti("link", "export", again)
    assert office.look()["under_way"] == waiting["under_way"], "it counts as unsent until the answer is here"

    # In any order, any number of times.
    for file in (again, there, there):
        status, said = centre.pasti("link", "import", file)
        assert status == 0, said
    for _turn in range(3):
        centre.pasti("work", "--once")
    held = centre.look()
    assert set(map(tuple, waiting["said"])) == set(map(tuple, held["heard"]))
    assert len(held["heard"]) == len(waiting["said"])
    assert [count for count in held["records"].values() if count != 1] == []
    assert held["waiting"] == 0

    status, said = centre.pasti("link", "export", back, "--to", "nobody")
    assert "There is no one node called nobody here" in said
    name = next(word for word in said.split() if word.startswith("office-"))
    status, said = centre.pasti("link", "export", back, "--to", name)
    assert status == 0, said
    for _time in range(2):
        status, said = office.pasti("link", "import", back)
        assert status == 0, said
    office.pasti("work", "--once")
    done = office.look()
    # What the office has to say since it read the answer waits for the next file.
    assert (done["states"]["delivered"], done["aside"]) == (len(waiting["said"]), [])
    assert set(map(tuple, held["said"])) <= set(map(tuple, done["heard"]))
    assert set(done["recordings"].values()) == {"stored"}


def test_what_is_no_such_file_or_not_for_us_is_refused_in_one_sentence(nodes):
    office, centre, folder = nodes
    file = folder / "other.zip"
    assert office.pasti("link", "export", str(file))[0] == 0
    own = office.pasti("link", "import", str(file))
    assert own[0] != 0
    assert "bukan untuk simpul ini" in own[1] or "not for this node" in own[1]
    assert "Traceback" not in own[1]
    file.write_bytes(b"nothing")
    for wrong in (file, folder / "not-there.zip", folder):
        status, said = centre.pasti("link", "import", str(wrong))
        assert (status != 0, "Traceback" in said, len(said.strip().splitlines())) == (True, False, 1), said


def test_a_file_inside_that_was_changed_is_named_and_the_rest_is_taken(nodes):
    office, centre, folder = nodes
    whole, broken = folder / "whole.zip", folder / "broken.zip"
    status, _said = office._run("tests.torture.feed", "1", "1", "0")
    assert status == 0
    office.pasti("link", "export", str(whole))
    with ZipFile(whole) as source, ZipFile(broken, "w") as target:
        for name in source.namelist():
            content = source.read(name)
            target.writestr(name, content[::-1] if name.startswith("files/") else content)
        files = sum(name.startswith("files/") for name in source.namelist())
    before = centre.look()
    status, said = centre.pasti("link", "import", str(broken))
    assert (status, "WRONG" in said) == (1, True)
    assert len(centre.look()["heard"]) > len(before["heard"])
    assert centre.pasti("link", "import", str(whole))[0] == 0
    assert files
    assert len(centre.look()["files"]) == len(before["files"]) + files
