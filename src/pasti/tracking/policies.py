from django.utils.translation import gettext_lazy as _

from pasti.offices.policy import declare

declare(
    "tracking.tries_per_hour",
    label=_("Percobaan melacak per jam, per alamat jaringan dan per nomor"),
    unit=_("kali"),
    default=20,
    at_least=3,
    at_most=500,
    legal_basis="UU No. 27 Tahun 2022: pelindungan data pribadi",
)
