"""What becomes of a sealed packet; whether there is a station."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from pasti.journal.actors import node
from pasti.kit.words import filled
from pasti.link.models import Envelope, Peer
from pasti.link.registry import NeedsPerson, applies, when_delivered
from pasti.link.schema import PacketStored, Said
from pasti.offices import queries as offices
from pasti.readiness.needs import Need
from pasti.readiness.probes import Answer, probe
from pasti.recording import actions, queries


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
    if reason := queries.obstacle():
        return Answer(stands=False, why=reason)
    if not offices.counters().exclude(capture_url="").exists():
        return Answer(stands=False, why=_("belum ada loket dengan alat perekaman"))
    return Answer(stands=True, why=queries.room().said)
