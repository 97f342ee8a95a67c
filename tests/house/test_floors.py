"""A room looks downstairs, never up, and never into another room on its floor: checked, and the checks are checked."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.house import floors

ROOT = floors.ROOT


def test_nothing_in_the_house_reaches_upstairs():
    assert floors.everything_upward() == []


def test_every_room_is_on_a_floor():
    on_floors = {room for floor in floors.layers() for room in floor}
    rooms = {p.parent.name for p in floors.ROOMS.glob("*/__init__.py")} - {"centre"}
    rooms |= {f"centre.{p.parent.name}" for p in floors.ROOMS.glob("centre/*/__init__.py")}
    assert rooms == on_floors


def test_neighbours_do_not_know_each_other():
    assert not floors.may_look("queue", "recording")
    assert not floors.may_look("applications", "queue")
    assert floors.may_look("queue", "applications")
    assert not floors.may_look("centre.intake", "applications")
    assert not floors.may_look("applications", "centre.intake")
    assert floors.may_look("centre.intake", "link")


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A copy of the house in which something wrong can be planted."""
    ignore = shutil.ignore_patterns("__pycache__", "*.egg-info", "static")
    for name in ("src", "tests"):
        shutil.copytree(ROOT / name, tmp_path / name, ignore=ignore)
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    return tmp_path


def plant(tree: Path, file: str, line: str) -> None:
    path = tree / "src" / "pasti" / file
    path.write_text(path.read_text() + f"\n{line}\n")


def contract(tree: Path) -> subprocess.CompletedProcess[str]:
    lint = Path(sys.executable).parent / "lint-imports"
    return run(tree, [str(lint), "--no-cache"])


def floors_of(tree: Path) -> subprocess.CompletedProcess[str]:
    return run(tree, [sys.executable, "-m", "tests.house.floors"])


def run(tree: Path, command: list[str]) -> subprocess.CompletedProcess[str]:
    environment = {
        **os.environ,
        "PYTHONPATH": f"{tree}:{tree / 'src'}",
        "DJANGO_SETTINGS_MODULE": "tests.settings",
        "PASTI_DATABASE_URL": "sqlite://",
    }
    return subprocess.run(command, cwd=tree, env=environment, capture_output=True, text=True, check=False)


def test_the_contract_holds_on_the_house_as_it_is(copy):
    done = contract(copy)
    assert done.returncode == 0, done.stdout
    assert floors_of(copy).returncode == 0


# What is planted, and how it must be named. All of one kind are planted at once: to read the house takes seconds.
UPWARD_IMPORTS = [
    (
        "applications/queries.py",
        "from pasti.queue import models",
        "pasti.applications.queries -> pasti.queue.models",
    ),
    ("queue/actions.py", "from pasti.recording import actions", "pasti.queue.actions -> pasti.recording.actions"),
    (
        "centre/intake/queries.py",
        "from pasti.residents import nik",
        "pasti.centre.intake.queries -> pasti.residents.nik",
    ),
    ("kit/text.py", "from pasti.journal import actions", "pasti.kit.text -> pasti.journal.actions"),
]
CIRCLES = [
    # The circle that went unseen when the sample stood beside the front door.
    ("site/command.py", "from pasti.demo import run", "pasti.site.command -> pasti.demo.run"),
    ("site/up.py", "def late():\n    from pasti.demo import run", "pasti.site.up -> pasti.demo.run"),
    ("supervisor/processes.py", "from pasti.site import up", "pasti.supervisor.processes -> pasti.site.up"),
    ("demo/run.py", "import pasti.__main__", "pasti.demo.run -> pasti.__main__"),
    # Circles within a room.
    ("site/init.py", "from pasti.site import command", ".init -> .command"),
    ("queue/queries.py", "def late():\n    from pasti.queue import actions", ".queries -> .actions"),
    ("kit/errors.py", "from pasti.kit import limits", ".errors -> .limits"),
]
KEYS = [
    ("applications/models.py", "printing.Job"),
    ("queue/models.py", "recording.Recording"),
    ("centre/intake/models.py", "applications.Application"),
]
LINKS = [
    ("queue/templates/queue/display.html", '{% include "desk/waiting.html" %}', "desk/waiting.html is upstairs"),
    ("recording/templates/recording/before.html", '{% include "queue/ticket.html" %}', "queue/ticket.html is upstairs"),
    ("stock/templates/stock/ledger.html", "{% url 'printing:room' %}", "a link to printing leads upstairs"),
    ("queue/screens/hall.py", 'x = redirect("desk:home")', "a link to desk leads upstairs"),
]


@pytest.mark.parametrize("planted", [UPWARD_IMPORTS, CIRCLES], ids=["upward", "circles"])
def test_every_planted_import_is_found(copy, planted):
    for file, line, _named in planted:
        plant(copy, file, line)
    done = contract(copy)
    assert done.returncode != 0
    assert [named for _file, _line, named in planted if named not in done.stdout] == []


def test_every_planted_upward_foreign_key_template_and_link_is_found(copy):
    for number, (file, target) in enumerate(KEYS):
        plant(
            copy,
            file,
            f"class Planted{number}(models.Model):\n"
            f'    up = models.ForeignKey("{target}", models.CASCADE, related_name="+")\n\n'
            '    def __str__(self) -> str:\n        return "planted"',
        )
    # The import linter cannot see it: that is why this check exists.
    assert contract(copy).returncode == 0
    for file, line, _said in LINKS:
        plant(copy, file, line)
    done = floors_of(copy)
    assert done.returncode != 0
    wanted = [f"Planted{number}.up points upstairs or next door" for number in range(len(KEYS))]
    wanted += [said for _file, _line, said in LINKS]
    assert [said for said in wanted if said not in done.stdout] == []
