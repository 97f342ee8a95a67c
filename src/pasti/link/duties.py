from collections import deque
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor

from django.db import connection

from pasti.kit.duties import every
from pasti.link import applying, exchange, hearing, outbox, parcels, rejections
from pasti.link.caller import call, push
from pasti.link.models import Parcel, Peer

_SIDE_BY_SIDE = 3


@every(2, "link.exchange", rests_when_full=True)
def exchange_with_peers() -> bool:
    return _with_each(Peer.objects.exclude(url=""), call)


@every(2, "link.apply")
def apply_what_is_due() -> bool:
    return _with_each(applying.peers_to_be_heard(), lambda peer: applying.apply_due(peer, most=applying.MOST_AT_ONCE))


@every(5, "link.hear")
def tell_the_rooms() -> None:
    hearing.hear_due()
    parcels.hear_due()


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


@every(2, "link.parcels")
def push_parcels() -> bool:
    """Push some parcels side by side: while one waits for its answer, another is on the line."""
    due = deque(parcels.due())
    if len(due) < 2 or connection.in_atomic_block:
        return sum(map(_push, due)) > 0
    with ThreadPoolExecutor(_SIDE_BY_SIDE, thread_name_prefix="parcel") as pushers:
        return sum(pushers.map(_push_some, [due] * _SIDE_BY_SIDE)) > 0


def _push_some(waiting: deque[Parcel]) -> int:
    """Push one parcel of these after the other, as long as all goes well; return how many went whole."""
    count = 0
    try:
        while (parcel := _next(waiting)) is not None and _push(parcel):
            count += 1
    finally:
        connection.close()
    return count


def _next(waiting: deque[Parcel]) -> Parcel | None:
    try:
        return waiting.popleft()
    except IndexError:
        return None


def _push(parcel: Parcel) -> bool:
    """Push a parcel as far as it goes; return whether it went whole."""
    while push(parcel):
        pass
    return parcel.stored_at is not None


@every(30, "link.sweep")
def sweep() -> None:
    outbox.sweep()


@every(3600, "link.forget")
def forget() -> None:
    exchange.forget()
    parcels.forget_given_up()
    rejections.forget()
