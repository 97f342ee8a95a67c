from django.utils.translation import gettext_lazy as _

from pasti.offices.policy import declare

declare(
    "applications.draft_days",
    label=_("Draf permohonan disimpan"),
    unit=_("hari"),
    default=30,
    at_least=3,
    at_most=180,
    legal_basis="UU No. 27 Tahun 2022: data pribadi disimpan tidak lebih lama daripada perlu",
)
declare(
    "applications.largest_document_mb",
    label=_("Ukuran terbesar satu foto atau PDF yang dikirim"),
    unit="MB",
    default=10,
    at_least=1,
    at_most=25,
    legal_basis="Ketentuan kantor",
)
declare(
    "applications.starts_per_hour",
    label=_("Permohonan baru dari satu alamat jaringan per jam"),
    unit=_("permohonan"),
    default=30,
    at_least=1,
    at_most=1000,
    legal_basis="Ketentuan kantor",
)
