"""The full matrix of every MOVES table: each state, each move, each role; what is refused changes nothing."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.apps import apps
from django.db import DatabaseError, transaction

from pasti.accounts.models import Proposal
from pasti.answers.models import Answer
from pasti.applications.models import Application
from pasti.appointments.models import Booking, Session, Waiting
from pasti.centre.allotment.models import Ask
from pasti.centre.authority.models import Invitation
from pasti.centre.dedup.models import Search, Suggestion
from pasti.centre.intake.models import Record
from pasti.certificates.models import Decision, SigningKey, Suket
from pasti.handover.models import Batch, Card, Finding, Minutes, Point, ShelfCount, Surrendered
from pasti.journal import registry
from pasti.journal.actors import Actor
from pasti.journal.models import Entry
from pasti.journal.moves import Stateful, take
from pasti.kit import clock
from pasti.kit.errors import NotAllowed
from pasti.link.models import Envelope, Peer
from pasti.notices.models import Delivery, Notice
from pasti.printing.models import Advance, Job, Run
from pasti.queue.models import Ticket
from pasti.readiness.models import Incident
from pasti.recording.models import Recording
from pasti.roster.models import Absence
from pasti.stock.models import Blank, Count, Place, Removal, Request, Ribbon, Transfer
from tests.cast import ALL_ROLES, ANYBODY, Cast, accepted, submitted


def application(office: Cast, state: str) -> Application:
    row = submitted()
    closed = {"closed_at": clock.now()} if state == "closed" else {}
    Application.objects.filter(pk=row.pk).update(state=state, **closed)
    return Application.objects.get(pk=row.pk)


def booking(office: Cast, state: str) -> Booking:
    starts = clock.now() + timedelta(hours=2)
    session = Session.objects.create(starts_at=starts, ends_at=starts + timedelta(hours=1))
    return Booking.objects.create(application=submitted(), session=session, state=state)


def waiting(office: Cast, state: str) -> Waiting:
    held = held_place() if state == "offered" else {}
    return Waiting.objects.create(application=submitted(), state=state, **held)


def held_place() -> dict[str, Any]:
    starts = clock.now() + timedelta(hours=2)
    session, _new = Session.objects.get_or_create(starts_at=starts, ends_at=starts + timedelta(hours=1))
    return {"session": session, "held_until": clock.now()}


def ticket(office: Cast, state: str) -> Ticket:
    at = {"counter": office.counters[1]} if state in ("called", "serving") else ended(state)
    return Ticket.objects.create(day=clock.today(), letter="C", sequence=1, lane=office.lanes["C"], state=state, **at)


def ended(state: str) -> dict[str, Any]:
    """What the database asks for of a number that has ended so."""
    if state == "done":
        return {"outcome": "served", "done": "accept", "ended_at": clock.now()}
    if state in ("left", "unserved"):
        return {"outcome": "vain", "reason": "link", "ended_at": clock.now()}
    return {}


def envelope(office: Cast, state: str) -> Envelope:
    flying = {"in_flight_since": clock.now()} if state == "in_flight" else {}
    peer = Peer.objects.get()
    return Envelope.objects.create(
        peer=peer, number=1, kind="card.progress", key="k", body={}, happened_at=clock.now(), state=state, **flying
    )


def recording(office: Cast, state: str) -> Recording:
    sealed = {} if state in ("open", "cancelled") else {"sha256": "0" * 64}
    return Recording.objects.create(application=submitted(), packet="p", recipient="r", state=state, **sealed)


def blank(office: Cast, state: str) -> Blank:
    row = Blank.objects.first()
    assert row is not None
    Blank.objects.filter(pk=row.pk).update(state=state, **with_its_paper(state))
    return Blank.objects.get(pk=row.pk)


def with_its_paper(state: str) -> dict[str, Any]:
    """What a blank that travels or leaves goes with."""
    leaving = state in ("held", "lost", "destroyed", "returned")
    return {
        "transfer": transfer(None, "on_its_way") if state == "travelling" else None,
        "removal": removal(None, "proposed") if leaving else None,
    }


def transfer(office: Cast | None, state: str) -> Transfer:
    place, _new = Place.objects.get_or_create(name="Kecamatan")
    return Transfer.objects.create(
        target=place, serials="BK1", count=1, sent_by_id="x", sent_by="X", carried_by="Y", state=state
    )


def removal(office: Cast | None, state: str) -> Removal:
    return Removal.objects.create(
        kind="lost", day=clock.today(), sequence=1 + Removal.objects.count(), serials="BK1", count=1, reason="x",
        proposed_by_id="x", proposed_by="X", state=state,
    )  # fmt: skip


def stock_count(office: Cast, state: str) -> Count:
    return Count.objects.create(first_by_id="x", first_by="X", first_count=1, state=state)


def ribbon(office: Cast, state: str) -> Ribbon:
    return Ribbon.objects.create(code="P1", made_for=500, state=state)


def request(office: Cast, state: str) -> Request:
    answered = {"allotted": 1} if state == "answered" else {}
    return Request.objects.create(key="k", count=1, in_stock=0, waiting=0, a_day=1, state=state, **answered)


def ask(office: Cast, state: str) -> Ask:
    answered = {"allotted": 1, "answered_at": clock.now()} if state == "answered" else {}
    return Ask.objects.create(
        office=Peer.objects.get(), key="k", count=1, letter="1", in_stock=0, waiting=0, a_day=1, state=state, **answered
    )


def run(office: Cast | None, state: str) -> Run:
    return Run.objects.create(day=clock.today(), sequence=1, state=state)


def job(office: Cast, state: str) -> Job:
    printing = {"run": run(office, "open"), "serial": "BK1"} if state in ("in_run", "printed") else {}
    case = accepted(ANYBODY)
    return Job.objects.create(application=case, content="0" * 64, released_at=clock.now(), state=state, **printing)


def advance(office: Cast, state: str) -> Advance:
    granted = with_a_second(state)
    return Advance.objects.create(
        application=submitted(), reason="x", proposed_by_id="x", proposed_by="X", state=state, **granted
    )


def with_a_second(state: str) -> dict[str, Any]:
    granted = {"granted_at": clock.now(), "granted_on": clock.today(), "granted_by": "Y"}
    return granted if state == "granted" else {}


def record(office: Cast, state: str) -> Record:
    peer = Peer.objects.get()
    return Record.objects.create(office=peer, application="1" * 12, service="NEW", packet=f"p-{state}", state=state)


def search(office: Cast, state: str) -> Search:
    return Search.objects.create(record=record(office, "searching"), state=state)


def suggestion(office: Cast, state: str) -> Suggestion:
    return Suggestion.objects.create(
        record=record(office, "suspected"), other=record(office, "released"), score=90, state=state
    )


def invitation(office: Cast, state: str) -> Invitation:
    used = {"used_by": Peer.objects.get(), "used_at": clock.now()} if state == "used" else {}
    return Invitation.objects.create(name="Karawang", region_code="32.15", hours=24, state=state, **used)


def proposal(office: Cast, state: str) -> Proposal:
    by = office.agus.actor
    return Proposal.objects.create(account=office.budi, what="close", by_id=by.id, by_name=by.name, state=state)


def incident(office: Cast, state: str) -> Incident:
    closed = {"closed_at": clock.now(), "ended_at": clock.now(), "closed_by": "Agus"} if state == "closed" else {}
    return Incident.objects.create(
        year=2026, sequence=1, state=state, cause="carrier", needs=["link"], starts_at=clock.now(), opened_by="Agus",
        **closed,
    )  # fmt: skip


def notice(office: Cast, state: str) -> Notice:
    reached = {"reached_at": clock.now()} if state == "reached" else {}
    return Notice.objects.create(application=submitted(), state=state, why="x", **reached)


def delivery(office: Cast, state: str) -> Delivery:
    flying = {"in_flight_since": clock.now()} if state == "in_flight" else {}
    of = notice(office, "sending")
    return Delivery.objects.create(notice=of, via="sms", key="k", to="+6281234567890", text="x", state=state, **flying)


def answer(office: Cast, state: str) -> Answer:
    return Answer.objects.create(application=submitted(), key="visit:1", about="visit", state=state)


def signing_key(office: Cast, state: str) -> SigningKey:
    return SigningKey.objects.create(kid="0" * 16, public=b"p", sealed=b"s", made_by="x", state=state)


def decision(office: Cast, state: str) -> Decision:
    today = clock.today()
    return Decision.objects.create(
        incident=incident(office, "open"), reason="x", since=today, until=today, made_by="x", state=state,
        ended_at=None if state == "stands" else clock.now(),
    )  # fmt: skip


def suket(office: Cast, state: str) -> Suket:
    return Suket.objects.create(
        application=submitted(), decision=decision(office, "stands"), year=2026, sequence=1, index=1, issued_by="x",
        valid_until=clock.today(), state=state, ended_at=None if state == "issued" else clock.now(),
    )  # fmt: skip


def card(office: Cast, state: str) -> Card:
    return Card.objects.create(application=submitted(), serial="BK1", state=state, **where(state))


def where(state: str) -> dict[str, Any]:
    """What a card goes with that is not at the office."""
    place, _new = Point.objects.get_or_create(name="Kecamatan", address="x", hours="x")
    return by_minutes(state) | {
        "batch": batch(None, "on_its_way") if state in ("travelling", "carried") else None,
        "point": place if state == "at_point" else None,
    }


def batch(office: Cast | None, state: str) -> Batch:
    return Batch.objects.create(
        way="courier", day=clock.today(), sequence=1 + Batch.objects.count(), carried_by="x", count=1,
        sent_by_id="x", sent_by="X", state=state,
    )  # fmt: skip


def by_minutes(state: str) -> dict[str, Any]:
    """What a card goes with that is destroyed."""
    return {"minutes": minutes(None, "proposed") if state in ("held", "destroyed") else None}


def minutes(office: Cast | None, state: str) -> Minutes:
    return Minutes.objects.create(
        kind="old", day=clock.today(), sequence=1 + Minutes.objects.count(), count=1, witnesses="x",
        proposed_by_id="x", proposed_by="X", state=state,
    )  # fmt: skip


def surrendered(office: Cast, state: str) -> Surrendered:
    return Surrendered.objects.create(application=submitted(), by="x", state=state, **by_minutes(state))


def finding(office: Cast, state: str) -> Finding:
    count = ShelfCount.objects.create(rack=1, box=1, by="x", scanned=0, expected=1)
    return Finding.objects.create(count=count, kind="missing", serial="BK1", state=state)


def absence(office: Cast, state: str) -> Absence:
    now = clock.now()
    return Absence.objects.create(
        account=office.budi, starts_at=now, ends_at=now + timedelta(hours=6), noted_by="Agus", state=state
    )


BUILDERS: dict[type[Stateful], Callable[[Cast, str], Any]] = {
    Proposal: proposal,
    Application: application,
    Booking: booking,
    Waiting: waiting,
    Ticket: ticket,
    Envelope: envelope,
    Recording: recording,
    Blank: blank,
    Transfer: transfer,
    Removal: removal,
    Count: stock_count,
    Ribbon: ribbon,
    Request: request,
    Ask: ask,
    Run: run,
    Job: job,
    Advance: advance,
    Record: record,
    Search: search,
    Suggestion: suggestion,
    Invitation: invitation,
    Incident: incident,
    Notice: notice,
    Delivery: delivery,
    Answer: answer,
    SigningKey: signing_key,
    Decision: decision,
    Suket: suket,
    Card: card,
    Batch: batch,
    Minutes: minutes,
    Surrendered: surrendered,
    Finding: finding,
    Absence: absence,
}

STATES = [
    pytest.param(model, state, id=f"{model.MACHINE.noun}-{state}")
    for model in BUILDERS
    for state in model.MACHINE.states.values
]


def changes_for(row: Stateful, target: str, office: Cast) -> dict[str, Any]:
    """What the database's own constraints ask for beside the state itself."""
    for kinds, changes in CHANGES:
        if isinstance(row, kinds):
            return changes(row, target, office)
    return {}


