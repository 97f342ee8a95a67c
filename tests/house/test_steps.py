"""All that is said of a step is said in one place: checked, and the check is checked."""

import sys
import tomllib

import pytest

from pasti.applications.states import APPLICATION
from pasti.catalogue import steps
from pasti.catalogue.steps import Family, StepCode
from pasti.desk.queries import Doing
from tests.house import steps as house
from tests.house.floors import ROOMS
from tests.house.test_floors import copy, plant, run  # noqa: F401 - `copy` is a fixture


def test_every_step_is_described_once():
    assert list(house.second_descriptions()) == []


def test_the_check_knows_all_steps():
    assert house.codes() == {step.name: step.value for step in StepCode}


@pytest.mark.parametrize("code", StepCode)
def test_what_is_said_of_a_step_exists(code):
    step = steps.of(code)
    assert APPLICATION.moves[step.move].by
    assert step.at_counter in ("", *(doing.value for doing in Doing))
    # Whoever is there for it finds somebody who does it, and the other way round.
    assert bool(step.works) == bool(step.at_counter)
    for family in Family:
        for recorded in (True, False):
            assert step.explained(family, recorded=recorded).endswith(".")
    assert str(step.todo).endswith(".")


def test_paths_are_made_of_steps_and_describe_none():
    data = tomllib.loads((ROOMS / "catalogue" / "data" / "services.toml").read_text())
    for path in data["paths"].values():
        assert set(path) <= set(StepCode.values)


@pytest.mark.parametrize(
    ("file", "line", "said"),
    [
        (
            "tracking/queries.py",
            'X = {"papers": "Didaftar", "recording": "Direkam"}',
            "a dictionary by papers, recording",
        ),
        (
            "applications/models.py",
            "X = {StepCode.PAPERS: 1, steps.StepCode.CENTRE: 2}",
            "a dictionary by centre, papers",
        ),
        ("desk/queries.py", 'X = ["issuing", "handover"]', "a list by handover, issuing"),
        ("desk/queries.py", 'X = dict(papers="a", issuing="b")', "a dictionary by issuing, papers"),
        (
            "queue/queries.py",
            'def planted(step):\n    match step.code:\n        case "papers" | "handover":\n            return 1',
            "a match by handover, papers",
        ),
        (
            "printing/queries.py",
            'def planted(step):\n    if step.code == "printing":\n        return 1\n    return step.code == "centre"',
            "comparisons by centre, printing",
        ),
        (
            "recording/templates/recording/before.html",
            '{% if step.code == "recording" %}a{% elif step.code == "centre" %}b{% endif %}',
            "comparisons by centre, recording",
        ),
    ],
)
def test_a_planted_second_description_is_found(file, line, said):
    source = (ROOMS / file).read_text() + f"\n{line}\n"
    found = house.in_template(source) if file.endswith(".html") else (what for _line, what in house.in_code(source))
    assert list(found) == [said]


def test_it_is_found_wherever_it_is_planted(copy):  # noqa: F811 - the fixture
    plant(copy, "tracking/queries.py", 'X = {"papers": "Didaftar", "recording": 1}')
    plant(copy, "desk/templates/desk/case.html", '{% if x == "printing" or x == "issuing" %}{% endif %}')
    done = run(copy, [sys.executable, "-m", "tests.house.steps"])
    assert done.returncode != 0
    assert "tracking/queries.py" in done.stdout
    assert "desk/case.html" in done.stdout
    assert len(done.stdout.splitlines()) == 2
