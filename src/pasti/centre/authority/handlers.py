"""What is said of an office's leave in every message to it."""

from datetime import timedelta

from pasti.centre.authority import queries
from pasti.centre.authority.rules import LEASE_HOURS
from pasti.kit import clock
from pasti.link.leases import CARD, May, WireLease
from pasti.link.models import NodeRole, Peer
from pasti.link.registry import grants_leases


@grants_leases
def leave(office: Peer) -> list[WireLease]:
    if office.role != NodeRole.OFFICE:
        return []
    decided = queries.leave_of(office)
    stops = decided.stops if decided else []
    lasts = timedelta(hours=queries.rule(LEASE_HOURS, office))
    said = WireLease(
        service=CARD,
        number=decided.number if decided else 0,
        allows=[what for what in May.values if what not in stops],
        seconds=int(lasts.total_seconds()),
        until=clock.now() + lasts,
        reason=decided.reason if decided and stops else "",
        letter=decided.letter if decided and stops else "",
    )
    return [said]
