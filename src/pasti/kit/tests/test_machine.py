import pytest
from django.db import models

from pasti.kit.moves import Machine, move


class State(models.TextChoices):
    OPEN = "open", "terbuka"
    SHUT = "shut", "tertutup"
    GONE = "gone", "hilang"


DOOR = Machine(
    noun="door",
    states=State,
    start=State.OPEN,
    moves={
        "shut": move(State.OPEN, State.SHUT, "Tutup", by=["clerk"]),
        "open": move(State.SHUT, State.OPEN, "Buka", by=["clerk", "head"]),
        "break": move([State.OPEN, State.SHUT], State.GONE, "Dobrak", by=["head"]),
    },
)


@pytest.mark.parametrize(
    ("state", "roles", "moves"),
    [
        ("open", ["clerk"], ["shut"]),
        ("open", ["head"], ["break"]),
        ("open", ["clerk", "head"], ["shut", "break"]),
        ("shut", ["head"], ["open", "break"]),
        ("gone", ["clerk", "head"], []),
        ("open", [], []),
        ("open", ["stranger"], []),
    ],
)
def test_only_the_moves_of_a_state_and_a_role_are_open(state, roles, moves):
    assert DOOR.open_to(state, roles) == moves


def test_a_state_has_a_name():
    assert DOOR.label("shut") == "tertutup"


def test_a_table_holds_plain_words():
    """A member of an enumeration would be written into the journal as such."""
    assert type(DOOR.moves["shut"].target) is str
    assert {type(source) for source in DOOR.moves["break"].sources} == {str}
