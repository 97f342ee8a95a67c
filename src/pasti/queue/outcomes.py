"""How somebody's coming to the office ended, and why it was not what they came for: one list for everybody."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from pasti.kit.words import Words
from pasti.readiness.models import Incident
from pasti.readiness.needs import Need


class Outcome(TextChoices):
    """What became of somebody's coming."""

    SERVED = "served", _("dilayani")
    PARTLY = "partly", _("sebagian")
    IN_VAIN = "vain", _("sia-sia")
    # Of numbers that ended before anybody wrote it down. Never given any more.
    NOT_RECORDED = "unrecorded", _("tidak tercatat")


class Reason(TextChoices):
    """Why somebody was not served, or not with all they came for. In the order in which a clerk is offered them."""

    LINK = "link", _("sambungan ke pusat terputus")
    BLANK = "blank", _("blangko habis")
    PAPER = "paper", _("berkas kurang")
    LETTER = "letter", _("surat sudah lewat masanya")
    WRONG_DAY = "wrong_day", _("bukan harinya")
    NOT_READY = "not_ready", _("kartu atau dokumen belum jadi")
    OFFICER = "officer", _("petugas tidak ada")
    NO_NEED = "no_need", _("tidak perlu datang")
    EQUIPMENT = "equipment", _("alat rusak")
    AUTHORISATION = "authorisation", _("izin dari pusat tidak berlaku")
    LEFT = "left", _("pulang sebelum dilayani")
    OFFICE_CLOSED = "closed", _("belum dipanggil sampai kantor tutup")
    OTHER = "other", _("lainnya")


# What it is for the person when something that their next step rests on does not stand.
OF_NEED = {
    Need.LINK: Reason.LINK,
    Need.MAY_RECORD: Reason.AUTHORISATION,
    Need.MAY_SEND: Reason.AUTHORISATION,
    Need.MAY_PRINT: Reason.AUTHORISATION,
    Need.BLANKS: Reason.BLANK,
    Need.RIBBON: Reason.EQUIPMENT,
    Need.PRINTER: Reason.EQUIPMENT,
    Need.PAPER_PRINTER: Reason.EQUIPMENT,
    Need.STATION: Reason.EQUIPMENT,
    Need.DISK: Reason.EQUIPMENT,
    Need.CLERK: Reason.OFFICER,
    Need.RECORDER: Reason.OFFICER,
    Need.PRINT_OPERATOR: Reason.OFFICER,
}


@dataclass(frozen=True)
class Why:
    """Why a coming is in vain: what does not stand, if that is it, since when, and by which incident."""

    reason: Reason
    said: str | Words = ""
    need: Need | None = None
    since: datetime | None = None
    incident: Incident | None = None


@dataclass(frozen=True, eq=False)
class Ending:
    """How a coming ended, as a clerk says it or as the records have it."""

    outcome: Outcome
    reason: Reason | None = None
    said: str | Words = ""

    def __eq__(self, other: object) -> bool:
        """Words that are kept and a text are the same ending if they say the same."""
        if not isinstance(other, Ending):
            return NotImplemented
        return (self.outcome, self.reason, Words(self.said)) == (other.outcome, other.reason, Words(other.said))

    __hash__ = None  # type: ignore[assignment]

    @property
    def complete(self) -> bool:
        """Whether nothing more need be said of it."""
        return self.outcome == Outcome.SERVED or bool(self.reason and (self.reason != Reason.OTHER or self.said))

    @property
    def shown(self) -> str:
        """The reason in the reader's language; another one in its own words."""
        return str(self.said or (self.reason.label if self.reason else ""))
