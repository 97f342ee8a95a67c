from django.utils.translation import gettext_lazy as _

from pasti.offices.policy import declare

_PDP = "UU No. 27 Tahun 2022: data pribadi disimpan tidak lebih lama daripada perlu"
_OFFICE = "Ketentuan kantor"

declare(
    "notices.quiet_from",
    label=_("Pesan tidak dikirim malam hari, mulai pukul"),
    unit=_("(jam)"),
    default=20,
    at_least=17,
    at_most=24,
    legal_basis=_OFFICE,
)
declare(
    "notices.quiet_until",
    label=_("Pesan tidak dikirim malam hari, sampai pukul"),
    unit=_("(jam)"),
    default=6,
    at_least=0,
    at_most=10,
    legal_basis=_OFFICE,
)
declare(
    "notices.merge_minutes",
    label=_("Kabar biasa dikumpulkan menjadi satu pesan selama"),
    unit=_("menit"),
    default=10,
    at_least=1,
    at_most=240,
    legal_basis=_OFFICE,
)
declare(
    "notices.most_per_day",
    label=_("Pesan biasa untuk satu nomor atau alamat paling banyak"),
    unit=_("per hari"),
    default=3,
    at_least=1,
    at_most=20,
    legal_basis=_OFFICE,
)
declare(
    "notices.told_before",
    label=_("Yang akan berangkat harus sudah tahu sebelum waktunya"),
    unit=_("menit"),
    default=60,
    at_least=15,
    at_most=600,
    legal_basis=_OFFICE,
)
declare(
    "notices.climb_after",
    label=_("Saluran berikutnya dicoba bila tidak ada kabar sampai selama"),
    unit=_("menit"),
    default=30,
    at_least=5,
    at_most=1440,
    legal_basis=_OFFICE,
)
declare(
    "notices.call_lead",
    label=_("Yang belum tahu masuk daftar telepon sebelum batas itu"),
    unit=_("menit"),
    default=120,
    at_least=15,
    at_most=600,
    legal_basis=_OFFICE,
)
declare(
    "notices.kept_days",
    label=_("Isi pesan dan alamatnya disimpan"),
    unit=_("hari"),
    default=90,
    at_least=7,
    at_most=1000,
    legal_basis=_PDP,
)
