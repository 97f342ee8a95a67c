"""Taking in what offices send, opening packets, telling offices every status on the way.

What a peer sends becomes rows within its request, and nothing else; a duty opens packets later (`duties`).
"""

import secrets
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from pasti.centre.intake import queries
from pasti.centre.intake.hooks import tell_adopted
from pasti.centre.intake.models import Issued, Record
from pasti.centre.intake.states import CODES, PROGRESS, State
from pasti.centre.persons import actions as persons
from pasti.journal.actions import record as journal
from pasti.journal.actors import SYSTEM, Actor, node
from pasti.journal.moves import several, take
from pasti.kit import blobs, clock
from pasti.kit.claims import put_off
from pasti.kit.errors import Refused
from pasti.kit.words import Words, filled
from pasti.link import actions as link
from pasti.link import packet
from pasti.link.models import Peer
from pasti.link.registry import NeedsPerson
from pasti.link.schema import CardProgress, PacketAnnounced, PacketStored, PrintRequest, RecordStatus, Said


def lock(row: Record) -> Record:
    """Return a record as it is now, locked until the caller's transaction ends."""
    fresh = Record.locked(row.pk)
    fresh.office = row.office
    return fresh


@transaction.atomic
def announce(said: PacketAnnounced, office: Peer) -> Record:
    """Note that a packet is on its way. The same packet twice is harmless; another one of that name is refused.

    Raises NeedsPerson.
    """
    content = {
        "application": said.application,
        "service": said.service,
        "sha256": said.sha256,
        "size": said.size,
    }
    row, new = Record.objects.get_or_create(
        office=office,
        packet=said.packet,
        defaults=content | {"state": State.ANNOUNCED, "arrived_at": clock.now()},
    )
    if not new and any(getattr(row, name) != value for name, value in content.items()):
        raise NeedsPerson(
            filled(gettext_lazy("Paket %(packet)s sudah pernah diberitahukan dengan isi lain."), packet=said.packet)
        )
    if new:
        by = node(office.node_id, office.name)
        journal(
            "record.announce", subject=row.subject, case=row.application, by=by, office=office.name, packet=row.packet
        )
    return row


@transaction.atomic
def arrive(row: Record) -> Record:
    """Note that a packet is stored whole, and acknowledge the storage. Twice is harmless."""
    fresh = Record.locked(row.pk)
    if fresh.state != State.ANNOUNCED:
        return fresh
    now = clock.now()
    stored = PacketStored(packet=fresh.packet, application=fresh.application, at=now)
    link.send(Said.PACKET_STORED, stored, key=fresh.packet, to=fresh.office, happened_at=now)
    return advance(fresh, "arrive", by=SYSTEM, changes={"not_before": now})


def open_packet(row: Record) -> Record:
    """Open a packet that is stored whole; what cannot be read is said to the office. Never within a transaction.

    A file that is not there or a disk in trouble is tried again some times, and then the packet counts as unreadable.
    """
    try:
        content = packet.read(blobs.read(row.sha256))
    except (OSError, MemoryError) as trouble:
        gone = filled(
            gettext_lazy("Berkas paket tidak dapat dibaca dari penyimpanan pusat: %(trouble)s."),
            trouble=type(trouble).__name__,
        )
        return row if put_off(row) else _fail(row, gone)
    except packet.NotReadable as problem:
        return _fail(row, problem.sentence)
    if content.content.application != row.application or content.content.packet != row.packet:
        return _fail(row, gettext_lazy("Isi paket tidak cocok dengan pemberitahuannya."))
    if content.content.service != row.service:
        return _fail(row, gettext_lazy("Layanan di dalam paket tidak cocok dengan pemberitahuannya."))
    return _receive(row, content)


@transaction.atomic
def _fail(row: Record, problem: str | Promise) -> Record:
    fresh = Record.locked(row.pk)
    if fresh.state != State.ARRIVED:
        return fresh
    said = Words(problem)
    return advance(fresh, "fail", by=SYSTEM, changes={"problem": said}, problem=said.kept)


@transaction.atomic
def _receive(row: Record, opened: packet.Packet) -> Record:
    fresh = Record.locked(row.pk)
    if fresh.state != State.ARRIVED:
        return fresh
    changes = _known_of(opened.content.biodata.model_dump(mode="json")) | {"positions": sorted(opened.parts)}
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
    """Take over a recording that was made and found unique before this centre ran Pasti; its person is entered.

    `sealed_packet` is a packet sealed for this centre. Raises packet.NotReadable. The same packet twice is harmless,
    though sealed anew; under the name of another one of its office and case it is refused (Refused).
    """
    opened = packet.read(sealed_packet)
    blob = blobs.keep(sealed_packet)
    known = _known_of(opened.content.biodata.model_dump(mode="json"))
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
            **known,
        },
    )
    if new:
        row.person = persons.enter(known["biodata"], region=office.region_code)
        row.save(update_fields=["person"])
        _count_issued(office)
        journal("record.adopt", subject=row.subject, by=by, office=office.name)
        tell_adopted(row)
    elif row.sha256 != blob.sha256 and packet.read(blobs.read(row.sha256)) != opened:
        raise Refused(_("Paket %s dari kantor ini sudah pernah diambil alih dengan isi lain.") % row.packet)
    return row


