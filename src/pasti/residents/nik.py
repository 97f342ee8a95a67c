"""The NIK: what makes a number impossible, and what only deserves a second look.

PPKKCC DDMMYY SSSS: region of first registration, birth date (women: day + 40), serial number. It is permanent: neither
moving nor a corrected birth date changes it (PP 40/2019 art. 30), and codes of regions that were split since are legal.
So a NIK that does not match the biodata is a warning and never an error.
"""

from dataclasses import dataclass, field
from datetime import date

from django.utils.translation import gettext as _
from lokal import wilayah
from lokal.nik import parse_nik

from pasti.kit.errors import Refused


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


@dataclass
class Warnings:
    """What deserves a second look, as readable sentences."""

    sentences: list[str] = field(default_factory=list)

    def add(self, sentence: str) -> None:
        """Add a sentence."""
        self.sentences.append(sentence)


def only_digits(written: str) -> str:
    """Return a number as people write it, without spaces, dots and dashes."""
    return "".join(c for c in written if c not in " .-\u00a0\t")


def read(written: str) -> Nik:
    """Return what a NIK says, or raise BadNik with the one thing that is wrong with it."""
    digits = only_digits(written)
    if not digits.isascii() or not digits.isdigit():
        raise BadNik(_("NIK hanya terdiri dari angka."))
    if len(digits) != 16:
        raise BadNik(_("NIK harus 16 angka; Anda menulis %d angka.") % len(digits))
    day, month, year = int(digits[6:8]), int(digits[8:10]), int(digits[10:12])
    if not 1 <= month <= 12:
        raise BadNik(_("Angka ke-9 dan ke-10 NIK adalah bulan lahir, 01 sampai 12; Anda menulis %02d.") % month)
    if not (1 <= day <= 31 or 41 <= day <= 71):
        raise BadNik(
            _("Angka ke-7 dan ke-8 NIK adalah tanggal lahir, 01–31 atau (perempuan) 41–71; Anda menulis %02d.") % day
        )
    if digits[12:] == "0000":
        raise BadNik(_("Empat angka terakhir NIK tidak mungkin 0000."))
    parsed = parse_nik(digits, lookup_wilayah=wilayah.wilayah_name)
    return Nik(
        digits=digits,
        sex="F" if day > 40 else "M",
        day=day - 40 if day > 40 else day,
        month=month,
        year=year,
        region_code=parsed.district_code or "",
        region_known=bool(parsed.regency and parsed.district),
    )


def second_look(nik: Nik, *, birth_date: date, sex: str) -> Warnings:
    """Compare a NIK with the biodata beside it; what differs is said and stops nobody."""
    warnings = Warnings()
    if (nik.day, nik.month, nik.year) != (birth_date.day, birth_date.month, birth_date.year % 100):
        warnings.add(_("Tanggal lahir di NIK berbeda dari tanggal lahir yang diisi."))
    if nik.sex != sex:
        warnings.add(_("Jenis kelamin menurut NIK berbeda dari yang diisi."))
    if not nik.region_known:
        warnings.add(_("Kode wilayah di NIK tidak ada dalam daftar sekarang; mungkin kode lama sebelum pemekaran."))
    return warnings


def check_kk(written: str) -> str:
    """Return the 16 digits of a family card number, or raise Refused. It may carry another regency's code."""
    digits = only_digits(written)
    if not digits.isascii() or not digits.isdigit():
        raise Refused(_("Nomor KK hanya terdiri dari angka."))
    if len(digits) != 16:
        raise Refused(_("Nomor KK harus 16 angka; Anda menulis %d angka.") % len(digits))
    return digits
