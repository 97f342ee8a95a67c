from django.utils.translation import gettext_lazy as _

from pasti.kit import blobs
from pasti.offices import policy
from pasti.offices.policy import declare

declare(
    "recording.keep_days",
    label=_("Salinan rekaman tersegel disimpan setelah diterima pusat"),
    unit=_("hari"),
    default=7,
    at_least=0,
    at_most=90,
    legal_basis="UU No. 27 Tahun 2022: data biometrik disimpan tidak lebih lama daripada perlu",
)
declare(
    "recording.least_free_disk_mb",
    label=_("Perekaman berhenti bila sisa penyimpanan kurang dari"),
    unit="MB",
    default=500,
    at_least=50,
    at_most=100000,
    legal_basis="Ketentuan kantor",
)

declare(
    "recording.warn_when_room_for",
    label=_("Kepala kantor diberi tahu bila penyimpanan hanya cukup untuk kurang dari"),
    unit=_("perekaman lagi"),
    default=300,
    at_least=1,
    at_most=10000,
    legal_basis="Ketentuan kantor",
)

blobs.reserve("recording", lambda: policy.value("recording.least_free_disk_mb"))
