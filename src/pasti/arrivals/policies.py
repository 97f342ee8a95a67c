from django.utils.translation import gettext_lazy as _

from pasti.offices.policy import declare

declare(
    "arrivals.way_minutes",
    label=_("Orang berangkat sekian lama sebelum tiba di kantor"),
    unit=_("menit"),
    default=60,
    at_least=5,
    at_most=480,
    legal_basis="Ketentuan kantor",
)
