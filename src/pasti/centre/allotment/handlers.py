"""What offices ask for comes by link."""

from pasti.centre.allotment.actions import take_request
from pasti.journal.actors import node
from pasti.link.models import Peer
from pasti.link.registry import applies
from pasti.link.schema import BlankRequest, Said


@applies(Said.BLANK_REQUEST)
def request(said: BlankRequest, peer: Peer) -> None:
    take_request(said, peer, by=node(peer.node_id, peer.name))
