"""What a family card may say of somebody, and what a foreigner's card says for it in English; and the countries.

The lists are data (`data/`), with the law that gives them. A value is kept in the family card's own words.
"""

import csv
import tomllib
from functools import cache
from importlib import resources

from django.utils.translation import gettext as _

from pasti.kit import text
from pasti.kit.errors import Refused

CITIZEN = "WNI"
# A foreigner whose country nobody has asked for yet.
FOREIGN = "WNA"


@cache
def family_card() -> dict[str, dict[str, str]]:
    """Return each list of the family card: its own words, and the English ones."""
    return tomllib.loads(resources.files("pasti.residents").joinpath("data/family_card.toml").read_text("utf-8"))


@cache
def countries() -> dict[str, tuple[str, str]]:
    """Return countries by their three letters (ISO 3166-1; XXA: stateless, ICAO 9303), in Indonesian and English."""
    written = resources.files("pasti.residents").joinpath("data/countries.csv").read_text("utf-8")
    return {row["code"]: (row["id"], row["en"]) for row in csv.DictReader(written.splitlines())}


def country_choices() -> list[tuple[str, str]]:
    """Return the countries as choices, in the reader's language and its order."""
    at = 0 if text.indonesian() else 1
    return sorted(((code, names[at]) for code, names in countries().items()), key=lambda choice: choice[1])


def occupation_choices() -> list[tuple[str, str]]:
    """Return the family card's occupations as choices, in its order; in English beside its own words."""
    listed = family_card()["occupation"]
    return [(name, name if text.indonesian() else f"{english} ({name})") for name, english in listed.items()]


def check_occupation(written: str) -> str:
    """Return an occupation as the family card's list has it. Raises Refused for what is not in it."""
    plain = " ".join(written.split()).casefold()
    for name in family_card()["occupation"]:
        if name.casefold() == plain:
            return name
    raise Refused(_("Pilih pekerjaan dari daftar, seperti tertulis di KK."))


def check_nationality(code: str, *, foreigner: bool) -> str:
    """Return a nationality as it is kept: WNI, or a foreigner's country. Raises Refused for anything else."""
    if foreigner and code not in countries():
        raise Refused(_("Pilih negara asal (kewarganegaraan), seperti tertulis di paspor."))
    if not foreigner and code != CITIZEN:
        raise Refused(_("Layanan ini untuk warga negara Indonesia."))
    return code


def on_card(name: str, value: str, *, nationality: str) -> str:
    """Return how a card says something: the family card's words, or English on a foreigner's (Permendagri 72/2022).

    What is in no list (written before there were lists) stays as it is: nothing on a card is guessed.
    """
    if nationality == CITIZEN:
        return value
    return {own.casefold(): english for own, english in family_card()[name].items()}.get(value.casefold(), value)


def nationality_on_card(code: str) -> str:
    """Return how a card says a nationality: WNI, or a foreigner's country. Raises Refused when it is not known."""
    if code == CITIZEN:
        return code
    if code not in countries():
        raise Refused(_("Kewarganegaraannya belum diisi."))
    return countries()[code][1]
