"""Taking in what offices send, opening packets, releasing cards, telling offices every status on the way."""

from base64 import b64encode
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from pasti.centre.intake import queries
from pasti.centre.intake.models import Record
from pasti.centre.intake.states import CODES, State
from pasti.journal.actions import record as journal
from pasti.journal.actors import SYSTEM, Actor, node
from pasti.journal.moves import take
from pasti.kit import blobs, clock
from pasti.kit.errors import Refused
from pasti.link import actions as link
from pasti.link import keys, packet
from pasti.link.models import Peer
from pasti.link.schema import CardContent, Packet, PacketStored, PrintRequest, RecordStatus, Release, Said


def lock(row: Record) -> Record:
    """Return a record as it is now, locked until the caller's transaction ends."""
    return Record.locked(row.pk)


@transaction.atomic
def announce(said: Packet, office: Peer) -> Record:
    """Note that a packet is on its way. The same packet twice is harmless."""
    row, new = Record.objects.get_or_create(
        office=office,
        packet=said.packet,
        defaults={
            "application": said.application,
            "service": said.service,
            "sha256": said.sha256,
            "size": said.size,
            "state": State.ANNOUNCED,
            "arrived_at": clock.now(),
        },
    )
    if new:
        by = node(office.node_id, office.name)
        journal(
            "record.announce", subject=row.subject, case=row.application, by=by, office=office.name, packet=row.packet
        )
    return row


@transaction.atomic
def open_packet(row: Record) -> Record:
    """Open a packet that is stored whole, and acknowledge the storage; what cannot be read is said to the office."""
    fresh = Record.locked(row.pk)
    if fresh.state != State.ANNOUNCED:
        return fresh
    now = clock.now()
    stored = PacketStored(packet=fresh.packet, application=fresh.application, at=now)
    link.send(Said.PACKET_STORED, stored, key=fresh.packet, to=fresh.office, happened_at=now)
    try:
        opened = packet.read(blobs.read(fresh.sha256))
    except packet.NotReadable as problem:
        return advance(fresh, "fail", by=SYSTEM, changes={"problem": str(problem)[:200]}, problem=str(problem)[:200])
    content = opened.content
    if content.application != fresh.application or content.packet != fresh.packet:
        other = _("Isi paket tidak cocok dengan pemberitahuannya.")
        return advance(fresh, "fail", by=SYSTEM, changes={"problem": other}, problem=other)
    changes = _known_of(content.biodata.model_dump(mode="json")) | {"positions": sorted(opened.parts)}
    return advance(fresh, "receive", by=SYSTEM, changes=changes)


def _known_of(biodata: dict[str, Any]) -> dict[str, Any]:
    return {
        "nik": biodata["nik"],
        "name": biodata["name"],
        "birth_date": biodata["birth_date"],
        "sex": biodata["sex"],
        "biodata": biodata,
    }


@transaction.atomic
def adopt(sealed_packet: bytes, office: Peer, *, by: Actor) -> Record:
    """Take over a recording that was made and found unique before this centre ran Pasti.

    `sealed_packet` is a packet sealed for this centre. Raises packet.NotReadable. The same packet twice is harmless.
    """
    opened = packet.read(sealed_packet)
    blob = blobs.keep(sealed_packet)
    row, new = Record.objects.get_or_create(
        office=office,
        packet=opened.content.packet,
        defaults={
            "service": opened.content.service,
            "sha256": blob.sha256,
            "size": blob.size,
            "state": State.ISSUED,
            "arrived_at": opened.content.captured_at,
            "released_at": opened.content.captured_at,
            "positions": sorted(opened.parts),
            **_known_of(opened.content.biodata.model_dump(mode="json")),
        },
    )
    if new:
        journal("record.adopt", subject=row.subject, by=by, office=office.name)
    return row


@transaction.atomic
def take_request(said: PrintRequest, office: Peer) -> Record:
    """Release a card for somebody who was recorded before, or say that there is no recording. Twice is harmless.

    When the NIK is plainly another person's, nothing is released: a person decides (see dedup).
    """
    row, new = Record.objects.get_or_create(
        office=office,
        application=said.application,
        packet="",
        defaults={
            "service": said.service,
            "state": State.RECEIVED,
            "arrived_at": clock.now(),
            **_known_of(said.biodata.model_dump(mode="json")),
        },
    )
    if not new:
        return row
    by = node(office.node_id, office.name)
    journal("record.ask", subject=row.subject, case=row.application, by=by, office=office.name, service=row.service)
    _tell(row)
    fresh = Record.locked(row.pk)
    return fresh if queries.somebody_else(fresh) else release_or_reject(fresh, by=SYSTEM)


def release_or_reject(row: Record, *, by: Actor) -> Record:
    """Release a record for printing, or say that there is no recording with a photo of the person."""
    return release(row, by=by) if queries.has_photo(row) else advance(row, "reject", by=by)


@transaction.atomic
def release(row: Record, *, by: Actor) -> Record:
    """Release a record for printing and send the card's content, sealed for its office.

    Raises Refused when there is no photo of the person anywhere.
    """
    now = clock.now()
    content = _card_content(row)
    released = advance(row, "release", by=by, changes={"released_at": now})
    sealed = keys.seal(content.model_dump_json().encode(), row.office.recipient)
    said = Release(application=row.application, at=now, content=b64encode(sealed).decode())
    link.send(Said.RELEASE, said, key=f"{row.pk}", to=row.office, happened_at=now)
    return released


def _card_content(row: Record) -> CardContent:
    with_photo = row if "face" in row.positions else queries.photo_record(row.nik)
    with_signature = row if "signature" in row.positions else queries.signature_record(row.nik)
    if with_photo is None:
        raise Refused(_("Foto orang ini tidak tersimpan di pusat."))
    photo = packet.read(blobs.read(with_photo.sha256)).parts["face"]
    signature = packet.read(blobs.read(with_signature.sha256)).parts["signature"] if with_signature else b""
    return CardContent.model_validate(
        {"biodata": row.biodata, "photo": b64encode(photo).decode(), "signature": b64encode(signature).decode()}
    )


@transaction.atomic
def note_progress(office: Peer, application: str, code: str, *, serial: str, at: datetime) -> None:
    """Note where a card is, as its office says, and confirm it as its status. Late or double news is normal."""
    row = queries.released_for(office, application)
    move = {"SENT_FOR_CARD_PRINTING": "begin_printing", "CARD_PRINTED": "print", "CARD_ISSUED": "issue"}.get(code)
    if row is None or move is None:
        return
    fresh = Record.locked(row.pk)
    if fresh.state in fresh.MACHINE.moves[move].sources:
        by = node(office.node_id, office.name)
        advance(fresh, move, by=by, changes={"serial": serial} if serial else {}, happened_at=at)


def advance(
    row: Record,
    move: str,
    *,
    by: Actor,
    changes: dict[str, Any] | None = None,
    happened_at: datetime | None = None,
    **facts: Any,
) -> Record:
    """Take a move and tell the office the status that it means."""
    moved = take(row, move, by=by, changes=changes, happened_at=happened_at, **facts)
    _tell(moved, happened_at)
    return moved


def _tell(row: Record, at: datetime | None = None) -> None:
    now = at or clock.now()
    code = CODES[State(row.state)]
    said = RecordStatus(application=row.application, code=code, at=now)
    key = f"{row.pk}/{code}/{row.serial}"
    link.send(Said.RECORD_STATUS, said, key=key, to=row.office, happened_at=now)
