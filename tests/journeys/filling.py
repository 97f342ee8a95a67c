"""What an applicant types on the way to an application, for stories about something else."""

from collections.abc import Mapping

from tests.journeys.visitor import Visitor

MELATI = {
    "NIK": "3275015206099055",
    "Nomor KK": "3275011201180055",
    "Nama lengkap": "Melati Puspa",
    "Tempat lahir": "Bekasi",
    "Tanggal": "12",
    "Bulan": "6",
    "Tahun": "2009",
}


def begin(visitor: Visitor, service: str, answers: Mapping[str, str]) -> None:
    """Begin an application and come to its first form."""
    query = "&".join(f"{name}={said}" for name, said in answers.items())
    visitor.go(f"/layanan/{service}/?{query}")
    visitor.click("Ajukan permohonan")
    visitor.click("Lanjut", "link")


def type_in(visitor: Visitor, said: Mapping[str, str]) -> None:
    """Type into fields by their labels."""
    for label, value in said.items():
        visitor.page.get_by_label(label, exact=True).fill(value)


def hand_in(visitor: Visitor, person: Mapping[str, str] = MELATI, *, sex: str = "Perempuan") -> str:
    """Fill the forms from the first one on and hand them in; return the number."""
    type_in(visitor, person)
    visitor.page.get_by_label(sex, exact=True).check()
    visitor.click("Simpan dan lanjut")
    visitor.page.get_by_label("Kelurahan atau desa").select_option("32.75.01.1001")
    type_in(visitor, {"Alamat": "Jl. Kenanga 1"})
    visitor.click("Simpan dan lanjut")
    visitor.click("Lanjut")
    visitor.click("Kirim permohonan")
    return visitor.page.locator(".done .number").first.inner_text()
