from django.utils.translation import gettext_lazy as _

from pasti.offices.policy import declare

declare(
    "appointments.session_minutes",
    label=_("Panjang satu sesi"),
    unit=_("menit"),
    default=60,
    at_least=15,
    at_most=240,
    legal_basis="Ketentuan kantor",
)
declare(
    "appointments.session_capacity",
    label=_("Paling banyak orang dengan janji dalam satu sesi di satu lajur"),
    unit=_("orang"),
    default=60,
    at_least=0,
    at_most=500,
    legal_basis="Ketentuan kantor",
)
declare(
    "appointments.walk_ins",
    label=_("Bagian waktu loket bagi yang datang tanpa janji"),
    unit=_("persen"),
    default=30,
    at_least=0,
    at_most=90,
    legal_basis="Ketentuan kantor",
)
declare(
    "appointments.minutes_papers_card",
    label=_("Lama pemeriksaan berkas KTP-el satu orang, selama belum cukup data"),
    unit=_("menit"),
    default=8,
    at_least=1,
    at_most=120,
    legal_basis="Ketentuan kantor",
)
declare(
    "appointments.minutes_papers_civil",
    label=_("Lama pemeriksaan berkas KK dan akta satu orang, selama belum cukup data"),
    unit=_("menit"),
    default=12,
    at_least=1,
    at_most=120,
    legal_basis="Ketentuan kantor",
)
declare(
    "appointments.minutes_recording",
    label=_("Lama perekaman satu orang, selama belum cukup data"),
    unit=_("menit"),
    default=10,
    at_least=1,
    at_most=120,
    legal_basis="Ketentuan kantor",
)
declare(
    "appointments.minutes_handover",
    label=_("Lama pengambilan satu orang, selama belum cukup data"),
    unit=_("menit"),
    default=4,
    at_least=1,
    at_most=120,
    legal_basis="Ketentuan kantor",
)
declare(
    "appointments.days_ahead",
    label=_("Hari kerja yang dapat dipesan"),
    unit=_("hari kerja"),
    default=10,
    at_least=1,
    at_most=60,
    legal_basis="Ketentuan kantor",
)
declare(
    "appointments.unknown_outage",
    label=_("Gangguan tanpa perkiraan pulih membebaskan jadwal yang dimulai dalam"),
    unit=_("jam layanan"),
    default=4,
    at_least=1,
    at_most=40,
    legal_basis="Ketentuan kantor",
)
declare(
    "appointments.overbooking",
    label=_("Sesi menerima janji lebih banyak, menurut bagian yang biasanya tidak datang"),
    unit="",
    default=0,
    at_least=0,
    at_most=1,
    legal_basis="Ketentuan kantor",
)
declare(
    "appointments.overbooking_wait",
    label=_("Yang melebihi tempat dilayani paling lambat sesudah sesinya dalam"),
    unit=_("menit"),
    default=30,
    at_least=5,
    at_most=120,
    legal_basis="Ketentuan kantor",
)
declare(
    "appointments.overbooking_risk",
    label=_("Sesi yang boleh melampaui batas itu karena janji tambahan"),
    unit=_("persen"),
    default=5,
    at_least=1,
    at_most=20,
    legal_basis="Ketentuan kantor",
)
declare(
    "appointments.offer_held",
    label=_("Tempat yang ditawarkan kepada daftar tunggu disimpan selama"),
    unit=_("menit"),
    default=120,
    at_least=15,
    at_most=1440,
    legal_basis="Ketentuan kantor",
)
declare(
    "appointments.offers_unanswered",
    label=_("Tawaran tanpa jawaban sebelum seseorang keluar dari daftar tunggu"),
    unit=_("kali"),
    default=3,
    at_least=1,
    at_most=20,
    legal_basis="Ketentuan kantor",
)
declare(
    "appointments.families_per_phone",
    label=_("Keluarga yang dapat dijadwalkan dengan satu nomor HP pada waktu yang sama"),
    unit=_("keluarga"),
    default=3,
    at_least=1,
    at_most=50,
    legal_basis="Ketentuan kantor",
)
declare(
    "appointments.together",
    label=_("Paling banyak orang yang dijadwalkan sekaligus"),
    unit=_("orang"),
    default=10,
    at_least=2,
    at_most=30,
    legal_basis="Ketentuan kantor",
)
