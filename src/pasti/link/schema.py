"""What the envelopes say, and who says what to whom. The office rooms and the centre share this and nothing else."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Annotated, Any, Literal

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from pasti.kit import text
from pasti.kit.words import Words, heard
from pasti.link.models import NodeRole

# Of twelve digits until nodes had blocks of numbers.
Number = Annotated[str, Field(pattern=r"^[0-9]{12}([0-9]{2})?$")]
Nik = Annotated[str, Field(pattern=r"^[0-9]{16}$")]
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


class PacketAnnounced(Body):
    """A sealed recording is on its way."""

    packet: str = Field(min_length=1, max_length=40)
    application: Number
    service: str
    sha256: Sha256
    size: int = Field(gt=0)
    captured_at: AwareDatetime


class PrintRequest(Body):
    """This person was recorded before; please release the card for printing."""

    application: Number
    service: str
    biodata: Biodata


class CardProgress(Body):
    """Where the card is."""

    application: Number
    code: str
    serial: str = ""
    at: AwareDatetime


class RecordStatus(Body):
    """The record's status, in the centre's own words."""

    application: Number
    code: str
    at: AwareDatetime
    # A sentence that the office shows, in Indonesian or as somebody wrote it; and a sentence of ours in each language.
    note: str = ""
    note_in: dict[str, str] = Field(default_factory=dict)

    @property
    def words(self) -> Words:
        """The note for whoever reads it."""
        return heard(self.note, self.note_in)


class Release(Body):
    """The record may be printed. The content is sealed for the office."""

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
    """The packet is stored and may be deleted at the office after its retention time."""

    packet: str
    application: Number
    at: AwareDatetime


class BlankRequest(Body):
    """The office needs so many blank cards; beside it the figures that it follows from."""

    request: str = Field(min_length=1, max_length=40)
    count: int = Field(gt=0, le=1_000_000)
    letter: str = Field(max_length=80)
    in_stock: int = Field(ge=0)
    # Cards that wait for a blank, and blanks used on a working day.
    waiting: int = Field(ge=0)
    a_day: float = Field(ge=0)
    runs_out: date | None = None
    at: AwareDatetime


class BlankAllotment(Body):
    """So many blank cards come, by a day; none come, and why."""

    request: str = Field(min_length=1, max_length=40)
    count: int = Field(ge=0, le=1_000_000)
    day: date | None = None
    letter: str = Field(max_length=80)
    note: str = Field(default="", max_length=300)
    at: AwareDatetime


class Void(Body):
    """A number under which nothing is said: what should have had it could not be sent."""


class Said(StrEnum):
    """The kinds of envelopes."""

    PACKET = "recording.packet"
    PRINT_REQUEST = "print.request"
    CARD_PROGRESS = "card.progress"
    RECORD_STATUS = "record.status"
    RELEASE = "record.release"
    PACKET_STORED = "packet.stored"
    BLANK_REQUEST = "blank.request"
    BLANK_ALLOTMENT = "blank.allotment"
    VOID = "link.void"


# Who says something to whom.
Way = tuple[NodeRole, NodeRole]
OFFICE_TO_CENTRE: Way = (NodeRole.OFFICE, NodeRole.CENTRE)
CENTRE_TO_OFFICE: Way = (NodeRole.CENTRE, NodeRole.OFFICE)
MOBILE_TO_OFFICE: Way = (NodeRole.MOBILE, NodeRole.OFFICE)
OFFICE_TO_MOBILE: Way = (NodeRole.OFFICE, NodeRole.MOBILE)
# A mobile node talks to its office, an office to the centre; nobody else talks to anybody.
WAYS = frozenset({OFFICE_TO_CENTRE, CENTRE_TO_OFFICE, MOBILE_TO_OFFICE, OFFICE_TO_MOBILE})


@dataclass(frozen=True)
class Step:
    """From one version of a kind to the next: how an older body is read, and how a newer one is said to an older node.

    Neither is needed for a field that older nodes may ignore. Without `lower` it is not said to them: it waits.
    """

    lift: Callable[[dict[str, Any]], dict[str, Any]]
    lower: Callable[[dict[str, Any]], dict[str, Any]] | None = None


@dataclass(frozen=True)
class Saying:
    """What a kind of envelope looks like, who says it to whom, what people call it, and the field that names its case.

    Envelopes of one case are applied in their order; those of different cases do not wait for each other.
    """

    shape: type[Body]
    ways: frozenset[Way]
    label: str | Promise
    case: str = "application"
    # Whether it is said only as long as the centre allows it.
    by_leave: bool = False
    # What changed since its first version in a way that an older node would misunderstand (docs/adr/0037).
    steps: tuple[Step, ...] = ()

    @property
    def version(self) -> int:
        """The version of today."""
        return 1 + len(self.steps)


def _only(way: Way) -> frozenset[Way]:
    return frozenset({way})


SAYINGS: dict[str, Saying] = {
    Said.PACKET: Saying(PacketAnnounced, _only(OFFICE_TO_CENTRE), _("paket rekaman"), by_leave=True),
    Said.PRINT_REQUEST: Saying(PrintRequest, _only(OFFICE_TO_CENTRE), _("permintaan data kartu"), by_leave=True),
    Said.CARD_PROGRESS: Saying(CardProgress, _only(OFFICE_TO_CENTRE), _("keberadaan kartu")),
    Said.RECORD_STATUS: Saying(RecordStatus, _only(CENTRE_TO_OFFICE), _("status data")),
    Said.RELEASE: Saying(Release, _only(CENTRE_TO_OFFICE), _("data kartu siap cetak")),
    Said.PACKET_STORED: Saying(PacketStored, _only(CENTRE_TO_OFFICE), _("paket rekaman tersimpan")),
    Said.BLANK_REQUEST: Saying(BlankRequest, _only(OFFICE_TO_CENTRE), _("permintaan blangko"), case="request"),
    Said.BLANK_ALLOTMENT: Saying(BlankAllotment, _only(CENTRE_TO_OFFICE), _("alokasi blangko"), case="request"),
    Said.VOID: Saying(Void, WAYS, _("nomor kosong"), case=""),
}


def label_of(kind: str) -> str:
    """Return what people call a kind, in the reader's language; an unknown kind is its own name."""
    return str(SAYINGS[kind].label) if kind in SAYINGS else text.without_niks(kind)


def same_fact(said: dict[str, Any], again: dict[str, Any]) -> bool:
    """Whether two bodies say the same, whenever it was noted. What was emptied since is taken for the same."""
    return not said or not again or without_moment(said) == without_moment(again)


def without_moment(body: dict[str, Any]) -> dict[str, Any]:
    """Return what a body says, but for when it was noted and what is sealed: the same sealed twice looks different."""
    return {name: value for name, value in body.items() if name not in ("at", "content")}


def may_say(kind: str, *, says: str, hears: str) -> bool:
    """Whether a node of role `says` may tell a node of role `hears` this kind of thing."""
    return kind in SAYINGS and (says, hears) in SAYINGS[kind].ways


def case_of(kind: str, body: dict[str, Any]) -> str:
    """Return the case that an envelope is about, or nothing, whatever the body is."""
    said = body.get(SAYINGS[kind].case) if kind in SAYINGS else None
    return said[:40] if isinstance(said, str) else ""
