"""What the front of a card says, in its own words: the family card's, or English ones on a foreigner's card.

The centre's data is what is printed (docs/adr/0014); here it is only put into the words of a card.
"""

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from pasti.applications.forms import BIODATA_LABELS
from pasti.catalogue.queries import permit_ended
from pasti.kit import clock, text
from pasti.kit.errors import Refused
from pasti.link.schema import Biodata
from pasti.residents import lists

FOR_LIFE = "SEUMUR HIDUP"
# In the card's language, whatever the reader's is.
_REGION = gettext_lazy("nama provinsi dan kabupaten atau kota")
_SEX = {"F": "Perempuan", "M": "Laki-laki"}


@dataclass(frozen=True)
class Line:
    """One line of a card: its label there, and what it says."""

    code: str
    label: str
    said: str
    sub: bool = False


@dataclass(frozen=True)
class Front:
    """The front of a card."""

    foreign: bool
    region: str
    place: str
    nik: str
    # Behind the photo: red for who was born in an odd year, blue in an even one.
    ground: str
    lines: list[Line]

    def longest(self, box: str) -> tuple[str, int]:
        """Return what is longest in a box of the card, as the office calls it, and how many letters it has."""
        if box != "data":
            return str(_REGION), len(self.region)
        line = max(self.lines, key=lambda one: len(one.said))
        return str(text.within(str(BIODATA_LABELS.get(line.code, line.label)))), len(line.said)


def front_of(said: Biodata) -> Front:
    """Return what a card says. Raises Refused for a foreigner of no known country, and when the permit has ended."""
    foreign = said.nationality != lists.CITIZEN
    if foreign and said.valid_until is None:
        raise Refused(_("Masa berlaku izin tinggalnya belum diisi."))
    if problem := permit_ended(said.valid_until):
        raise Refused(problem)
    return Front(
        foreign=foreign,
        region=f"PROVINSI {said.province}\n{said.regency}".upper(),
        place=said.regency.upper(),
        nik=said.nik,
        ground="red" if said.birth_date.year % 2 else "blue",
        lines=_lines(said),
    )


def _lines(said: Biodata) -> list[Line]:
    def own(name: str, value: str) -> str:
        return lists.on_card(name, value, nationality=said.nationality)

    sex = own("sex", _SEX[said.sex]).upper() + f"\u00a0\u00a0 Gol. Darah : {said.blood_type or '-'}"
    rows: list[tuple[str, str, str]] = [
        ("name", "Nama", said.name),
        ("birth_place", "Tempat/Tgl Lahir", f"{said.birth_place}, {_day(said.birth_date)}"),
        ("sex", "Jenis Kelamin", sex),
        ("address", "Alamat", said.address),
        ("rt", "RT/RW", f"{said.rt or '-'}/{said.rw or '-'}"),
        ("village", "Kel/Desa", said.village),
        ("district", "Kecamatan", said.district),
        ("religion", "Agama", own("religion", said.religion)),
        ("marital_status", "Status Perkawinan", own("marital_status", said.marital_status)),
        ("occupation", "Pekerjaan", own("occupation", said.occupation)),
        ("nationality", "Kewarganegaraan", lists.nationality_on_card(said.nationality)),
        ("valid_until", "Berlaku Hingga", _day(said.valid_until) if said.valid_until else FOR_LIFE),
    ]
    as_is, sub = {"sex"}, {"rt", "village", "district"}
    return [Line(code, label, value if code in as_is else value.upper(), code in sub) for code, label, value in rows]


def _day(day: date) -> str:
    return f"{day:%d-%m-%Y}"


def printed_on() -> str:
    """Return the day that stands under the photo."""
    return _day(clock.today())
