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
    "applications.unaccepted_days",
    label=_("Permohonan terkirim yang berkasnya tidak pernah diperiksa disimpan"),
    unit=_("hari"),
    default=90,
    at_least=30,
    at_most=400,
    legal_basis="UU No. 27 Tahun 2022: data pribadi disimpan tidak lebih lama daripada perlu",
)
declare(
    "applications.least_free_disk_mb",
    label=_("Foto dan PDF dari warga tidak diterima bila sisa penyimpanan kurang dari"),
    unit="MB",
    default=1000,
    at_least=50,
    at_most=100000,
    legal_basis="Ketentuan kantor",
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
