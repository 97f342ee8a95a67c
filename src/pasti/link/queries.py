"""What stands between us and the other nodes."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Case, Count, OuterRef, QuerySet, Subquery, When
from django.db.models.functions import Coalesce

from pasti.kit import clock
from pasti.kit.prepared import Rows
from pasti.link import versions
from pasti.link.models import Envelope, NodeRole, Parcel, ParcelIn, Peer, Received, ThisNode
from pasti.link.states import OVER

_THOSE_FIRST = (Case(When(needs_person="", then=1), default=0), "id")


class NotSetUp(RuntimeError):
    """The database has no identity yet: `pasti init` was not run."""


_THIS_NODE = Rows(lambda: ThisNode.objects.order_by("pk")[:1])


def node_if_any() -> ThisNode | None:
    """Return who we are, if this database has an identity yet."""
    return _THIS_NODE.first()


def this_node() -> ThisNode:
    """Return who we are, or raise NotSetUp."""
    node = node_if_any()
    if node is None:
        raise NotSetUp("pasti init")
    return node


def centre() -> Peer | None:
    """Return the centre, if this node knows one."""
    return Peer.objects.filter(role=NodeRole.CENTRE).first()


def above() -> Peer | None:
    """Return the node that this one talks to of its own accord: an office the centre, a mobile node its office."""
    node = ThisNode.objects.first()
    role = NodeRole.OFFICE if node and node.role == NodeRole.MOBILE else NodeRole.CENTRE
    return Peer.objects.filter(role=role).first()


@dataclass(frozen=True)
class Gap:
    """A number of a peer that did not arrive though later ones did."""

    peer: Peer
    number: int


def gaps(after: timedelta) -> list[Gap]:
    """Return what keeps later envelopes of a peer from being applied, for at least so long."""
    now = clock.now()
    found = []
    for peer in peers():
        behind = Received.objects.filter(peer=peer, number__gt=peer.held + 1).order_by("number")
        arrived = behind.values_list("received_at", flat=True).first()
        # By a clock that was set back meanwhile it may seem to have arrived later than now.
        if arrived and abs(now - arrived) >= after and not _holds(peer, peer.held + 1):
            found.append(Gap(peer, peer.held + 1))
    return found


def _holds(peer: Peer, number: int) -> bool:
    return Received.objects.filter(peer=peer, number=number).exists()


def parcel_is_stored(peer: Peer, sha256: str) -> bool:
    """Whether this peer itself has sent a file whole."""
    return ParcelIn.objects.filter(peer=peer, sha256=sha256, stored_at__isnull=False).exists()


def peers() -> QuerySet[Peer]:
    """Return the nodes we trust, by name."""
    return Peer.objects.order_by("name")


def peer_called(node_id: str) -> Peer | None:
    """Return the node that we trust under this id."""
    return Peer.objects.filter(node_id=node_id).first()


def outbox() -> QuerySet[Envelope]:
    """Return envelopes that still have a way to go, those that need a person first."""
    return Envelope.objects.exclude(state__in=OVER).select_related("peer").order_by(*_THOSE_FIRST)


def parcels_under_way() -> QuerySet[Parcel]:
    """Return parcels that the peer does not hold whole yet, those that need a person first."""
    return Parcel.objects.filter(stored_at=None).select_related("peer").order_by(*_THOSE_FIRST)


def parcel_arrived(sha256: str) -> bool:
    """Whether no peer still waits for a piece of this file."""
    return not Parcel.objects.filter(sha256=sha256, stored_at=None).exists()


def parcel_confirmed(sha256: str, since: datetime) -> bool:
    """Whether every peer that this file went to has said, since then, that it has it byte for byte."""
    sent = Parcel.objects.filter(sha256=sha256)
    return sent.exists() and not sent.exclude(confirmed_at__gte=since, stored_at__isnull=False).exists()


def to_be_tried() -> QuerySet[Received]:
    """Return what arrived, failed for a reason that passes and is tried again, the next to be tried first."""
    waiting = Received.objects.filter(applied_at=None, set_aside="", attempts__gt=0).exclude(last_error="")
    return waiting.select_related("peer").order_by("not_before", "id")


def set_aside() -> QuerySet[Received]:
    """Return what arrived and could not be applied, oldest first."""
    return Received.objects.exclude(set_aside="").filter(dismissed_at=None).select_related("peer").order_by("id")


def unread() -> QuerySet[Received]:
    """Return what arrived and waits until this node is updated, for it cannot read it yet; oldest first."""
    waiting = Received.objects.filter(applied_at=None, set_aside="").exclude(versions.is_understood())
    return waiting.select_related("peer").order_by("id")


def with_those_behind(rows: QuerySet[Received]) -> QuerySet[Received]:
    """Return what waits, each with how many of its case wait `behind` it."""
    later = _those_of_its_case(number__gt=OuterRef("number")).order_by()
    count = later.values("peer").annotate(n=Count("pk")).values("n")
    return rows.annotate(behind=Coalesce(Subquery(count), 0))


def _those_of_its_case(**where: Any) -> QuerySet[Received]:
    same = {"peer": OuterRef("peer"), "thread": OuterRef("thread")}
    return Received.objects.filter(**same, applied_at=None, set_aside="", **where).exclude(thread="")


def waits_behind(row: Received) -> Received | None:
    """Return the oldest of its case that something which waits is held up by, if there is one."""
    rows = Received.objects.filter(peer=row.peer_id, applied_at=None, set_aside="", number__lt=row.number)
    return rows.filter(thread=row.thread).exclude(thread="").order_by("number").first()


def unread_by_kind() -> list[tuple[str, str, int, int]]:
    """Return what this node cannot read yet: from whom, which kind, which version, how much."""
    rows = unread().order_by("peer__name", "kind", "version")
    return list(rows.values_list("peer__name", "kind", "version").annotate(n=Count("id")))


def unheard() -> QuerySet[Envelope]:
    """Return deliveries that the room which waits for them could not note, those it gave up first."""
    found = Envelope.objects.filter(state=Envelope.State.DELIVERED, heard_at=None, hear_tries__gt=0)
    return found.select_related("peer").order_by("-hear_tries", "id")


def parcels_unheard() -> QuerySet[ParcelIn]:
    """Return files that arrived whole and that a room could not take, those it gave up first."""
    found = ParcelIn.objects.filter(stored_at__isnull=False, heard_at=None, hear_tries__gt=0)
    return found.select_related("peer").order_by("-hear_tries", "id")


def needing_a_person() -> int:
    """Return how much of what we sent or received goes on only when somebody decides about it."""
    refused = Envelope.objects.filter(state=Envelope.State.NEEDS_PERSON).count()
    files = Parcel.objects.filter(stored_at=None).exclude(needs_person="").count()
    return refused + files + set_aside().count()
