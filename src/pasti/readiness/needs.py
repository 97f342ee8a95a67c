"""What a step may need to stand before it can be done: the one vocabulary of it, and of why it may not."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import TextChoices
from django.utils.functional import Promise as Lazy
from django.utils.translation import gettext_lazy as _

from pasti.accounts.roles import Role

Words = str | Lazy


class Need(TextChoices):
    """Something that must stand. Rooms that know whether it does say so (see `probes`); people may say so too."""

    LINK = "link", _("sambungan ke pusat")
    MAY_RECORD = "may_record", _("izin merekam dari pusat")
    MAY_SEND = "may_send", _("izin mengirim dari pusat")
    MAY_PRINT = "may_print", _("izin mencetak dari pusat")
    BLANKS = "blanks", _("blangko")
    RIBBON = "ribbon", _("ribbon")
    PRINTER = "printer", _("mesin cetak")
    # Family cards and certificates are printed on plain paper: a broken card printer does not stop them.
    PAPER_PRINTER = "paper_printer", _("printer dokumen")
    STATION = "station", _("alat perekaman")
    DISK = "disk", _("penyimpanan")
    CLERK = "clerk", _("petugas loket")
    RECORDER = "recorder", _("operator perekaman")
    PRINT_OPERATOR = "print_operator", _("operator cetak")


class State(TextChoices):
    """How a need stands."""

    UP = "up", _("berfungsi")
    DEGRADED = "degraded", _("terbatas")
    DOWN = "down", _("tidak berfungsi")
    REVOKED = "revoked", _("dicabut")
    # Nobody can tell: taken to stand, and said to be unknown.
    UNKNOWN = "unknown", _("belum diketahui")

    @property
    def fallen(self) -> bool:
        """Whether what rests on it cannot be done."""
        return self in (State.DOWN, State.REVOKED)


class Cause(TextChoices):
    """Why something does not stand."""

    UNKNOWN = "unknown", _("belum diketahui")
    CARRIER = "carrier", _("gangguan penyedia jaringan")
    CENTRE = "centre", _("gangguan di pusat")
    WEATHER = "weather", _("cuaca atau bencana")
    POWER = "power", _("listrik padam")
    SANCTION = "sanction", _("hak akses dicabut pusat")
    PLANNED = "planned", _("pekerjaan terencana")
    STOCK = "stock", _("persediaan habis")
    STAFF = "staff", _("petugas berhalangan")
    EQUIPMENT = "equipment", _("kerusakan alat")


@dataclass(frozen=True)
class About:
    """What is said of a need."""

    # What the public reads when it does not stand.
    fallen: Words
    # Why it falls as a rule, and which others fall with it: what falls together is one incident.
    cause: Cause
    group: str
    # Who may say, besides the head and the administrator, that it does not stand.
    keepers: frozenset[Role] = field(default_factory=frozenset)
    # For people on duty: who holds this role and acts is there, whatever is said of others.
    role: Role | None = None
    # What it cannot outlast for long once that is down (probes.Answer.falls_at says how long).
    lives_on: Need | None = None


_RECORDS, _PRINTS = frozenset({Role.RECORDER}), frozenset({Role.PRINTER})
_CLERKS = frozenset({Role.CLERK})

_ABOUT = {
    Need.LINK: About(
        _("Sambungan ke pusat data Kementerian Dalam Negeri (pusat) sedang terputus"), Cause.UNKNOWN, "link"
    ),
    Need.MAY_RECORD: About(
        _("Pusat sedang tidak mengizinkan kantor ini merekam KTP-el"), Cause.SANCTION, "lease", lives_on=Need.LINK
    ),
    Need.MAY_SEND: About(
        _("Pusat sedang tidak mengizinkan kantor ini mengirim rekaman KTP-el"),
        Cause.SANCTION,
        "lease",
        lives_on=Need.LINK,
    ),
    Need.MAY_PRINT: About(
        _("Pusat sedang tidak mengizinkan kantor ini mencetak KTP-el"), Cause.SANCTION, "lease", lives_on=Need.LINK
    ),
    Need.BLANKS: About(_("Blangko KTP-el sedang habis"), Cause.STOCK, "stock", _PRINTS),
    Need.RIBBON: About(_("Ribbon mesin cetak KTP-el sedang habis"), Cause.STOCK, "ribbon", _PRINTS),
    Need.PRINTER: About(_("Mesin cetak KTP-el sedang tidak berfungsi"), Cause.EQUIPMENT, "printer", _PRINTS),
    Need.PAPER_PRINTER: About(_("Printer dokumen sedang tidak berfungsi"), Cause.EQUIPMENT, "paper-printer", _CLERKS),
    Need.STATION: About(_("Alat perekaman sedang tidak berfungsi"), Cause.EQUIPMENT, "station", _RECORDS),
    Need.DISK: About(_("Penyimpanan rekaman di kantor ini sedang penuh"), Cause.EQUIPMENT, "disk", _RECORDS),
    Need.CLERK: About(_("Petugas loket sedang berhalangan"), Cause.STAFF, "clerk", _CLERKS, Role.CLERK),
    Need.RECORDER: About(_("Operator perekaman sedang berhalangan"), Cause.STAFF, "recorder", _RECORDS, Role.RECORDER),
    Need.PRINT_OPERATOR: About(
        _("Operator cetak sedang berhalangan"), Cause.STAFF, "print-operator", _PRINTS, Role.PRINTER
    ),
}


def about(need: Need) -> About:
    """Return what is said of a need."""
    return _ABOUT[need]


def needs_of(codes: Iterable[str]) -> list[Need]:
    """Return needs by their codes, in their own order; codes that are no longer in use are left out."""
    given = set(codes)
    return [need for need in Need if need.value in given]
