"""What two nodes tell each other in one go: the same code on both sides, whoever calls."""

import secrets
from datetime import timedelta
from typing import Annotated, Any

from django.db import transaction
from django.db.models import F
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, model_validator

from pasti.kit import clock
from pasti.link import backlog, contact, inbox, leases, memory, outbox, outcomes, versions
from pasti.link.backlog import Backlog
from pasti.link.heads import Heads, heads_for, take_heads
from pasti.link.leases import Leases
from pasti.link.memory import Losses
from pasti.link.models import Envelope, Peer
from pasti.link.versions import Reads
from pasti.link.wire import Count, Outcomes, Wire, one_by_one

Ticket = Annotated[str, Field(max_length=32)]


class Message(BaseModel):
    """What one side tells the other in one go."""

    model_config = ConfigDict(extra="ignore")

    held: Count = 0
    noted: Count = 0
    outcomes: Outcomes = Field(default_factory=Outcomes)
    envelopes: list[Wire] = Field(default_factory=list)
    journal: Heads | None = None
    # Given with an answer, said in the next request: so it is known not to be an older one.
    ticket: Ticket = ""
    said_ticket: Ticket = ""
    # The request was an old one: nothing of it was taken, and it is to be said again with this ticket.
    again: bool = False
    # The newest version of each kind that the sender reads; a node of an older version does not tell.
    reads: Reads = Field(default_factory=dict)
    losses: Losses = Field(default_factory=list)
    leases: Leases = Field(default_factory=list)
    # What waits for the receiver at a node that calls; not in every message.
    backlog: Backlog | None = None
    # What the sender's clock says; a node of an older version does not tell.
    now: AwareDatetime | None = None
    # Envelopes that have a number and are otherwise not what an envelope is, each with the reason.
    broken: dict[int, str] = Field(default_factory=dict, exclude=True)

    @model_validator(mode="before")
    @classmethod
    def _one_by_one(cls, said: Any) -> Any:
        """One envelope of the wrong shape does not spoil the message."""
        if not isinstance(said, dict):
            return said
        wires, broken = one_by_one(said.get("envelopes", []))
        return {**said, "envelopes": wires, "broken": broken}


def compose(peer: Peer) -> Message:
    """Take what is due to a peer out of the outbox and return it with what we hold of theirs, and its outcomes."""
    return message(peer, outbox.claim(peer))


def message(peer: Peer, envelopes: list[Envelope]) -> Message:
    """Return these envelopes with all else that there is to tell a peer."""
    peer.refresh_from_db()
    return Message(
        now=clock.now(),
        journal=heads_for(peer),
        held=peer.held,
        noted=peer.outcomes_noted,
        outcomes=outcomes.untold(peer),
        envelopes=[outbox.wire_of(envelope, peer.reads) for envelope in envelopes],
        said_ticket=peer.their_ticket,
        reads=versions.read_here(),
        losses=memory.told(peer),
        leases=leases.granted(peer),
        backlog=backlog.to_tell(peer),
    )


def answer(peer: Peer, said: Message) -> Message:
    """Take in what a peer that calls us says, and return our answer.

    What it says without the ticket that we gave it last may be an old request, said again by whoever heard it.
    """
    fresh = bool(peer.ticket) and said.said_ticket == peer.ticket
    if fresh or not said.said_ticket:
        with transaction.atomic():
            contact.note_contact(peer)
            note_clock(peer, said)
    take_in(peer, said, known=peer.ticket_acknowledged if fresh else None)
    outbox.put_back_unheld(peer)
    reply = compose(peer)
    reply.ticket = _ticket_for(peer)
    return reply


def _ticket_for(peer: Peer) -> str:
    ticket = secrets.token_hex(16)
    changes = {"previous_ticket": F("ticket"), "ticket": ticket, "ticket_acknowledged": peer.acknowledged}
    Peer.objects.filter(pk=peer.pk).update(**changes)
    return ticket


def take_in(peer: Peer, message: Message, *, known: int | None = None) -> None:
    """Note what the peer holds of ours and what became of it, and take what it tells us.

    `known`: what it held, to our knowledge, before it wrote this; None when this may have been written at any time.
    """
    with transaction.atomic():
        take_heads(peer, message.journal)
        memory.note_held(peer, message.held, known)
        memory.hear(peer, message.losses)
        leases.take(peer, message.leases, fresh=known is not None)
        outcomes.note_told(peer, message.noted)
        if known is not None and message.reads and message.reads != peer.reads:
            Peer.objects.filter(pk=peer.pk).update(reads=message.reads)
        if message.ticket and message.ticket != peer.their_ticket:
            Peer.objects.filter(pk=peer.pk).update(their_ticket=message.ticket)
    if outbox.note_outcomes(peer, message.outcomes):
        outbox.settle(peer, message.held)
    inbox.receive(peer, message.envelopes, message.broken)


def note_clock(peer: Peer, message: Message, *, round_trip_ms: int = 0) -> None:
    """Write down how far the peer's clock is off ours; what it said was half a round trip on its way."""
    if message.now is None:
        return
    off = message.now + timedelta(milliseconds=round_trip_ms / 2) - clock.now()
    peer.clock_off_ms = round(off / timedelta(milliseconds=1))
    Peer.objects.filter(pk=peer.pk).update(clock_off_ms=peer.clock_off_ms)


def forget() -> int:
    """Empty what was delivered or applied long enough ago; return how many. That it was said stays."""
    return outbox.forget() + inbox.forget()
