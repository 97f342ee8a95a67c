"""The people of the sample city. All of them are invented; their NIK end in 9xxx, which no registry gives out."""

from dataclasses import dataclass
from datetime import date

# Kota Bekasi: district code, village code, its neighbourhood.
_VILLAGES = ("32.75.01.1001", "32.75.01.1004", "32.75.03.1002", "32.75.05.1001", "32.75.07.1003", "32.75.11.1001")


@dataclass(frozen=True)
class Person:
    """An invented person."""

    name: str
    sex: str
    birth_place: str
    birth_date: date
    village_code: str
    address: str
    rt: str
    rw: str
    occupation: str
    religion: str
    marital_status: str
    serial: int
    recorded: bool

    @property
    def nik(self) -> str:
        """A NIK that fits this person."""
        day = self.birth_date.day + (40 if self.sex == "F" else 0)
        region = self.village_code.replace(".", "")[:6]
        return f"{region}{day:02d}{self.birth_date:%m%y}{self.serial:04d}"

    @property
    def kk_number(self) -> str:
        """A family card number."""
        return f"{self.village_code.replace('.', '')[:6]}120118{self.serial:04d}"

    def biodata(self) -> dict[str, object]:
        """What the application form asks for."""
        return {
            "nik": self.nik,
            "kk_number": self.kk_number,
            "name": self.name,
            "birth_place": self.birth_place,
            "birth_date": self.birth_date,
            "sex": self.sex,
            "village_code": self.village_code,
            "address": self.address,
            "rt": self.rt,
            "rw": self.rw,
            "phone": "",
        }

    def card_data(self) -> dict[str, str]:
        """What a clerk copies from the family card."""
        return {
            "religion": self.religion,
            "marital_status": self.marital_status,
            "occupation": self.occupation,
            "blood_type": "",
        }


def _person(
    serial: int, name: str, sex: str, birth: str, place: str, occupation: str, *, status: str = "kawin",
    religion: str = "islam", recorded: bool = True,
) -> Person:  # fmt: skip
    village = _VILLAGES[serial % len(_VILLAGES)]
    street = ("Jl. Melati", "Jl. Kenanga", "Kp. Rawa Bugel", "Jl. Cendrawasih", "Gg. Mangga", "Jl. Anggrek")[serial % 6]
    return Person(
        name=name,
        sex=sex,
        birth_place=place,
        birth_date=date.fromisoformat(birth),
        village_code=village,
        address=f"{street} No. {serial % 90 + 3}",
        rt=f"{serial % 9 + 1:03d}",
        rw=f"{serial % 12 + 1:03d}",
        occupation=occupation,
        religion=religion,
        marital_status=status,
        serial=9000 + serial,
        recorded=recorded,
    )


_PUPIL = "Pelajar/Mahasiswa"
PEOPLE = {
    person.name: person
    for person in (
        _person(1, "Sekar Ayuningtyas", "F", "2009-03-14", "Bekasi", _PUPIL, status="belum-kawin", recorded=False),
        _person(2, "Bagas Wicaksana", "M", "2009-08-02", "Bekasi", _PUPIL, status="belum-kawin", recorded=False),
        _person(3, "Yosefina Mandagi", "F", "2009-01-30", "Manado", _PUPIL, status="belum-kawin", religion="kristen",
                recorded=False),
        _person(4, "Hendra Wijayanto", "M", "1987-06-21", "Bekasi", "Karyawan Swasta"),
        _person(5, "Ratna Puspitasari", "F", "1990-11-09", "Bandung", "Guru"),
        _person(6, "Slamet Riyanto", "M", "1964-02-17", "Klaten", "Pedagang"),
        _person(7, "Maria Kristanti", "F", "1979-12-05", "Semarang", "Perawat", religion="katolik"),
        _person(8, "Ahmad Fauzan", "M", "1995-04-28", "Bekasi", "Wiraswasta", status="belum-kawin"),
        _person(9, "Nyoman Suardana", "M", "1982-09-13", "Singaraja", "Karyawan Swasta", religion="hindu"),
        _person(10, "Tuti Haryati", "F", "1958-07-19", "Bekasi", "Mengurus Rumah Tangga", status="cerai-mati"),
        _person(11, "Dimas Prakoso", "M", "2009-05-23", "Bekasi", _PUPIL, status="belum-kawin", recorded=False),
        _person(12, "Lusi Permatasari", "F", "1993-10-02", "Bogor", "Karyawan Swasta"),
        _person(13, "Rahmat Hidayatullah", "M", "1975-03-11", "Palembang", "Sopir"),
        _person(14, "Intan Maharani", "F", "2000-12-24", "Bekasi", _PUPIL, status="belum-kawin"),
        _person(15, "Suminah", "F", "1951-08-30", "Wonogiri", "Mengurus Rumah Tangga", status="cerai-mati"),
        _person(16, "Galih Permana", "M", "2009-02-11", "Bekasi", _PUPIL, status="belum-kawin", recorded=False),
        # Looks like Galih: same birthday, nearly the same name, recorded elsewhere under another NIK.
        _person(17, "Galih Permanna", "M", "2009-02-11", "Karawang", _PUPIL, status="belum-kawin"),
        _person(18, "Wulan Febrianti", "F", "1997-02-20", "Bekasi", "Karyawan Swasta"),
        _person(19, "Andreas Simatupang", "M", "1985-01-08", "Medan", "Wiraswasta", religion="kristen"),
        # Looks like Dimas, whom nobody has recorded yet: whoever records him sees what two operators are for.
        _person(21, "Dimas Prakosa", "M", "2009-05-23", "Karawang", _PUPIL, status="belum-kawin"),
        _person(20, "Citra Kirana Dewi", "F", "2009-06-12", "Bekasi", _PUPIL, status="belum-kawin", recorded=False),
    )
}  # fmt: skip


@dataclass(frozen=True)
class Staff:
    """An invented member of staff."""

    username: str
    name: str
    roles: tuple[str, ...]
    work: str


PASSWORD = "kota-contoh"  # noqa: S105 - sample databases only
# What `prepare` exits with when its last line says all that is to be said.
REFUSED = 3

OFFICE_STAFF = (
    Staff("budi", "Budi Hartono", ("clerk",), "clerk at counter 1, lane C"),
    Staff("rini", "Rini Wulandari", ("recorder",), "recording operator at counter 4, lane B"),
    Staff("dewi", "Dewi Anggraini", ("clerk",), "clerk who hands over, counter 6, lane A"),
    Staff("joko", "Joko Prasetyo", ("printer",), "print operator"),
    Staff("agus", "Agus Hermawan", ("head",), "head of office"),
    Staff("nur", "Nur Aini", ("admin",), "administrator of the office"),
    Staff("anjungan", "Anjungan lobi", ("kiosk",), "the kiosk in the lobby"),
    Staff(
        "semua",
        "Sari Rahayu",
        ("clerk", "recorder", "printer", "head", "admin", "kiosk"),
        "every role of the office, counter 7",
    ),
)

CENTRE_STAFF = (
    Staff("maya", "Maya Kusumawati", ("centre-operator",), "centre operator"),
    Staff("lukman", "Lukman Hakim", ("centre-operator",), "second centre operator: two decide on duplicates"),
    Staff("endang", "Endang Sulastri", ("centre-head",), "head of the centre"),
    Staff("tono", "Tono Suhendar", ("centre-admin",), "administrator of the centre"),
)
