"""What was refused at the door is counted and shown, and fills neither disk nor log, however often it comes."""

import logging
import threading
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.db import DatabaseError, connection, transaction
from django.db.models import F, QuerySet
from django.db.models.functions import Greatest
from django.http import HttpRequest

from pasti.kit import clock
from pasti.kit.screens import client_network
from pasti.link.models import Peer, Rejection, Turned

log = logging.getLogger("pasti.link")

# So many places of strangers are kept apart.
MOST_NETWORKS = 100
KEPT_FOR = timedelta(days=90)
LATELY = timedelta(days=1)
# So many are written down at once, and from then on one a second, with what came meanwhile.
_AT_ONCE = 20
_LONGEST_NETWORK = 50

# Said in the name of a node that is trusted: either it is in trouble, or somebody pretends to be it.
ALARMING = (Turned.FORGED, Turned.REPEATED, Turned.DAMAGED, Turned.SWOLLEN, Turned.SHAPE, Turned.ANSWER)

Cause = tuple[Turned, int | None, str]


@dataclass
class _Untold:
    """What this process has not written down yet."""

    causes: Counter[Cause] = field(default_factory=Counter)
    left: float = _AT_ONCE
    now: Callable[[], float] = time.monotonic
    at: float = 0.0
    lock: threading.Lock = field(default_factory=threading.Lock)

    def add(self, cause: Cause) -> Counter[Cause]:
        """Count one; return what is to be written down now."""
        with self.lock:
            now = self.now()
            self.left, self.at = min(_AT_ONCE, self.left + now - self.at), now
            if self.left < 1:
                # So much comes that where it came from is not kept apart.
                self.causes[cause[0], cause[1], ""] += 1
                return Counter()
            self.causes[cause] += 1
            self.left -= 1
            told, self.causes = self.causes, Counter()
            return told


_untold = _Untold()


def reject(why: Turned, request: HttpRequest | None = None, peer: Peer | None = None) -> None:
    """Count something that was refused, in the name of a node or from a stranger's network. Never raises."""
    _count(why, client_network(request) if request is not None else "", peer)


def reject_too_large(network: str) -> None:
    """Count a request that was longer than any is; nobody has looked at it, so it is nobody's."""
    try:
        _count(Turned.LARGE, network, None)
    finally:
        connection.close()


def _count(why: Turned, network: str, peer: Peer | None) -> None:
    for cause, times in _untold.add((why, peer.pk if peer else None, network[:_LONGEST_NETWORK])).items():
        try:
            _write(cause, times)
        except DatabaseError:
            log.exception("what was refused could not be written down")


@transaction.atomic
def _write(cause: Cause, times: int) -> None:
    why, peer, network = cause
    log.warning("refused %s × %s, %s, from %s", times, why, f"in the name of {peer}" if peer else "a stranger", network)
    if peer is None and not _known(why, network) and _networks() >= MOST_NETWORKS:
        network = ""
    now = clock.now()
    cause_of: dict[str, Any] = {"why": why, "peer_id": peer, "network": network}
    row, _new = Rejection.objects.get_or_create(**cause_of, defaults={"first_at": now, "last_at": now})
    last = Greatest(F("last_at"), now)
    Rejection.objects.filter(pk=row.pk).update(times=F("times") + times, last_at=last)


def _known(why: str, network: str) -> bool:
    return Rejection.objects.filter(why=why, peer=None, network=network).exists()


def _networks() -> int:
    return Rejection.objects.filter(peer=None).count()


def rejections() -> QuerySet[Rejection]:
    """Return what was refused, the last first."""
    return Rejection.objects.select_related("peer").order_by("-last_at", "-id")


def alarming() -> QuerySet[Rejection]:
    """Return what was said lately in the name of a node that we trust, and was refused."""
    return rejections().filter(peer__isnull=False, why__in=ALARMING, last_at__gte=clock.now() - LATELY)


def forget() -> int:
    """Forget what has not come for a long time; return how many rows that were."""
    deleted, _each = Rejection.objects.filter(last_at__lt=clock.now() - KEPT_FOR).delete()
    return deleted
