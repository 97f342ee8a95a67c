"""What two nodes tell each other in one go: the same code on both sides, whoever calls."""

from datetime import timedelta
from typing import Any

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, model_validator

from pasti.kit import clock
from pasti.link import inbox, outbox
from pasti.link.heads import Heads, heads_for, take_heads
from pasti.link.models import Peer
from pasti.link.wire import Count, Outcomes, Wire, one_by_one


class Message(BaseModel):
    """What one side tells the other in one go."""

    model_config = ConfigDict(extra="ignore")

    held: Count = 0
    noted: Count = 0
    outcomes: Outcomes = Field(default_factory=Outcomes)
    envelopes: list[Wire] = Field(default_factory=list)
    journal: Heads | None = None
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
    envelopes = outbox.claim(peer)
    peer.refresh_from_db()
    return Message(
        now=clock.now(),
        journal=heads_for(peer),
        held=peer.held,
        noted=peer.outcomes_noted,
        outcomes=inbox.outcomes(peer),
        envelopes=[outbox.wire_of(envelope) for envelope in envelopes],
    )


def take_in(peer: Peer, message: Message) -> None:
    """Note what the peer holds of ours and what became of it, and take what it tells us."""
    take_heads(peer, message.journal)
    outbox.catch_up(peer, message.held)
    if outbox.note_outcomes(peer, message.outcomes):
        outbox.settle(peer, message.held)
    inbox.note_told(peer, message.noted)
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
