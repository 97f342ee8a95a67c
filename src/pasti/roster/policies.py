from django.utils.translation import gettext_lazy as _

from pasti.offices.policy import declare

declare(
    "roster.rest_after",
    label=_("Petugas loket diusulkan istirahat setelah melayani tanpa jeda selama"),
    unit=_("menit"),
    default=120,
    at_least=30,
    at_most=240,
    legal_basis="UU No. 13 Tahun 2003 Pasal 79 (paling lama 4 jam); lebih awal: ketentuan kantor",
)
