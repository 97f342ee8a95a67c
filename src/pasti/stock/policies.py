from django.utils.translation import gettext_lazy as _

from pasti.offices.policy import declare

declare(
    "stock.warn_below",
    label=_("Peringatan bila blangko kurang dari"),
    unit=_("keping"),
    default=100,
    at_least=0,
    at_most=100000,
    legal_basis="Ketentuan kantor",
)
