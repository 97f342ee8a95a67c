from django.utils.translation import gettext_lazy as _

from pasti.offices.policy import declare

declare(
    "handover.family_may_collect",
    label=_("Anggota satu KK boleh mengambilkan"),
    unit="",
    default=1,
    at_least=0,
    at_most=1,
    legal_basis="Ketentuan kantor",
)
declare(
    "handover.delivers_home",
    label=_("Kantor mengantar kartu dan dokumen yang sudah jadi ke rumah"),
    unit="",
    default=0,
    at_least=0,
    at_most=1,
    legal_basis="Ketentuan kantor",
)
declare(
    "handover.attorney_may_collect",
    label=_("Penerima kuasa boleh mengambilkan"),
    unit="",
    default=1,
    at_least=0,
    at_most=1,
    legal_basis="Permendagri No. 109 Tahun 2019, formulir F-1.07",
)
