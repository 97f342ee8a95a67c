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
    "applications.least_free_disk_mb_staff",
    label=_("Foto dan PDF dari petugas tidak diterima bila sisa penyimpanan kurang dari"),
    unit="MB",
    default=750,
    at_least=50,
    at_most=100000,
    legal_basis="Ketentuan kantor",
)
declare(
    "applications.case_mb",
    label=_("Foto dan PDF untuk satu permohonan, seluruhnya"),
    unit="MB",
    default=50,
    at_least=10,
    at_most=1000,
    legal_basis="Ketentuan kantor",
)
declare(
    "applications.upload_mb_per_day",
    label=_("Foto dan PDF dari satu alamat jaringan per hari"),
    unit="MB",
    default=300,
    at_least=10,
    at_most=100000,
    legal_basis="Ketentuan kantor",
)
declare(
    "applications.upload_mb_per_day_everybody",
    label=_("Foto dan PDF dari semua warga per hari, seluruh kantor"),
    unit="MB",
    default=3000,
    at_least=100,
    at_most=1000000,
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
declare(
    "applications.starts_per_hour_everybody",
    label=_("Permohonan baru daring per jam, seluruh kantor"),
    unit=_("permohonan"),
    default=1000,
    at_least=10,
    at_most=100000,
    legal_basis="Ketentuan kantor",
)
declare(
    "applications.tries_per_hour",
    label=_("Percobaan salah membuka permohonan per jam, dari satu alamat jaringan dan untuk satu nomor"),
    unit=_("kali"),
    default=20,
    at_least=3,
    at_most=500,
    legal_basis="UU No. 27 Tahun 2022: pelindungan data pribadi",
)
declare(
    "applications.tries_per_hour_everybody",
    label=_("Percobaan salah membuka permohonan per jam, seluruh kantor"),
    unit=_("kali"),
    default=1000,
    at_least=50,
    at_most=100000,
    legal_basis="UU No. 27 Tahun 2022: pelindungan data pribadi",
)
declare(
    "applications.idle_minutes",
    label=_("Permohonan di peramban warga ditutup bila tidak dipakai"),
    unit=_("menit"),
    default=15,
    at_least=2,
    at_most=240,
    legal_basis="UU No. 27 Tahun 2022: pelindungan data pribadi",
)
declare(
    "applications.ahead_of_age_days",
    label=_("Pengajuan diterima paling awal sebelum hari pertama menurut umur"),
    unit=_("hari"),
    default=14,
    at_least=0,
    at_most=90,
    legal_basis="UU No. 24 Tahun 2013 Pasal 63 ayat (1); umur dinilai pada hari kedatangan: ketentuan kantor",
)
declare(
    "applications.sent_alarm_days",
    label=_("Rekaman yang terkirim tanpa kabar dari pusat diperingatkan sesudah"),
    unit=_("hari"),
    default=3,
    at_least=1,
    at_most=60,
    legal_basis="Ketentuan kantor",
)
