from django.utils.translation import gettext_lazy as _

from pasti.offices.policy import declare

declare(
    "queue.calls_before_missed",
    label=_("Jumlah panggilan sebelum nomor dilewati"),
    unit=_("kali"),
    default=3,
    at_least=1,
    at_most=10,
    legal_basis="Ketentuan kantor",
)
