"""The centre's statuses stand in one list: checked, and the check is checked."""

import sys

import pytest

from pasti.applications.record_status import MEANINGS
from pasti.centre.intake.states import CODES, PROGRESS
from pasti.link.statuses import HOLDING, UNIQUE, Status
from tests.house import statuses as house
from tests.house.floors import ROOMS
from tests.house.test_floors import copy, plant, run  # noqa: F401 - `copy` is a fixture


def test_the_words_stand_once():
    assert list(house.second_lists()) == []


def test_the_check_knows_all_words():
    assert house.words() == {status.name: status.value for status in Status}


def test_every_word_means_something_to_a_citizen_and_no_other_has_a_meaning():
    assert set(MEANINGS) == set(Status)


def test_what_else_is_said_of_words_is_said_of_these():
    assert {*CODES.values(), *PROGRESS, *HOLDING, *UNIQUE} <= set(Status)
    assert not HOLDING & {*PROGRESS, *UNIQUE}


@pytest.mark.parametrize(
    ("file", "line", "said"),
    [
        ("tracking/queries.py", 'X = ["CARD_PRINTED"]', ["the word CARD_PRINTED itself"]),
        ("tracking/queries.py", 'def f(c):\n    return c == "DUPLICATE_RECORD"', ["the word DUPLICATE_RECORD itself"]),
        (
            "applications/handlers.py",
            "_HOLDING = {Status.UNREGISTERED, statuses.Status.DUPLICATE_RECORD}",
            ["a list of DUPLICATE_RECORD, UNREGISTERED"],
        ),
        (
            "printing/actions.py",
            "X = {Status.CARD_PRINTED: 1, Status.CARD_ISSUED: 2}",
            ["a list of CARD_ISSUED, CARD_PRINTED"],
        ),
        (
            "printing/actions.py",
            "def f(c):\n    match c:\n        case Status.CARD_PRINTED | Status.CARD_ISSUED:\n            return 1",
            ["a list of CARD_ISSUED, CARD_PRINTED"],
        ),
        (
            "applications/record_status.py",
            "AGAIN = (Status.CARD_PRINTED, Status.CARD_ISSUED)",
            ["a list of CARD_ISSUED, CARD_PRINTED"],
        ),
        (
            "tracking/templates/tracking/where.html",
            '{% if code == "CARD_SHIPPED" %}x{% endif %}',
            ["the word CARD_SHIPPED itself"],
        ),
    ],
)
def test_a_planted_second_list_is_found(file, line, said):
    before = (ROOMS / file).read_text() if (ROOMS / file).exists() else ""
    source = f"{before}\n{line}\n"
    found = house.in_template(source) if file.endswith(".html") else house.in_code(source, file)
    assert list(found) == said


def test_it_is_found_wherever_it_is_planted(copy):  # noqa: F811 - the fixture
    plant(copy, "recording/queries.py", 'X = "BIO_CAPTURED"')
    plant(copy, "desk/templates/desk/case.html", '{% if x == "CARD_ISSUED" %}{% endif %}')
    done = run(copy, [sys.executable, "-m", "tests.house.statuses"])
    assert done.returncode != 0
    assert done.stdout.splitlines() == [
        "desk/templates/desk/case.html: the word CARD_ISSUED itself",
        "recording/queries.py: the word BIO_CAPTURED itself",
    ]
