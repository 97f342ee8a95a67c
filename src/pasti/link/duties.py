from collections.abc import Callable, Iterable

from pasti.kit.duties import every
from pasti.link import applying, arriving, exchange, hearing, outbox, pushing, rejections
from pasti.link.caller import call
from pasti.link.models import Peer

# After a conversation of several messages an answer is likely on its way: it is looked for so soon, and then as usual.
_SOON = (0.25, 0.5, 1.0)


class Conversation:
    """How soon to call again: at once while there is something to say, and sooner than usual for a while after."""

    def __init__(self) -> None:
        self.messages = 0
        self._soon: list[float] = []

    def next(self, *, more: bool) -> bool | float:
        """Return what a duty answers after a call in which something was said (`more`) or not."""
        if more:
            self.messages += 1
            return True
        if self.messages > 1:
            self._soon = list(_SOON)
        self.messages = 0
        return self._soon.pop(0) if self._soon else False


_conversation = Conversation()


@every(2, "link.exchange", rests_when_full=True)
def exchange_with_peers() -> bool | float:
    return _conversation.next(more=_with_each(Peer.objects.exclude(url=""), call))


@every(2, "link.apply")
def apply_what_is_due() -> bool:
    return _with_each(applying.peers_to_be_heard(), lambda peer: applying.apply_due(peer, most=applying.MOST_AT_ONCE))


@every(5, "link.hear")
def tell_the_rooms() -> None:
    hearing.hear_due()
    arriving.hear_due()


def _with_each(peers: Iterable[Peer], act: Callable[[Peer], bool]) -> bool:
    """Do something with each peer, however it goes with the others; return whether there is more to do at once."""
    more, failures = False, []
    for peer in peers:
        try:
            more = act(peer) or more
        except Exception as failure:  # noqa: BLE001 - raised again when all had their turn
            failures.append(failure)
    if failures:
        raise ExceptionGroup("with some peers it failed", failures)
    return more


@every(0.5, "link.parcels")
def push_parcels() -> bool:
    return pushing.push_due()


@every(30, "link.sweep")
def sweep() -> None:
    outbox.sweep()


@every(3600, "link.forget")
def forget() -> None:
    exchange.forget()
    arriving.forget_given_up()
    rejections.forget()
