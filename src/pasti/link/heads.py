"""What two nodes tell each other of their journals, beside the envelopes (see `journal.heads`)."""

import hashlib
from datetime import datetime, timedelta
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

from pasti.journal import heads
from pasti.journal.heads import Place, Words
from pasti.kit import clock
from pasti.link.models import Peer

_MOST_PLACES = 20
# Who has nothing to say tells now and then how its journal stands, and is then compared with what it said before.
_AGAIN_AFTER = timedelta(seconds=20)
_FURTHEST = 2**63 - 1


class WirePlace(BaseModel):
    """A place in a chain, as it travels."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    position: int = Field(ge=0, le=_FURTHEST)
    hash: str = Field(pattern="^[0-9a-f]{64}$")


Places = Annotated[list[WirePlace], Field(max_length=_MOST_PLACES)]


class Heads(BaseModel):
    """The head of the sender's chain, what it keeps of the receiver's, and its hashes where the receiver keeps some."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    head: WirePlace
    kept: Places = Field(default_factory=list)
    proven: Places = Field(default_factory=list)
    # Where the receiver keeps some of the sender's chain and the sender has none any more.
    lost: Annotated[list[Annotated[int, Field(gt=0, le=_FURTHEST)]], Field(max_length=_MOST_PLACES)] = Field(
        default_factory=list
    )


def is_due(peer: Peer) -> bool:
    """Whether a peer is to hear of our journal again though there is nothing else to say."""
    return _long_ago(peer.heads_told_at)


def note_told(peer: Peer) -> None:
    """Note that the peer was told now how our journal stands."""
    Peer.objects.filter(pk=peer.pk).update(heads_told_at=clock.now())


def _long_ago(at: datetime | None) -> bool:
    return at is None or abs(clock.now() - at) >= _AGAIN_AFTER


def heads_for(peer: Peer) -> Heads:
    """Return what to tell a peer."""
    words = heads.words_for(peer.node_id)
    return Heads(
        head=_wire(words.head),
        kept=[_wire(place) for place in words.kept],
        proven=[_wire(place) for place in words.proven],
        lost=words.lost,
    )


def take_heads(peer: Peer, said: Heads | None) -> dict[str, Any]:
    """Keep what a peer says of its chain, and return what is to be written of the peer.

    A node of an older version says nothing. Who says the same of the places that are kept as a moment ago is not
    compared again: of how far its chain is by now, one place in a minute is kept anyway.
    """
    if said is None:
        return {}
    of_places = said.model_dump_json(exclude={"head"}).encode()
    mark = hashlib.sha256(of_places).hexdigest()
    if mark == peer.heads_heard and not _long_ago(peer.heads_heard_at):
        return {}
    kept, proven = [_place(told) for told in said.kept], [_place(told) for told in said.proven]
    heads.hear(peer.node_id, peer.name, Words(_place(said.head), kept, proven, said.lost))
    return {"heads_heard": mark, "heads_heard_at": clock.now()}


def _wire(place: Place) -> WirePlace:
    return WirePlace(position=place.position, hash=place.hash)


def _place(said: WirePlace) -> Place:
    return Place(said.position, said.hash)
