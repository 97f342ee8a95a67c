"""What becomes of a sealed packet; whether there is a station, and room for what it records."""

from collections.abc import Iterator
from datetime import timedelta

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from pasti.journal.actors import node
from pasti.kit import clock, full_disk
from pasti.kit.words import filled
from pasti.link import queries as links
from pasti.link.models import Envelope, Peer
from pasti.link.registry import NeedsPerson, applies, when_delivered
from pasti.link.schema import PacketStored, Said
from pasti.readiness import queries as readiness
from pasti.readiness.costs import Cost, costs
from pasti.readiness.models import Incident
from pasti.readiness.needs import Need
from pasti.readiness.probes import Answer, probe
from pasti.recording import actions, queries

_SILENT_AFTER = timedelta(seconds=25)


@when_delivered(Said.PACKET)
def packet_announced(envelope: Envelope) -> None:
    recording = queries.by_packet(envelope.key)
    if recording:
        actions.note_sent(recording, at=envelope.sent_at or envelope.created_at)


@applies(Said.PACKET_STORED)
def packet_stored(said: PacketStored, peer: Peer) -> None:
    recording = queries.by_packet(said.packet)
    if recording is None:
        raise NeedsPerson(
            filled(gettext_lazy("Rekaman dengan paket %(packet)s tidak ada di kantor ini."), packet=said.packet)
        )
    actions.note_stored(recording, by=node(peer.node_id, peer.name))


@probe(Need.STATION)
def station() -> Answer:
    if links.centre() is None:
        return Answer(stands=False, why=queries.obstacle(), absent=True)
    stations = queries.stations()
    if not stations:
        return Answer(stands=False, why=_("belum ada loket dengan alat perekaman"), absent=True)
    # One time that nobody answered is no news yet.
    long_enough = clock.now() - _SILENT_AFTER
    silent = [one.silent_since for one in stations if one.silent_since and one.silent_since <= long_enough]
    if len(silent) == len(stations):
        return Answer(stands=False, why=_("tidak menjawab"), since=max(silent))
    values = {"n": len(silent), "all": len(stations)}
    return Answer(stands=True, why=_("%(n)s dari %(all)s tidak menjawab") % values if silent else "")


@probe(Need.DISK)
def disk() -> Answer:
    if full_disk.is_full():
        return Answer(stands=False, why=_("penuh"))
    room = queries.room()
    return Answer(stands=not room.is_over, why=room.said)


@costs("recording")
def waiting_for_the_centre(incident: Incident) -> Iterator[Cost]:
    times = readiness.fallen_in(incident, [Need.LINK, Need.MAY_SEND])
    yield Cost(gettext_lazy("Rekaman yang dibuat selama tidak dapat dikirim"), queries.sealed_in(times))
