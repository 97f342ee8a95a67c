"""Packets as an office in Bekasi makes and sends them."""

import hashlib
from datetime import date, datetime
from io import BytesIO
from typing import Any

from PIL import Image
from tests.cast import MONDAY

from pasti.centre.intake.duties import open_packets
from pasti.centre.intake.models import Record
from pasti.link import inbox, keys, packet
from pasti.link.arriving import take_piece
from pasti.link.models import Envelope, Peer, Received
from pasti.link.pieces import CHUNK_BYTES, asked
from pasti.link.schema import Biodata, Capture, PacketContent, Said
from pasti.link.wire import Wire

CASE = "327500000001"
_MODALITIES = {"face": "photo", "signature": "signature"}


def picture(seed: str) -> bytes:
    out = BytesIO()
    Image.new("RGB", (48, 64), (sum(seed.encode()) % 200, 20, 20)).save(out, "JPEG")
    return out.getvalue()


FACE, SIGNATURE, THUMB = picture("face"), picture("signature"), picture("thumb")
PARTS = {"face": FACE, "signature": SIGNATURE, "right-thumb": THUMB}


def biodata(**other: Any) -> Biodata:
    given = {
        "nik": "3275015206099001",
        "name": "Siti Nurjanah",
        "birth_place": "Bekasi",
        "birth_date": date(2009, 6, 12),
        "sex": "F",
        "address": "Jl. Melati No. 4",
        **dict.fromkeys(("village", "district", "regency", "province"), "Bekasi"),
    }
    return Biodata.model_validate(given | other)


def sealed(
    name: str = "p1",
    application: str = CASE,
    /,
    *,
    parts: dict[str, bytes] | None = None,
    service: str = "NEW",
    recipient: str = "",
    **person: Any,
) -> bytes:
    """Return a packet sealed for us."""
    held = PARTS if parts is None else parts
    captures = [
        Capture(modality=_MODALITIES.get(part, "finger"), position=part, part=part, captured_at=MONDAY) for part in held
    ]
    content = PacketContent(
        packet=name,
        application=application,
        service=service,
        biodata=biodata(**person),
        captures=captures,
        captured_at=MONDAY,
        operator="Rini",
    )
    to = recipient or keys.recipient()
    return packet.build(content, {part: keys.seal(data, to) for part, data in held.items()}, to)


def says(office: Peer, kind: Said, **body: Any) -> str:
    """An envelope of the office arrives; return why it was set aside."""
    last = Received.objects.filter(peer=office).order_by("-number").first()
    number = last.number + 1 if last else 1
    wire = Wire(number=number, kind=kind, key=str(number), body=body, happened_at=MONDAY)
    inbox.receive(office, [wire])
    return str(Received.objects.get(peer=office, number=number).set_aside)


def announced(office: Peer, content: bytes, name: str = "p1", application: str = CASE, service: str = "NEW") -> str:
    """The envelope that announces a packet arrives."""
    return says(
        office,
        Said.PACKET,
        packet=name,
        application=application,
        service=service,
        sha256=hashlib.sha256(content).hexdigest(),
        size=len(content),
        captured_at=MONDAY.isoformat(),
    )


def arrives(office: Peer, content: bytes) -> None:
    """The packet itself arrives, piece by piece."""
    sha256 = hashlib.sha256(content).hexdigest()
    for offset in range(0, len(content), CHUNK_BYTES):
        data = content[offset : offset + CHUNK_BYTES]
        take_piece(office, asked(sha256, len(content), offset, data))


def opened() -> None:
    """The duty opens what is whole."""
    while open_packets():
        pass


def received(
    office: Peer, name: str = "p1", application: str = CASE, /, *, service: str = "NEW", **other: Any
) -> Record:
    """Return the record of a packet that was announced, has arrived and was read."""
    content = sealed(name, application, service=service, **other)
    announced(office, content, name, application, service)
    arrives(office, content)
    opened()
    return Record.objects.get(office=office, packet=name)


def asks(office: Peer, application: str = CASE, service: str = "LOST", **person: Any) -> str:
    """The office asks for the card of somebody who was recorded before."""
    said = biodata(**person).model_dump(mode="json")
    return says(office, Said.PRINT_REQUEST, application=application, service=service, biodata=said)


def progress(office: Peer, code: str, serial: str = "BK1", application: str = CASE, at: datetime = MONDAY) -> str:
    """The office says where a card is."""
    return says(office, Said.CARD_PROGRESS, application=application, code=code, serial=serial, at=at.isoformat())


def told(office: Peer, application: str = CASE) -> list[str]:
    """What the office was told of a case, in the order in which it happened."""
    rows = Envelope.objects.filter(peer=office, kind=Said.RECORD_STATUS).order_by("id")
    return [row.body["code"] for row in rows if row.body["application"] == application]


def releases(office: Peer) -> list[dict[str, Any]]:
    """What was released to the office."""
    return [dict(row.body) for row in Envelope.objects.filter(peer=office, kind=Said.RELEASE).order_by("id")]
