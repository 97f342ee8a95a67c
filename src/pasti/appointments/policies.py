from django.utils.translation import gettext_lazy as _

from pasti.offices.policy import declare

declare(
    "appointments.session_minutes",
    label=_("Panjang satu sesi"),
    unit=_("menit"),
    default=60,
    at_least=15,
    at_most=240,
    legal_basis="Ketentuan kantor",
)
declare(
    "appointments.session_capacity",
    label=_("Orang dalam satu sesi"),
    unit=_("orang"),
    default=12,
    at_least=0,
    at_most=500,
    legal_basis="Ketentuan kantor",
)
declare(
    "appointments.days_ahead",
    label=_("Hari kerja yang dapat dipesan"),
    unit=_("hari kerja"),
    default=10,
    at_least=1,
    at_most=60,
    legal_basis="Ketentuan kantor",
)
declare(
    "appointments.unknown_outage",
    label=_("Gangguan tanpa perkiraan pulih membebaskan jadwal yang dimulai dalam"),
    unit=_("jam layanan"),
    default=4,
    at_least=1,
    at_most=40,
    legal_basis="Ketentuan kantor",
)
