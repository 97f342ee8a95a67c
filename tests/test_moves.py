"""The full matrix of every MOVES table: each state, each move, each role; what is refused changes nothing."""

from typing import Any

import pytest
from django.apps import apps
from django.db import DatabaseError, transaction

from pasti.journal import registry
from pasti.journal.actors import Actor
from pasti.journal.models import Entry
from pasti.journal.moves import Stateful, take
from pasti.kit.errors import NotAllowed
from tests.cast import ALL_ROLES, ANYBODY, Cast
from tests.rows import BUILDERS, changes_for

STATES = [
    pytest.param(model, state, id=f"{model.MACHINE.noun}-{state}")
    for model in BUILDERS
    for state in model.MACHINE.states.values
]


def facts_for(noun: str, name: str) -> dict[str, str]:
    return dict.fromkeys(registry.kinds.get(f"{noun}.{name}").facts, "2026-11-23T09:00:00+07:00")


def test_every_machine_is_in_the_matrix():
    assert set(BUILDERS) == {model for model in apps.get_models() if issubclass(model, Stateful)}


@pytest.mark.parametrize(("model", "state"), STATES)
def test_each_move_is_taken_or_refused(model, state, office):
    row = BUILDERS[model](office, state)
    failed: list[BaseException] = []
    for name in model.MACHINE.moves:
        # Each is tried on the row as it was made; what fails does not hide the next.
        with transaction.atomic():
            try:
                is_taken_or_refused(model.objects.get(pk=row.pk), state, name, office)
            except (AssertionError, pytest.fail.Exception, NotAllowed, DatabaseError) as failure:
                failure.add_note(f"{model.MACHINE.noun}-{state}-{name}")
                failed.append(failure)
            transaction.set_rollback(True)
    if failed:
        raise BaseExceptionGroup(f"{len(failed)} moves", failed)


def is_taken_or_refused(row: Any, state: str, name: str, office: Cast) -> None:
    model, machine = type(row), row.MACHINE
    move = machine.moves[name]
    facts: dict[str, Any] = {} if name in machine.quiet else facts_for(machine.noun, name)
    changes = changes_for(row, move.target, office)
    before = Entry.objects.count()
    if state in move.sources:
        moved = take(row, name, by=ANYBODY, changes=changes, **facts)
        assert moved.state == move.target == model.objects.get(pk=row.pk).state
        entries = list(Entry.objects.order_by("-id")[: Entry.objects.count() - before])
        wanted = [] if name in machine.quiet else [(f"{machine.noun}.{name}", moved.subject)]
        assert [(entry.kind, entry.subject) for entry in entries] == wanted
    else:
        with pytest.raises(NotAllowed) as refused:
            take(row, name, by=ANYBODY, changes=changes, **facts)
        assert machine.label(state) in str(refused.value)
        assert model.objects.get(pk=row.pk).state == state
        assert Entry.objects.count() == before


MOVES = [
    pytest.param(model, name, id=f"{model.MACHINE.noun}-{name}") for model in BUILDERS for name in model.MACHINE.moves
]


@pytest.mark.parametrize(("model", "name"), MOVES)
def test_a_move_is_open_to_its_roles_and_to_nobody_else(model, name, office):
    move = model.MACHINE.moves[name]
    state = min(move.sources)
    row = BUILDERS[model](office, state)
    assert move.by, "somebody must be able to take it"
    for role in ALL_ROLES:
        by = Actor("somebody", "Seseorang", frozenset({role}))
        assert (name in row.open_moves(by)) is (role in move.by)
    others = Actor("others", "Yang lain", ALL_ROLES - move.by)
    with pytest.raises(NotAllowed, match="bukan wewenang"):
        take(row, name, by=others, **facts_for(model.MACHINE.noun, name) if name not in model.MACHINE.quiet else {})
    assert model.objects.get(pk=row.pk).state == state
