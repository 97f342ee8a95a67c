from django.utils.translation import gettext_lazy as _

from pasti.offices.policy import declare

declare(
    "printing.largest_run",
    label=_("Jumlah kartu paling banyak dalam satu kali cetak"),
    unit=_("kartu"),
    default=100,
    at_least=1,
    at_most=1000,
    legal_basis="Ketentuan kantor",
)
declare(
    "printing.two_at_night",
    label=_("Cetak di luar jam kerja disetujui dua orang"),
    unit="",
    default=1,
    at_least=0,
    at_most=1,
    legal_basis="Ketentuan kantor",
)
declare(
    "printing.second_look",
    label=_("Kartu jadi diperiksa dan dipindai orang lain daripada yang mulai mencetak"),
    unit="",
    default=0,
    at_least=0,
    at_most=1,
    legal_basis="Ketentuan kantor",
)
declare(
    "printing.keep_days",
    label=_("Data kartu disimpan setelah dicetak, dan sampai kartunya diserahkan"),
    unit=_("hari"),
    default=7,
    at_least=0,
    at_most=90,
    legal_basis="UU No. 27 Tahun 2022: data pribadi disimpan tidak lebih lama daripada perlu",
)
