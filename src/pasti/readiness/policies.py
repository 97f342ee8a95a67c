from django.utils.translation import gettext_lazy as _

from pasti.offices.policy import declare

declare(
    "readiness.same_incident_minutes",
    label=_("Yang terganggu lagi sebelum berfungsi selama ini adalah gangguan yang sama"),
    unit=_("menit"),
    default=60,
    at_least=5,
    at_most=1440,
    legal_basis="Ketentuan kantor",
)
declare(
    "readiness.escalate_after_link_hours",
    label=_("Surat kepada pusat perlu dibuat bila sambungan terputus lebih lama dari"),
    unit=_("jam"),
    default=24,
    at_least=1,
    at_most=720,
    legal_basis="Ketentuan kantor",
)
declare(
    "readiness.escalate_after_lease_days",
    label=_("Surat kepada pusat perlu dibuat bila izin dari pusat dicabut lebih lama dari"),
    unit=_("hari"),
    default=3,
    at_least=1,
    at_most=90,
    legal_basis="Ketentuan kantor",
)
