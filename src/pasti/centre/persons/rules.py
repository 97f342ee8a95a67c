"""Who is who, and what an office may change of a person (docs/adr/0014)."""

from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from typing import Any, Protocol

from pasti.centre.persons.models import Person
from pasti.kit.names import same_name, same_place


class Difference(StrEnum):
    """In what two sets of data differ."""

    NAME = "name"
    BIRTH_DATE = "birth_date"
    SEX = "sex"
    ORIGIN = "origin"  # the mother if both know her, else the birth place


# Whoever differs in one of these is taken for somebody else, whatever office asks.
IDENTITY = frozenset({Difference.NAME, Difference.BIRTH_DATE, Difference.SEX})

# What papers at the office at home may change: the case names them, the clerk has seen them.
STATED = (
    "address", "rt", "rw", "village", "district", "religion", "marital_status", "occupation", "blood_type",
)  # fmt: skip
# A new home is a new region too.
HOME = ("regency", "province")
# Only with the word of somebody at the centre, and the NIK never.
WHO = ("name", "birth_place", "birth_date", "sex")

# What stands in the passport and the stay permit that a foreigner has extended.
PERMIT = ("valid_until", "nationality")

# Who moves within the region of the office at home needs nobody's word; who comes from elsewhere does.
_CHANGING = {"CHG": STATED, "MOVE_IN": STATED, "MOVE_LN": STATED, "OA_EXT": PERMIT}
_CHANGING_WHEN_APPROVED = {"CHG": STATED + HOME + WHO, "OA_EXT": PERMIT, "MOVE_IN": STATED + HOME,
                           "MOVE_LN": STATED + HOME}  # fmt: skip

# Somebody from elsewhere may have a lost or damaged card replaced as it is (Perpres 96/2018 art. 22).
AWAY = frozenset({"OUT"})
# Somebody comes to live in the office's region.
MOVING = frozenset({"MOVE_IN", "MOVE_LN"})


class Stated(Protocol):
    """What an office says of a person."""

    name: str
    birth_date: date | None
    sex: str
    biodata: dict[str, Any]


def differences(said: Stated, person: Person) -> frozenset[Difference]:
    """Return in what the data that an office stated are not those of a person."""
    found = {
        Difference.NAME: not same_name(said.name, person.name),
        Difference.BIRTH_DATE: said.birth_date != person.birth_date,
        Difference.SEX: said.sex != person.sex,
        Difference.ORIGIN: not _same_origin(said.biodata, person),
    }
    return frozenset(name for name, differs in found.items() if differs)


def _same_origin(biodata: Mapping[str, Any], person: Person) -> bool:
    mother = str(biodata.get("mother") or "")
    if person.mother and mother:
        return same_name(mother, person.mother)
    return same_place(str(biodata.get("birth_place") or ""), person.birth_place)


def may_change(service: str, *, approved: bool) -> tuple[str, ...]:
    """Return the fields of a card that a service may change: by itself, or once somebody at the centre approved it."""
    return (_CHANGING_WHEN_APPROVED if approved else _CHANGING).get(service, ())
