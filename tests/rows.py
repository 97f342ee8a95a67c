"""A row of every machine in every state, and what the database asks for beside a move."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from pasti.accounts.models import Proposal
from pasti.answers.models import Answer
from pasti.applications.models import Application
from pasti.appointments.models import Booking, Session, Waiting
from pasti.centre.allotment.models import Ask
from pasti.centre.authority.models import Invitation
from pasti.centre.dedup.models import Search, Suggestion
from pasti.centre.intake.models import Record
from pasti.certificates.models import Decision, OutsideSignature, Suket
from pasti.handover.models import Card, Recognition, Surrendered
from pasti.journal.moves import Stateful
from pasti.kit import clock
from pasti.link.models import Envelope, Peer
from pasti.notices.models import Delivery, Notice
from pasti.printing.models import Advance, Job, Night, Printout
from pasti.queue.models import Ticket
from pasti.readiness.models import Incident
from pasti.recording.models import Recording
from pasti.roster.models import Absence
from pasti.stock.models import Blank, Request
from tests.cast import Cast, submitted
from tests.rows_of_cards import (
    OF_CARDS,
    by_minutes,
    by_somebody,
    by_two,
    incident,
    of_cards,
    on_its_way,
    where,
    with_what_came_back,
)


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


def notice(office: Cast, state: str) -> Notice:
    reached = {"reached_at": clock.now()} if state == "reached" else {}
    return Notice.objects.create(application=submitted(), state=state, why="x", **reached)


def delivery(office: Cast, state: str) -> Delivery:
    flying = {"in_flight_since": clock.now()} if state == "in_flight" else {}
    of = notice(office, "sending")
    return Delivery.objects.create(notice=of, via="sms", key="k", to="+6281234567890", text="x", state=state, **flying)


def answer(office: Cast, state: str) -> Answer:
    return Answer.objects.create(application=submitted(), key="visit:1", about="visit", state=state)


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
    Record: record,
    Search: search,
    Suggestion: suggestion,
    Invitation: invitation,
    Incident: incident,
    Notice: notice,
    Delivery: delivery,
    Answer: answer,
    Absence: absence,
    **OF_CARDS,
}


def changes_for(row: Stateful, target: str, office: Cast) -> dict[str, Any]:
    """What the database's own constraints ask for beside the state itself."""
    for kinds, changes in CHANGES:
        if isinstance(row, kinds):
            return changes(row, target, office)
    return {}


CHANGES: list[tuple[tuple[type[Stateful], ...], Callable[[Any, str, Cast], dict[str, Any]]]] = [
    ((Job, Advance, Blank, Request, Ask), lambda row, target, office: of_cards(row, target)),
    ((Printout,), lambda row, target, office: on_its_way(target)),
    ((Card,), lambda row, target, office: where(target)),
    ((Recognition,), lambda row, target, office: by_somebody(target)),
    ((Surrendered,), lambda row, target, office: by_minutes(target)),
    ((Night,), lambda row, target, office: by_two(target)),
    ((OutsideSignature,), lambda row, target, office: with_what_came_back(target)),
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
