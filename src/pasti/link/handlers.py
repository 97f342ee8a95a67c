"""What the link itself says to the link at the other end."""

from pasti.link.models import Peer
from pasti.link.registry import applies
from pasti.link.schema import Said, Void


@applies(Said.VOID)
def leave_empty(said: Void, peer: Peer) -> None:
    """Nothing is said under this number, so that those behind it are not waited for in vain."""
