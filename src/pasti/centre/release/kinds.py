from pasti.journal.registry import staff

staff(
    "release.limit",
    "Batas harian {office} tercapai ({limit} kartu): permintaan berikutnya menunggu petugas pusat.",
    "{office} came to its daily limit ({limit} cards): further requests wait for a person at the centre.",
)