@transaction.atomic
def take_request(said: PrintRequest, office: Peer) -> Record:
    """Note that an office asks for a card of somebody who was recorded before. The same twice is harmless.

    Whether anything is released is looked into later. Raises NeedsPerson when the case has asked for other data before.
    """
    known = _known_of(said.biodata.model_dump(mode="json"))
    row, new = Record.objects.get_or_create(
        office=office,
        application=said.application,
        packet="",
        defaults={"service": said.service, "state": State.RECEIVED, "arrived_at": clock.now(), **known},
    )
    if new:
        by = node(office.node_id, office.name)
        journal("record.ask", subject=row.subject, case=row.application, by=by, office=office.name, service=row.service)
        _tell(row)
    elif (row.service, _filled(row.biodata)) != (said.service, _filled(known["biodata"])):
        raise NeedsPerson(
            filled(
                gettext_lazy("Permohonan %(number)s sudah pernah meminta kartu dengan data lain."),
                number=said.application,
            )
        )
    return row


def _filled(biodata: dict[str, Any]) -> dict[str, Any]:
    """What is said at all: a newer node may name fields that are empty."""
    return {name: value for name, value in biodata.items() if value}


@transaction.atomic
def note_progress(office: Peer, news: Sequence[CardProgress]) -> None:
    """Note where cards are, as their office says, and confirm it as their status. Late or double news is normal.

    Raises NeedsPerson for a word that says nothing of where a card is; then nothing of all is noted.
    """
    for said in news:
        if said.code not in PROGRESS:
            raise NeedsPerson(
                filled(gettext_lazy("“%(code)s” bukan keterangan tentang keberadaan kartu."), code=said.code)
            )
    released = queries.released_keys(office, {said.application for said in news})
    rows = Record.objects.filter(pk__in=released.values()).defer("biodata", "positions").order_by("pk")
    fresh = {row.pk: row for row in rows.select_for_update()}
    by, told, issued = node(office.node_id, office.name), [], 0
    with several() as moves:
        for said in news:
            row = fresh.get(released.get(said.application, 0))
            if row is None:
                continue
            row.office, move = office, PROGRESS[said.code]
            again = (row.state, row.serial) == (State.PRINTING, said.serial) and move == "begin_printing"
            if row.state not in row.MACHINE.moves[move].sources or again:
                continue
            moves.take(row, move, by=by, changes={"serial": said.serial or row.serial}, happened_at=said.at)
            told.append(_status(row, CODES[State(row.state)], said.at))
            issued += row.state == State.ISSUED
    link.send_all(Said.RECORD_STATUS, told, to=office)
    if issued:
        _count_issued(office, issued)


def _count_issued(office: Peer, count: int = 1) -> None:
    Issued.objects.get_or_create(office=office)
    Issued.objects.filter(office=office).update(records=F("records") + count)


def advance(
    row: Record,
    move: str,
    *,
    by: Actor,
    changes: dict[str, Any] | None = None,
    happened_at: datetime | None = None,
    code: str = "",
    note: str | Promise = "",
    **facts: Any,
) -> Record:
    """Take a move and tell the office the status that it means, if it means one. Raises NotAllowed.

    `code` is told rather than the state's own (`CODES`), and `note` with it: the applicant may read it, and a lazy
    sentence in either language.
    """
    moved = take(row, move, by=by, changes=changes, happened_at=happened_at, **facts)
    moved.office = row.office
    _tell(moved, happened_at, code=code, note=note)
    return moved


def tell(row: Record, code: str) -> None:
    """Tell a record's office a status that is no state of its own."""
    _send(row, _status(row, code, clock.now()))


def _key(row: Record, code: str) -> str:
    """A status is told once each time that a record comes to it: the same word later is news again."""
    return f"{row.pk}/{code}/{secrets.token_hex(8)}"


def _tell(row: Record, at: datetime | None = None, *, code: str = "", note: str | Promise = "") -> None:
    code = code or CODES.get(State(row.state), "")
    if code:
        _send(row, _status(row, code, at or clock.now(), note))


def _status(row: Record, code: str, at: datetime, note: str | Promise = "") -> link.ToSay:
    words = Words(note)
    said = RecordStatus(
        application=row.application, code=code, at=at, note=words.in_language("id"), note_in=words.in_each
    )
    return link.ToSay(said, _key(row, code), at)


def _send(row: Record, status: link.ToSay) -> None:
    link.send_all(Said.RECORD_STATUS, [status], to=row.office)
