"""What two nodes tell each other of their journals, beside the envelopes (see `journal.heads`)."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from pasti.journal import heads
from pasti.journal.heads import Place, Words
from pasti.link.models import Peer

_MOST_PLACES = 20
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


def heads_for(peer: Peer) -> Heads:
    """Return what to tell a peer."""
    words = heads.words_for(peer.node_id)
    return Heads(
        head=_wire(words.head),
        kept=[_wire(place) for place in words.kept],
        proven=[_wire(place) for place in words.proven],
        lost=words.lost,
    )


def take_heads(peer: Peer, said: Heads | None) -> None:
    """Keep what a peer says of its chain; a node of an older version says nothing."""
    if said is not None:
        kept, proven = [_place(told) for told in said.kept], [_place(told) for told in said.proven]
        words = Words(_place(said.head), kept, proven, said.lost)
        heads.hear(peer.node_id, peer.name, words)


def _wire(place: Place) -> WirePlace:
    return WirePlace(position=place.position, hash=place.hash)


def _place(said: WirePlace) -> Place:
    return Place(said.position, said.hash)
