"""What the envelopes say. The office rooms and the centre share these shapes and nothing else."""

from datetime import date
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

# Of twelve digits until nodes had blocks of numbers.
Number = Annotated[str, Field(pattern=r"^[0-9]{12}([0-9]{2})?$")]
Nik = Annotated[str, Field(pattern=r"^\d{16}$")]
Sha256 = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]


class Body(BaseModel):
    """Fields that a newer node added are ignored, so that nodes need not be upgraded on the same day."""

    model_config = ConfigDict(extra="ignore", frozen=True)


class Biodata(Body):
    """What is printed on a card."""

    nik: Nik
    name: str
    # Not on the card; a centre that knows her asks for her rather than for the birth place.
    mother: str = ""
    birth_place: str
    birth_date: date
    sex: str = Field(pattern="^[MF]$")
    blood_type: str = ""
    address: str
    rt: str = ""
    rw: str = ""
    village: str
    district: str
    regency: str
    province: str
    religion: str = ""
    marital_status: str = ""
    occupation: str = ""
    nationality: str = "WNI"
    valid_until: date | None = None


class Packet(Body):
    """office → centre: a sealed recording is on its way."""

    packet: str = Field(min_length=1, max_length=40)
    application: Number
    service: str
    sha256: Sha256
    size: int = Field(gt=0)
    captured_at: AwareDatetime


class PrintRequest(Body):
    """office → centre: this person was recorded before; please release the card for printing."""

    application: Number
    service: str
    biodata: Biodata


class CardProgress(Body):
    """office → centre: where the card is."""

    application: Number
    code: str
    serial: str = ""
    at: AwareDatetime


class RecordStatus(Body):
    """centre → office: the record's status, in the centre's own words."""

    application: Number
    code: str
    at: AwareDatetime
    note: str = ""


class Release(Body):
    """centre → office: the record may be printed. The content is sealed for the office."""

    application: Number
    at: AwareDatetime
    content: str  # base64 of CardContent, sealed with age


class CardContent(Body):
    """What the sealed content of a release holds."""

    biodata: Biodata
    photo: str  # base64 JPEG
    signature: str = ""  # base64 PNG; empty when the person cannot sign


class Capture(Body):
    """One thing that was captured, or why it could not be."""

    modality: str  # photo, signature, finger, iris
    position: str
    part: str = ""
    quality: int | None = Field(default=None, ge=0, le=100)
    captured_at: AwareDatetime
    exception: str = ""


class PacketContent(Body):
    """What a sealed packet says of itself once opened. Without an application it is one from before Pasti."""

    packet: str
    application: Number | Literal[""]
    service: str
    biodata: Biodata
    captures: list[Capture]
    captured_at: AwareDatetime
    operator: str


class PacketStored(Body):
    """centre → office: the packet is stored and may be deleted at the office after its retention time."""

    packet: str
    application: Number
    at: AwareDatetime


class Said(StrEnum):
    """The kinds of envelopes."""

    PACKET = "recording.packet"
    PRINT_REQUEST = "print.request"
    CARD_PROGRESS = "card.progress"
    RECORD_STATUS = "record.status"
    RELEASE = "record.release"
    PACKET_STORED = "packet.stored"


# Only a centre says these, and it says nothing else.
FROM_CENTRE = frozenset({Said.RECORD_STATUS, Said.RELEASE, Said.PACKET_STORED})

SHAPES: dict[str, type[Body]] = {
    Said.PACKET: Packet,
    Said.PRINT_REQUEST: PrintRequest,
    Said.CARD_PROGRESS: CardProgress,
    Said.RECORD_STATUS: RecordStatus,
    Said.RELEASE: Release,
    Said.PACKET_STORED: PacketStored,
}
