from django.utils.translation import gettext_lazy as _

from pasti.offices.policy import declare

declare(
    "answers.open_days",
    label=_("Tautan jawaban berlaku setelah kunjungan terlewat atau dibebaskan"),
    unit=_("hari"),
    default=30,
    at_least=1,
    at_most=180,
    legal_basis="Ketentuan kantor",
)
declare(
    "answers.later_days",
    label=_("Paling lama menunda pengambilan lewat tautan"),
    unit=_("hari"),
    default=60,
    at_least=7,
    at_most=365,
    legal_basis="Ketentuan kantor",
)
declare(
    "answers.changes_per_hour",
    label=_("Jawaban untuk satu permohonan dalam satu jam"),
    unit=_("kali"),
    default=20,
    at_least=3,
    at_most=200,
    legal_basis="Ketentuan kantor",
)
declare(
    "answers.wrong_links_per_hour",
    label=_("Tautan jawaban yang salah dari satu pelanggan dalam satu jam"),
    unit=_("kali"),
    default=30,
    at_least=5,
    at_most=1000,
    legal_basis="Ketentuan kantor",
)
