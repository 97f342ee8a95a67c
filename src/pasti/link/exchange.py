"""What two nodes tell each other in one go: the same code on both sides, whoever calls."""

import secrets
from datetime import timedelta
from typing import Annotated, Any

from django.db import transaction
from django.db.models import F
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, model_validator

from pasti.kit import clock
from pasti.link import backlog, contact, heads, inbox, leases, memory, outbox, outcomes, versions
from pasti.link.backlog import Backlog
from pasti.link.heads import Heads
from pasti.link.leases import Leases
from pasti.link.memory import Losses
from pasti.link.models import Envelope, Peer
from pasti.link.versions import Reads
from pasti.link.wire import MOST_ENVELOPES, UNSAID, Count, Outcomes, Wire, one_by_one

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
    # How many envelopes the sender takes in one message; a node of an older version does not tell.
    takes: Count = UNSAID
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
    claimed = outbox.claim(peer)
    due = heads.is_due(peer)
    said = message(peer, claimed, journal=bool(claimed) or due)
    said.backlog = backlog.to_tell(peer)
    if due:
        heads.note_told(peer)
    return said


def message(peer: Peer, envelopes: list[Envelope], *, journal: bool = True) -> Message:
    """Return these envelopes with all else that there is to tell a peer; how our `journal` stands, if so asked."""
    peer.refresh_from_db()
    return Message(
        now=clock.now(),
        journal=heads.heads_for(peer) if journal else None,
        held=peer.held,
        noted=peer.outcomes_noted,
        outcomes=outcomes.untold(peer),
        envelopes=[outbox.wire_of(envelope, peer.reads) for envelope in envelopes],
        said_ticket=peer.their_ticket,
        reads=versions.read_here(),
        takes=MOST_ENVELOPES,
        losses=memory.told(peer),
        leases=leases.granted(peer),
    )


def answer(peer: Peer, said: Message) -> Message:
    """Take in what a peer that calls us says, and return our answer.

    What it says without the ticket that we gave it last may be an old request, said again by whoever heard it.
    """
    fresh = bool(peer.ticket) and said.said_ticket == peer.ticket
    # A request that is repeated because our answer was lost hears the same ticket again: each of two lost answers in a
    # row would make the next one old, and whoever repeats a request would make the node's own next one stale.
    repeated = bool(said.said_ticket) and said.said_ticket == peer.previous_ticket
    ticket = peer.ticket if repeated else secrets.token_hex(16)
    with transaction.atomic():
        changes = _note_said(peer, said, known=peer.ticket_acknowledged if fresh else None)
        if not repeated:
            changes |= {"previous_ticket": F("ticket"), "ticket": ticket, "ticket_acknowledged": peer.acknowledged}
        if fresh or not said.said_ticket:
            contact.note_contact(peer, **changes, **_clock_of(peer, said), **backlog.kept(said.backlog))
        else:
            Peer.objects.filter(pk=peer.pk).update(**changes)
    _take_envelopes(peer, said)
    outbox.put_back_unheld(peer)
    reply = compose(peer)
    reply.ticket = ticket
    return reply


def take_answer(peer: Peer, reply: Message, *, known: int, round_trip_ms: int) -> bool:
    """Take in what a peer answered that we called; return whether it had been away. `known` as for `take_in`."""
    with transaction.atomic():
        changes = _note_said(peer, reply, known=known)
        back = contact.note_contact(peer, round_trip_ms, **changes, **_clock_of(peer, reply, round_trip_ms))
    _take_envelopes(peer, reply)
    return back


def take_in(peer: Peer, message: Message, *, known: int | None = None) -> None:
    """Note what the peer holds of ours and what became of it, and take what it tells us.

    `known`: what it held, to our knowledge, before it wrote this; None when this may have been written at any time.
    """
    with transaction.atomic():
        if changes := _note_said(peer, message, known=known):
            Peer.objects.filter(pk=peer.pk).update(**changes)
    _take_envelopes(peer, message)


def _note_said(peer: Peer, message: Message, *, known: int | None) -> dict[str, Any]:
    """Note all but envelopes and their outcomes; return what is to be written of the peer itself."""
    changes: dict[str, Any] = heads.take_heads(peer, message.journal)
    memory.note_held(peer, message.held, known)
    memory.hear(peer, message.losses)
    leases.take(peer, message.leases, fresh=known is not None)
    outcomes.note_told(peer, message.noted)
    if known is not None and message.reads and message.reads != peer.reads:
        changes["reads"] = message.reads
    if known is not None and message.takes != peer.takes:
        changes["takes"] = message.takes
    if message.ticket and message.ticket != peer.their_ticket:
        changes["their_ticket"] = message.ticket
    return changes


def _take_envelopes(peer: Peer, message: Message) -> None:
    if outbox.note_outcomes(peer, message.outcomes):
        outbox.settle(peer, message.held)
    inbox.receive(peer, message.envelopes, message.broken)


def _clock_of(peer: Peer, message: Message, round_trip_ms: int = 0) -> dict[str, int]:
    """Return how far the peer's clock is off ours, if it tells; what it said was half a round trip on its way."""
    if message.now is None:
        return {}
    off = message.now + timedelta(milliseconds=round_trip_ms / 2) - clock.now()
    peer.clock_off_ms = round(off / timedelta(milliseconds=1))
    return {"clock_off_ms": peer.clock_off_ms}


def forget() -> int:
    """Empty what was delivered or applied long enough ago; return how many. That it was said stays."""
    return outbox.forget() + inbox.forget()