CHANGES: list[tuple[tuple[type[Stateful], ...], Callable[[Any, str, Cast], dict[str, Any]]]] = [
    ((Job, Advance, Blank, Request, Ask), lambda row, target, office: of_cards(row, target)),
    ((Card,), lambda row, target, office: where(target)),
    ((Surrendered,), lambda row, target, office: by_minutes(target)),
    ((Waiting,), lambda row, target, office: held_place() if target == "offered" else {"held_until": None}),
    ((Application,), lambda row, target, office: {"closed_at": clock.now()} if target == "closed" else {}),
    ((Ticket,), lambda row, target, office: at_a_counter(target, office)),
    ((Envelope, Delivery), lambda row, target, office: {
        "in_flight_since": clock.now() if target == "in_flight" else None
    }),
    ((Notice,), lambda row, target, office: {
        "reached_at": clock.now() if target == "reached" else None, "why": "x"
    }),
    ((Recording,), lambda row, target, office: {"sha256": "0" * 64} if target == "sealed" else {}),
    ((Invitation,), lambda row, target, office: (
        {"used_by": Peer.objects.get(), "used_at": clock.now()} if target == "used" else {}
    )),
    ((Decision, Suket), lambda row, target, office: {
        "ended_at": None if target in ("stands", "issued") else clock.now()
    }),
    ((Incident,), lambda row, target, office: (
        {"closed_at": clock.now(), "ended_at": clock.now(), "closed_by": "Agus"} if target == "closed" else {}
    )),
]  # fmt: skip


def at_a_counter(target: str, office: Cast) -> dict[str, Any]:
    return {"counter": office.counters[1] if target in ("called", "serving") else None, **ended(target)}


def of_cards(row: Job | Advance | Blank | Request | Ask, target: str) -> dict[str, Any]:
    if isinstance(row, Job):
        inside = target in ("in_run", "printed")
        return {"run": row.run or (run(None, "open") if inside else None), "serial": "BK1"} if inside else {
            "run": None, "serial": ""
        }  # fmt: skip
    if isinstance(row, Blank):
        return with_its_paper(target)
    if isinstance(row, Advance):
        return with_a_second(target)
    answered = {"allotted": 1, **({"answered_at": clock.now()} if isinstance(row, Ask) else {})}
    return answered if target == "answered" else {}


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
