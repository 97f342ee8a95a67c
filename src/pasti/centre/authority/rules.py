"""The rules that the centre decides about offices, with their defaults and bounds."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Known:
    """A number that the head of the centre decides."""

    key: str
    label: str | Promise
    unit: str | Promise
    default: int
    at_least: int
    at_most: int
    basis: str


HOME_PER_DAY = "release.home_per_day"
AWAY_PER_DAY = "release.away_per_day"
LEASE_HOURS = "lease.hours"
ALARM_DAYS = "intake.alarm_days"

KNOWN = {
    rule.key: rule
    for rule in (
        Known(
            HOME_PER_DAY,
            _("Kartu penduduk sendiri yang disetujui tanpa petugas pusat, per kantor"),
            _("kartu sehari"),
            500,
            0,
            10_000,
            "Ketentuan pusat (belum ada keputusan tertulis)",
        ),
        Known(
            AWAY_PER_DAY,
            _("Kartu penduduk daerah lain yang disetujui tanpa petugas pusat, per kantor"),
            _("kartu sehari"),
            10,
            0,
            1_000,
            "Perpres No. 96 Tahun 2018 Pasal 22; jumlahnya: ketentuan pusat (belum ada keputusan tertulis)",
        ),
        Known(
            LEASE_HOURS,
            _("Lama kantor boleh merekam dan mencetak KTP-el tanpa hubungan dengan pusat"),
            _("jam"),
            72,
            0,
            720,
            "Ketentuan pusat (belum ada keputusan tertulis); 0: hanya selama terhubung",
        ),
        Known(
            ALARM_DAYS,
            _("Rekaman yang belum selesai diperiksa diperingatkan sesudah"),
            _("hari"),
            3,
            1,
            60,
            "Ketentuan pusat (belum ada keputusan tertulis)",
        ),
    )
}
