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
declare(
    "queue.seconds_before_missed",
    label=_("Nomor baru boleh dilewati setelah panggilan terakhir"),
    unit=_("detik"),
    default=20,
    at_least=0,
    at_most=600,
    legal_basis="Ketentuan kantor",
)
declare(
    "queue.priority_in_a_row",
    label=_("Nomor prioritas yang dipanggil berturut-turut di satu loket selama ada yang lain menunggu"),
    unit=_("nomor"),
    default=2,
    at_least=1,
    at_most=10,
    legal_basis="UU No. 25 Tahun 2009 Pasal 29 (perlakuan khusus); jumlahnya: ketentuan kantor",
)
declare(
    "queue.booked_before",
    label=_("Yang punya janji dihitung menunggu sejak sebelum sesinya"),
    unit=_("menit"),
    default=30,
    at_least=0,
    at_most=240,
    legal_basis="Ketentuan kantor",
)
declare(
    "queue.booked_late",
    label=_("Janji tetap berlaku bila datang terlambat sampai"),
    unit=_("menit"),
    default=15,
    at_least=0,
    at_most=120,
    legal_basis="Ketentuan kantor",
)
declare(
    "queue.numbers_before_back",
    label=_("Yang tidak datang ketika dipanggil masuk lagi setelah"),
    unit=_("nomor"),
    default=3,
    at_least=1,
    at_most=20,
    legal_basis="Ketentuan kantor",
)
declare(
    "queue.times_back",
    label=_("Yang tidak datang ketika dipanggil dapat masuk lagi"),
    unit=_("kali"),
    default=2,
    at_least=0,
    at_most=10,
    legal_basis="Ketentuan kantor",
)
