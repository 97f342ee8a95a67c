from django.utils.translation import gettext_lazy as _

from pasti.offices.policy import declare

_BASIS = "Permenpan-RB No. 15 Tahun 2014 (standar pelayanan); besarnya: ketentuan kantor"

declare(
    "figures.target_wait",
    label=_("Sasaran: menunggu di satu lajur paling lama"),
    unit=_("menit"),
    default=30,
    at_least=1,
    at_most=480,
    legal_basis=_BASIS,
)
declare(
    "figures.target_service",
    label=_("Sasaran: dilayani di satu lajur paling lama"),
    unit=_("menit"),
    default=15,
    at_least=1,
    at_most=480,
    legal_basis=_BASIS,
)
declare(
    "figures.target_total",
    label=_("Sasaran: seluruh kedatangan paling lama"),
    unit=_("menit"),
    default=60,
    at_least=1,
    at_most=480,
    legal_basis=_BASIS,
)
