"""What the link tells the rooms below of this node, and what it says itself to the link at the other end."""

from django.db import DatabaseError

from pasti.accounts.node import Surroundings, described_by
from pasti.link.models import Peer, ThisNode
from pasti.link.registry import applies
from pasti.link.schema import Said, Void


def _here() -> Surroundings:
    try:
        node = ThisNode.objects.first()
    except DatabaseError:
        # `pasti init` asks for the first password before there is a database.
        return Surroundings()
    return Surroundings(sample=node.sample, name=node.name) if node else Surroundings()


described_by(_here)


@applies(Said.VOID)
def leave_empty(said: Void, peer: Peer) -> None:
    """Nothing is said under this number, so that those behind it are not waited for in vain."""
