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
for _key, _label in (
    ("at_points", _("Kartu dapat diambil di kantor kecamatan atau desa")),
    ("by_courier", _("Kartu dibawa kurir desa kepada pemiliknya")),
    ("by_post", _("Kartu dikirim lewat pos, ongkosnya dibayar kepada kurir")),
):
    declare(f"handover.{_key}", label=_label, unit="", default=0, at_least=0, at_most=1, legal_basis="Ketentuan kantor")
declare(
    "handover.post_fee",
    label=_("Ongkos kurir pos, dibayar penerima kepada kurir"),
    unit=_("rupiah"),
    default=10000,
    at_least=0,
    at_most=100000,
    legal_basis="Tarif kurir; kartunya sendiri tidak dipungut biaya (UU No. 24 Tahun 2013, Pasal 79A)",
)
declare(
    "handover.others_show_proof",
    label=_("Yang mengambilkan untuk orang lain menunjukkan bukti asli (slip atau resi)"),
    unit="",
    default=1,
    at_least=0,
    at_most=1,
    legal_basis="Ketentuan kantor",
)
declare(
    "handover.reader_tries",
    label=_("Jari atau wajah yang tidak cocok dicoba lagi dengan alat, sebelum orang kedua melihat"),
    unit=_("kali"),
    default=3,
    at_least=1,
    at_most=5,
    legal_basis="Ketentuan kantor",
)
declare(
    "handover.keep_receipts_days",
    label=_("Foto dan tanda tangan penerima disimpan"),
    unit=_("hari"),
    default=365,
    at_least=1,
    at_most=3650,
    legal_basis="UU No. 27 Tahun 2022: data pribadi disimpan tidak lebih lama daripada perlu",
)
declare(
    "handover.remind_after_days",
    label=_("Pemilik diingatkan bila kartunya belum diambil setelah"),
    unit=_("hari"),
    default=14,
    at_least=1,
    at_most=180,
    legal_basis="Ketentuan kantor",
)
declare(
    "handover.reminders",
    label=_("Pengingat untuk satu kartu yang belum diambil, paling banyak"),
    unit=_("kali"),
    default=3,
    at_least=0,
    at_most=10,
    legal_basis="Ketentuan kantor",
)
declare(
    "handover.destroy_after_days",
    label=_("Kartu yang tidak diambil dapat dimusnahkan setelah"),
    unit=_("hari"),
    default=730,
    at_least=90,
    at_most=3650,
    legal_basis="SE Mendagri No. 470.13/11176/SJ",
)
declare(
    "handover.lost_after_days",
    label=_("Kartu yang tidak ditemukan dapat dinyatakan hilang dan dicetak ulang setelah"),
    unit=_("hari"),
    default=14,
    at_least=1,
    at_most=180,
    legal_basis="Ketentuan kantor",
)
for _key, _label, _unit, _default, _most in (
    ("racks", _("Rak untuk kartu yang sudah jadi"), _("rak"), 2, 50),
    ("boxes_per_rack", _("Kotak di setiap rak kartu"), _("kotak"), 10, 100),
    ("cards_per_box", _("Tempat kartu di setiap kotak"), _("kartu"), 50, 500),
):
    declare(
        f"handover.{_key}",
        label=_label,
        unit=_unit,
        default=_default,
        at_least=1,
        at_most=_most,
        legal_basis="Ketentuan kantor",
    )
