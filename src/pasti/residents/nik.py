"""The NIK: what makes a number impossible, and what only deserves a second look.

PPKKCC DDMMYY SSSS: region of first registration, birth date (women: day + 40), serial number. It is permanent: neither
moving nor a corrected birth date changes it (PP 40/2019 art. 30), and codes of regions that were split since are legal.
So a NIK that does not match the biodata is a warning and never an error.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from pasti.kit import typed
from pasti.kit.errors import Refused
from pasti.offices import regions

_LOST_BY_A_SPREADSHEET = gettext_lazy(
    "Nomor ini sudah dibulatkan oleh Excel; angka-angka terakhirnya hilang. Salin lagi dari KK atau KTP-el."
)


class BadNik(Refused):
    """No NIK can look like this."""


@dataclass(frozen=True)
class Nik:
    """A possible NIK. `day` is the day of birth without the 40 of women; `year` has two digits, the century is open."""

    digits: str
    sex: str
    day: int
    month: int
    year: int
    region_code: str
    region_known: bool


def read(written: str) -> Nik:
    """Return what a NIK says, or raise BadNik with the one thing that is wrong with it."""
    if typed.is_rounded(written):
        raise BadNik(_LOST_BY_A_SPREADSHEET)
    digits = typed.number(written)
    if not digits.isascii() or not digits.isdigit():
        raise BadNik(_("NIK hanya terdiri dari angka."))
    if len(digits) != 16:
        raise BadNik(_("NIK harus 16 angka; Anda menulis %d angka.") % len(digits))
    if digits.startswith("0"):
        raise BadNik(_("NIK tidak dimulai dengan 0: dua angka pertamanya kode provinsi. Periksa lagi pada KK."))
    day, month, year = int(digits[6:8]), int(digits[8:10]), int(digits[10:12])
    if not 1 <= month <= 12:
        raise BadNik(_("Angka ke-9 dan ke-10 NIK adalah bulan lahir, 01 sampai 12; Anda menulis %02d.") % month)
    if not (1 <= day <= 31 or 41 <= day <= 71):
        raise BadNik(
            _("Angka ke-7 dan ke-8 NIK adalah tanggal lahir, 01–31 atau (perempuan) 41–71; Anda menulis %02d.") % day
        )
    if digits[12:] == "0000":
        raise BadNik(_("Empat angka terakhir NIK tidak mungkin 0000."))
    from lokal.nik import parse_nik

    parsed = parse_nik(digits, lookup_wilayah=regions.name_of)
    return Nik(
        digits=digits,
        sex="F" if day > 40 else "M",
        day=day - 40 if day > 40 else day,
        month=month,
        year=year,
        region_code=parsed.district_code or "",
        region_known=bool(parsed.regency and parsed.district),
    )


class Doubt(StrEnum):
    """What deserves a second look."""

    BIRTH_DATE = "birth_date"
    SEX = "sex"
    REGION = "region"
    SAME_AS_KK = "same_as_kk"

    @property
    def sentence(self) -> str:
        """What the citizen and the clerk read."""
        return str(_SENTENCES[self])


_SENTENCES = {
    Doubt.BIRTH_DATE: gettext_lazy("Tanggal lahir di NIK berbeda dari tanggal lahir yang diisi."),
    Doubt.SEX: gettext_lazy("Jenis kelamin menurut NIK berbeda dari yang diisi."),
    Doubt.REGION: gettext_lazy(
        "Kode wilayah di NIK tidak ada dalam daftar sekarang; mungkin kode lama sebelum pemekaran."
    ),
    Doubt.SAME_AS_KK: gettext_lazy("Nomor KK sama dengan NIK. Nomor KK ada di bagian atas Kartu Keluarga."),
}


def second_look(nik: Nik, *, birth_date: date, sex: str, kk_number: str = "") -> list[Doubt]:
    """Compare a NIK with the biodata beside it; what differs is said and stops nobody."""
    found = {
        Doubt.BIRTH_DATE: (nik.day, nik.month, nik.year) != (birth_date.day, birth_date.month, birth_date.year % 100),
        Doubt.SEX: nik.sex != sex,
        Doubt.REGION: not nik.region_known,
        Doubt.SAME_AS_KK: nik.digits == kk_number,
    }
    return [doubt for doubt, is_there in found.items() if is_there]


def check_kk(written: str) -> str:
    """Return the 16 digits of a family card number, or raise Refused. It may carry another regency's code."""
    if typed.is_rounded(written):
        raise Refused(_LOST_BY_A_SPREADSHEET)
    digits = typed.number(written)
    if not digits.isascii() or not digits.isdigit():
        raise Refused(_("Nomor KK hanya terdiri dari angka."))
    if len(digits) != 16:
        raise Refused(_("Nomor KK harus 16 angka; Anda menulis %d angka.") % len(digits))
    # Codes of provinces begin with 11; a number that only fills the field is none.
    if digits.startswith("0") or len(set(digits)) == 1:
        raise Refused(_("Nomor KK ini tidak mungkin. Salin 16 angka di bagian atas Kartu Keluarga."))
    return digits
