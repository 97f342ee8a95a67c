"""A room finds, locks, makes, changes and deletes its own rows only: checked, and the checks are checked."""

import sys

import pytest

from pasti.accounts.models import Account
from tests.cast import submitted
from tests.house import doors
from tests.house.test_floors import copy, plant, run  # noqa: F401 - `copy` is a fixture


def test_no_room_goes_over_a_door():
    assert list(doors.over_a_door()) == []


PLANTED = [
    (
        "queue/queries.py",
        "def planted() -> bool:\n    return Application.objects.exists()",
        "Application belongs to applications",
    ),
    (
        "desk/queries.py",
        "def planted() -> Application:\n    return Application.locked(1)",
        "Application belongs to applications",
    ),
    (
        "handover/actions.py",
        "from django.shortcuts import get_object_or_404\nx = get_object_or_404(Application, pk=1)",
        "Application belongs to applications",
    ),
    (
        "printing/queries.py",
        "from pasti.stock.models import Blank\nx = Blank(serial='x')",
        "Blank belongs to stock",
    ),
    ("centre/dedup/queries.py", "from pasti.link.models import Peer\nx = Peer.objects", "Peer belongs to link"),
    (
        "centre/dedup/actions.py",
        "from pasti.kit.many import insert_each\nfrom pasti.link.models import Peer\nx = insert_each(Peer, [])",
        "Peer belongs to link",
    ),
]


def test_every_planted_way_over_a_door_is_found(copy):  # noqa: F811 - the fixture
    for file, line, _said in PLANTED:
        plant(copy, file, line)
    done = run(copy, [sys.executable, "-m", "tests.house.doors"])
    assert done.returncode != 0
    found = done.stdout.splitlines()
    assert [
        (file, said)
        for file, _line, said in PLANTED
        if not any(f"pasti/{file}:" in one and said in one for one in found)
    ] == []


# What a room upstairs would do; compiled as if it stood there.
_NEXT_DOOR = {
    "saves": "row.save(update_fields=['remark'])",
    "deletes": "row.delete()",
    "updates": "type(row)._default_manager.filter(pk=row.pk).update(remark='x')",
    "locks": "type(row)._default_manager.select_for_update().filter(pk=row.pk).first()",
    "makes": "type(row)(number='1').save()",
    "updates many": "__import__('pasti.kit.many').kit.many.update_each([row], ['remark'])",
    "makes many": "__import__('pasti.kit.many').kit.many.insert_each(type(row), [{'number': '1'}])",
}


@pytest.mark.parametrize("what", _NEXT_DOOR)
def test_a_room_that_changes_anothers_rows_fails_the_test_that_led_there(office, what):
    case = submitted()
    act = {"__name__": "pasti.desk.actions"}
    exec(f"def act(row):\n    {_NEXT_DOOR[what]}", act)
    # A frame of a test on the stack would end the search: it is called as the desk would call it.
    caller = {"__name__": "pasti.desk.screens.counter", "act": act["act"], "row": case}
    with pytest.raises(AssertionError, match="desk changes rows of Application, which belong to applications"):
        exec("act(row)", caller)


def test_a_room_may_change_its_own_rows_from_wherever_it_is_asked(office, signed_in):
    assert signed_in(office.budi).get("/meja/").status_code == 200
    assert Account.objects.count() == 6
