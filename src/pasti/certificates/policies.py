from django.utils.translation import gettext_lazy as _

from pasti.offices.policy import declare

declare(
    "certificates.suket_days",
    label=_("Suket berlaku paling lama"),
    unit=_("hari"),
    default=180,
    at_least=1,
    at_most=366,
    legal_basis="Surat Dirjen Dukcapil No. 471.13/10231/Dukcapil tanggal 29 September 2016; lazimnya enam bulan",
)
declare(
    "certificates.decision_days",
    label=_("Suket dinyalakan untuk satu gangguan paling lama"),
    unit=_("hari"),
    default=30,
    at_least=1,
    at_most=180,
    legal_basis="Ketentuan kantor",
)
