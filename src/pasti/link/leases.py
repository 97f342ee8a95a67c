"""What the centre allows an office to do, for how long: a lease per service, renewed with every contact.

A lease travels in the centre's signed answers. An office counts its time from the moment it hears it, by its own clock;
without contact it runs out. What was never regulated (a centre that says nothing of it) is allowed.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Annotated, Any

from django.db import transaction
from django.db.models import TextChoices
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from pasti.journal.actions import record
from pasti.journal.actors import SYSTEM
from pasti.kit import clock, text
from pasti.kit.once import once
from pasti.link import reasons, registry
from pasti.link.models import Lease, NodeRole, Peer
from pasti.link.wire import Count

# The one service for which an office needs the centre's leave: KK and civil register are its own.
CARD = "ektp"
MOST_LEASES = 20
# Also "only while connected" outlives the time between two contacts.
_LEAST = timedelta(minutes=1)
_LONGEST = 10 * 366 * 24 * 3600


class May(TextChoices):
    """What may be done by a lease."""

    RECORD = "record", gettext_lazy("merekam")
    SEND = "send", gettext_lazy("mengirim ke pusat")
    PRINT = "print", gettext_lazy("mencetak")


class WireLease(BaseModel):
    """A lease as it travels. `number` grows with each decision; `until` is by the centre's clock."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    service: str = Field(min_length=1, max_length=20)
    number: Count
    allows: list[Annotated[str, Field(max_length=20)]] = Field(max_length=20)
    seconds: int = Field(ge=0, le=_LONGEST)
    until: AwareDatetime
    reason: str = Field(default="", max_length=300)
    letter: str = Field(default="", max_length=100)


Leases = Annotated[list[WireLease], Field(max_length=MOST_LEASES)]


@dataclass(frozen=True)
class Right:
    """Whether something may be done now; if not, why, in the reader's language, and since when."""

    ok: bool
    why: str = ""
    since: datetime | None = None
    # It ran out for want of contact; nobody has withdrawn it.
    lapsed: bool = False
    # Until when it holds if nobody is heard of meanwhile; None: it was never regulated.
    until: datetime | None = None


def granted(peer: Peer) -> list[WireLease]:
    """Return what we allow a peer: what the room that decides about it says."""
    return registry.leases_for(peer)


@transaction.atomic(savepoint=False)
def take(peer: Peer, said: Sequence[WireLease], *, fresh: bool) -> None:
    """Keep what the centre allows us. What came in a carried file (not `fresh`) may be old: its own end counts then."""
    if peer.role != NodeRole.CENTRE:
        return
    for lease in said:
        _take_one(peer, lease, fresh=fresh)


def _take_one(peer: Peer, said: WireLease, *, fresh: bool) -> None:
    now = clock.now()
    row = Lease.objects.select_for_update().filter(peer=peer, service=said.service).first()
    if row and said.number < row.number and not fresh:
        return
    until = now + max(timedelta(seconds=said.seconds), _LEAST) if fresh else said.until
    if row and not fresh and said.number == row.number:
        until = max(until, row.until)
    kept: dict[str, Any] = {
        "number": said.number,
        "allows": sorted(said.allows),
        "until": until,
        "reason": str(reasons.fit(said.reason)) if said.reason else "",
        "letter": str(reasons.fit(said.letter))[:100] if said.letter else "",
    }
    news = row is None or (row.number, row.allows) != (kept["number"], kept["allows"])
    if row is None:
        row = Lease(peer=peer, service=said.service)
    elif not news and not _is_worth_writing(row, kept, now):
        return
    for name, value in kept.items():
        setattr(row, name, value)
    if news:
        row.since = now
        _note(row)
    row.save()


def _is_worth_writing(row: Lease, kept: dict[str, Any], now: datetime) -> bool:
    """Whether a lease says more than that it lasts a little longer than when it was heard a moment ago."""
    longer, little = kept["until"] - row.until, min(_LEAST, kept["until"] - now) / 20
    return not timedelta(0) <= longer < little or any(getattr(row, name) != kept[name] for name in ("reason", "letter"))


def _note(row: Lease) -> None:
    stopped = [may.value for may in May if may.value not in row.allows]
    subject = f"lease:{row.service}"
    if stopped:
        record(
            "lease.stopped", subject=subject, by=SYSTEM, peer=row.peer.name, stops=stopped, reason=row.reason or "–",
            letter=row.letter or "–",
        )  # fmt: skip
    else:
        record("lease.granted", subject=subject, by=SYSTEM, peer=row.peer.name)


def lease(service: str = CARD) -> Lease | None:
    """Return the lease of a service, if the centre ever spoke of it."""
    return Lease.objects.filter(service=service).select_related("peer").first()


def may(what: May, service: str = CARD) -> Right:
    """Return whether this node may do something now by the centre's leave."""
    row = once(f"lease {service}", lambda: lease(service))
    if row is None:
        return Right(ok=True)
    if what not in row.allows:
        said = _("dicabut pusat: %(reason)s (surat %(letter)s)") % {"reason": row.reason, "letter": row.letter}
        return Right(ok=False, why=said, since=row.since)
    if row.until <= clock.now():
        said = _("masa berlakunya habis karena pusat tidak terhubung")
        return Right(ok=False, why=said, since=row.until, lapsed=True)
    return Right(ok=True, until=row.until)


def refusal(what: May, service: str = CARD) -> str:
    """Return why something may not be done now, as one sentence; nothing when it may."""
    right = may(what, service)
    if right.ok:
        return ""
    since = f" ({_('sejak %s') % text.moment(right.since)})" if right.since else ""
    return _("Izin %(what)s KTP-el dari pusat tidak berlaku: %(why)s%(since)s.") % {
        "what": what.label,
        "why": right.why,
        "since": since,
    }
