import pytest
from django.db import IntegrityError
from tests.cast import CARD_DATA, MONDAY, OWNER, accepted, draft, submitted

from pasti.applications import actions, forgetting, hooks, shared_nik
from pasti.applications.held import end_held, record_again
from pasti.applications.lost_card import print_again
from pasti.applications.models import Application
from pasti.applications.states import APPLICATION
from pasti.applications.uncollected import end_uncollected
from pasti.journal.actors import Actor, node
from pasti.journal.models import Entry
from pasti.kit.errors import Refused
from pasti.residents.models import Resident

CENTRE = node("centre-1", "Pusat")


@pytest.fixture(autouse=True)
def own_hooks():
    """What a test registers is forgotten after it."""
    kept = {move: list(found) for move, found in hooks._hooks.items()}
    yield
    hooks._hooks.clear()
    hooks._hooks.update(kept)


def listen(*moves: str) -> list[tuple[str, str, str, str]]:
    """Note what is told of each move: its name, the state and the step that are seen, and who took it."""
    told: list[tuple[str, str, str, str]] = []
    for move in moves:

        @hooks.when(move)
        def noted(application: Application, by: Actor, *, move: str = move) -> None:
            step = application.current_step
            told.append((move, application.state, step.code if step else "", by.name))

    return told


def test_it_sees_the_case_after_the_move_and_its_step(office):
    told = listen("submit", "accept")
    accepted(office.budi.actor)
    assert told == [
        ("submit", "submitted", "papers", OWNER.name),
        ("accept", "in_progress", "recording", "Budi Hartono"),
    ]


def test_the_move_is_in_the_journal_before_it(office):
    seen = []

    def look(application: Application, by: Actor) -> None:
        seen.append(Entry.objects.filter(kind="application.submit", case=application.number).count())

    hooks.when("submit")(look)
    submitted()
    assert seen == [1]


def test_every_move_is_told(office):
    told = listen(*APPLICATION.moves)
    budi, rini, joko = office.budi.actor, office.rini.actor, office.joko.actor
    asked = actions.ask_for_papers(submitted(), "KK", by=budi)
    actions.refuse(actions.supply_papers(asked, by=budi), "x", by=budi)
    actions.withdraw(submitted(), by=OWNER)
    shared_nik.set_apart(submitted(), by=budi)
    held = actions.hold(actions.finish_step(accepted(budi), "recording", by=rini), "x", by=CENTRE)
    again = actions.finish_step(record_again(held, by=rini), "recording", by=rini)
    printed = actions.finish_step(actions.finish_step(again, "centre", by=CENTRE), "printing", by=joko)
    printed = actions.finish_step(print_again(printed, "BA-1", by=budi), "printing", by=joko)
    actions.finish_step(printed, "handover", by=budi, changes={"closed_at": MONDAY}, to="self")
    end_uncollected(actions.finish_step(accepted(budi, "KK", {}), "issuing", by=budi), "K-01", ready_at=MONDAY, by=budi)
    twice = actions.hold(actions.finish_step(accepted(budi), "recording", by=rini), "x", by=CENTRE)
    actions.note_status(twice, "DUPLICATE_RECORD", at=MONDAY, source="Pusat", by=CENTRE)
    end_held(twice, "x", by=budi)
    Application.objects.filter(pk=draft().pk).update(started_at="2020-01-01T00:00:00Z")
    forgetting.forget_unused()
    assert {move for move, *_rest in told} == set(APPLICATION.moves)


def test_one_that_refuses_leaves_nothing_of_the_move(office):
    def refuse(application: Application, by: Actor) -> None:
        raise Refused("Besok kantor tutup.")

    hooks.when("accept")(refuse)
    case = actions.fill(submitted(), CARD_DATA, by=office.budi.actor)
    before = Entry.objects.count()
    with pytest.raises(Refused, match="Besok kantor tutup"):
        actions.accept_papers(case, by=office.budi.actor)
    case.refresh_from_db()
    assert (case.state, case.accepted_at, case.current_step.code) == ("submitted", None, "papers")
    assert (Entry.objects.count(), Resident.objects.count(), case.promises.count()) == (before, 0, 0)


def test_a_fault_of_one_is_not_taken_for_a_second_case_of_the_same_person(office):
    def collide(application: Application, by: Actor) -> None:
        raise IntegrityError("something of its own")

    hooks.when("accept")(collide)
    with pytest.raises(IntegrityError, match="something of its own"):
        accepted(office.budi.actor)


def test_several_run_in_the_order_of_their_names_however_they_were_registered(office):
    ran = []

    def make(name: str) -> hooks.Hook:
        def hook(application: Application, by: Actor) -> None:
            ran.append(name)

        hook.__module__, hook.__qualname__ = f"pasti.{name}.handlers", "act"
        return hook

    for name in ("queue", "appointments", "stock"):
        hooks.when("withdraw")(make(name))
    actions.withdraw(submitted(), by=OWNER)
    assert ran == ["appointments", "queue", "stock"]


def test_a_second_time_and_a_move_that_there_is_not_are_faults(office):
    def hook(application: Application, by: Actor) -> None:
        raise NotImplementedError

    hooks.when("withdraw")(hook)
    with pytest.raises(ValueError, match="twice"):
        hooks.when("withdraw")(hook)
    with pytest.raises(LookupError, match="fly"):
        hooks.when("fly")
