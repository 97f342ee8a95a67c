"""How a link is: measured by the heartbeat, the round trip, the pace of files and the age of what waits."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from django.db.models import Count, Min, Q, Sum
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from pasti.kit import clock, text
from pasti.link import leases, queries
from pasti.link.models import Envelope, Parcel, Peer
from pasti.link.states import OVER

QUIET_AFTER = timedelta(seconds=30)
# What is up all the same, but badly.
SLOW_TRIP_MS = 5000
SLOW_BYTES = 16 * 1024
OLD_AFTER = timedelta(minutes=15)


class LinkCode(StrEnum):
    """How a link is."""

    UP = "up"
    DEGRADED = "degraded"
    DOWN = "down"
    ABSENT = "absent"


LINK_LABELS = {
    LinkCode.UP: gettext_lazy("tersambung"),
    LinkCode.DEGRADED: gettext_lazy("tersambung, tetapi lambat"),
    LinkCode.DOWN: gettext_lazy("terputus"),
    LinkCode.ABSENT: gettext_lazy("belum disambungkan"),
}


@dataclass(frozen=True)
class Waiting:
    """What waits for a peer: how many envelopes and files, how many bytes of these, since when the oldest of all.

    `oldest_due` is the oldest of what could go by itself: what needs a person waits for that person, not for the line.
    """

    envelopes: int = 0
    files: int = 0
    bytes: int = 0
    stuck: int = 0
    oldest: datetime | None = None
    oldest_due: datetime | None = None

    def __add__(self, other: "Waiting") -> "Waiting":
        return Waiting(
            self.envelopes + other.envelopes,
            self.files + other.files,
            self.bytes + other.bytes,
            self.stuck + other.stuck,
            _first(self.oldest, other.oldest),
            _first(self.oldest_due, other.oldest_due),
        )


def _first(one: datetime | None, other: datetime | None) -> datetime | None:
    return min(filter(None, (one, other)), default=None)


@dataclass(frozen=True)
class LinkState:
    """A link as measured: since when it is down, how long a round trip takes, how old the oldest unsent thing is."""

    code: LinkCode
    since: datetime | None = None
    round_trip_ms: int | None = None
    oldest_unsent: datetime | None = None
    unsent: int = 0
    last_contact_at: datetime | None = None
    # Files' bytes a second, while some are under way.
    pace: int | None = None
    # Why it is up, but badly: sentences.
    why: list[str] = field(default_factory=list)

    @property
    def label(self) -> str:
        """The readable name of this state."""
        return str(LINK_LABELS[self.code])


def link_state(peer: Peer | None = None) -> LinkState:
    """Return how the link to a peer (default: the centre) is, from what was measured."""
    peer = peer or queries.centre()
    if peer is None:
        return LinkState(LinkCode.ABSENT)
    return link_states([peer], only=peer)[peer.pk]


def link_states(peers: Iterable[Peer], *, only: Peer | None = None) -> dict[int, LinkState]:
    """Return how the links to many peers are, by their keys: five questions, however many peers they are."""
    unsent = waiting(only)
    may_send = leases.may(leases.May.SEND).ok
    return {peer.pk: _measured(peer, unsent.get(peer.pk, Waiting()), may_send=may_send) for peer in peers}


def waiting(only: Peer | None = None) -> dict[int, Waiting]:
    """Return what waits for each peer (or for one `only`), by their keys."""
    found: dict[int, Waiting] = {}
    mine: dict[str, Any] = {"peer": only} if only else {}
    # State by state: so the index has them peer by peer, and the many that were delivered are not looked at.
    for state in Envelope.State:
        if state in OVER:
            continue
        rows = Envelope.objects.filter(state=state, **mine).values_list("peer")
        stuck = state == Envelope.State.NEEDS_PERSON
        for peer, n, oldest in rows.annotate(n=Count("id"), first=Min("created_at")).order_by():
            one = Waiting(envelopes=n, stuck=n if stuck else 0, oldest=oldest, oldest_due=None if stuck else oldest)
            found[peer] = found.get(peer, Waiting()) + one
    due = Q(needs_person="")
    files = Parcel.objects.filter(stored_at=None, **mine).values_list("peer").annotate(
        n=Count("id"), size=Sum("size"), gone=Sum("sent"), stuck=Count("id", filter=~due), first=Min("created_at"),
        due=Min("created_at", filter=due),
    )  # fmt: skip
    for peer, n, size, gone, stuck, oldest, oldest_due in files.order_by():
        one = Waiting(0, n, max(0, size - gone), stuck, oldest, oldest_due)
        found[peer] = found.get(peer, Waiting()) + one
    return found


def _measured(peer: Peer, unsent: Waiting, *, may_send: bool) -> LinkState:
    quiet = peer.last_contact_at is None or clock.now() - peer.last_contact_at > QUIET_AFTER
    down = bool(peer.down_since) or quiet
    pace = peer.bytes_per_second if unsent.files else None
    why = [] if down else _complaints(peer, unsent, pace, may_send=may_send)
    code = LinkCode.DOWN if down else LinkCode.DEGRADED if why else LinkCode.UP
    return LinkState(
        code,
        since=(peer.down_since or peer.last_contact_at) if down else None,
        round_trip_ms=peer.round_trip_ms,
        oldest_unsent=unsent.oldest,
        unsent=unsent.envelopes + unsent.files,
        last_contact_at=peer.last_contact_at,
        pace=pace,
        why=why,
    )


def _complaints(peer: Peer, unsent: Waiting, pace: int | None, *, may_send: bool) -> list[str]:
    """Say why a link that answers is bad all the same."""
    found = []
    if (peer.round_trip_ms or 0) > SLOW_TRIP_MS:
        found.append(_("jawaban datang sesudah %(ms)s milidetik") % {"ms": peer.round_trip_ms})
    if pace is not None and pace < SLOW_BYTES:
        found.append(_("rekaman terkirim hanya %(kb)s KB sedetik") % {"kb": round(pace / 1024)})
    # Without leave to send it waits for that, and not for the line.
    if may_send and unsent.oldest_due and clock.now() - unsent.oldest_due > OLD_AFTER:
        found.append(_("kiriman tertua menunggu sejak %s") % text.moment(unsent.oldest_due))
    return found
