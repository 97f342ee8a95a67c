"""A centre as real processes, on the kind of database that this run of the tests is on, with nobody but it."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from pasti.demo import run as demo
from pasti.demo.people import PEOPLE
from pasti.link import cards
from pasti.offices import regions
from tests import loaded
from tests.attacks.rogue import Rogue
from tests.fixtures import OtherNode
from tests.journeys.city import MONDAY, City
from tests.once import database


class LoneCentre(City):
    """The sample city's centre alone: it trusts whom it is told to."""

    def __init__(self, folder: Path, url: str) -> None:
        super().__init__(folder)
        self.environments["centre"]["PASTI_DATABASE_URL"] = url
        self.card = cards.read(self._prepare("centre")["card"])

    def fill(self, home: OtherNode) -> None:
        """Fill the centre with the sample's people, as recorded by their home office."""
        places = {p.village_code: regions.parents(p.village_code) for p in PEOPLE.values()}
        self._prepare("fill-centre", home.card.text(), f"{MONDAY}:00+07:00", json.dumps(places))

    def speaker(self, name: str, region: str) -> Rogue:
        """Return an office that is not known here yet."""
        return Rogue(name, region, self.centre, self.card.node_id)

    def trusts(self, node: OtherNode) -> None:
        """Let the centre trust an office that speaks for itself; how a real one comes in: test_enrolment."""
        self.ask(
            "from pasti.journal.actors import SYSTEM; from pasti.link import actions, cards; "
            f"actions.trust(cards.read({node.card.text()!r}), by=SYSTEM); print(1)"
        )

    def run(self, *words: str) -> str:
        """Run a command of the centre's."""
        done = loaded.run(self._environment(), "pasti.site.command", *words)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def ask(self, code: str) -> Any:
        """Return what an expression is in the centre's program and database."""
        program = f"import django, json; django.setup(); {code}"
        done = subprocess.run(
            [sys.executable, "-c", program], env=self._environment(), capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)

    def _prepare(self, *arguments: str) -> Any:
        return demo.ask(self.environments["centre"], *arguments)

    def _environment(self) -> dict[str, str]:
        return {**os.environ, **self.environments["centre"]}


@contextmanager
def running(folder: Path) -> Iterator[LoneCentre]:
    """A centre that was made, and is started by the test."""
    with database(folder / "test.sqlite3") as url:
        centre = LoneCentre(folder, url)
        try:
            yield centre
        finally:
            centre.stop_all()
