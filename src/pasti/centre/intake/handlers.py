"""What offices send becomes rows here, in the peer's request; what takes time is done by duties."""

from pasti.centre.intake import actions, queries
from pasti.link.models import ParcelIn, Peer
from pasti.link.registry import applies, applies_several, when_parcels_stored
from pasti.link.schema import CardProgress, PacketAnnounced, PrintRequest, Said


@applies(Said.PACKET)
def packet(said: PacketAnnounced, peer: Peer) -> None:
    row = actions.announce(said, peer)
    if queries.is_stored(row):
        actions.arrive(row)


@when_parcels_stored
def parcels(arrived: list[ParcelIn]) -> None:
    for row in queries.announced_with([one.sha256 for one in arrived], arrived[0].peer):
        actions.arrive(row)


@applies(Said.PRINT_REQUEST)
def print_request(said: PrintRequest, peer: Peer) -> None:
    actions.take_request(said, peer)


@applies_several(Said.CARD_PROGRESS)
def card_progress(said: list[CardProgress], peer: Peer) -> None:
    actions.note_progress(peer, said)
