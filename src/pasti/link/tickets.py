"""Whether a request is new: an honest node says in each the ticket that came with our last answer, or the one before.

Whoever heard a request once can say it again, signature and all. It is told the ticket of now and nothing else: a node
that was put back from a copy goes on with that, and nobody else can sign a request in which it stands.
"""

from pasti.link.exchange import Message
from pasti.link.models import Peer


def is_old(peer: Peer, said: Message) -> bool:
    """Whether this was said before. A node that has never shown that it knows of tickets (`reads`) is believed."""
    if not said.said_ticket:
        return bool(peer.reads)
    return said.said_ticket not in (peer.ticket, peer.previous_ticket) and bool(peer.reads)


def say_again(peer: Peer) -> Message:
    """Return the ticket of now and nothing else, so that whoever holds the node's key says it again.

    It is no new one: whoever repeats old requests must not make the node's own next one old.
    """
    return Message(ticket=peer.ticket, again=True)
