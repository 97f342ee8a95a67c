"""Every kind of thing that can happen, each with its sentence in two languages and the people it is for."""

import string
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from pasti.kit import text
from pasti.kit.registry import Registry


class Audience(StrEnum):
    """Who may read a kind of entry."""

    PUBLIC = "public"  # the citizen whose case it is, and anybody who may see the case
    STAFF = "staff"


class _Fact:
    """A fact as a sentence writes it: `{when:moment}` and `{day:date}` read in the reader's own way."""

    def __init__(self, value: object) -> None:
        self.value = value

    def __format__(self, how: str) -> str:
        if how == "moment":
            return text.moment(datetime.fromisoformat(str(self.value)))
        if how == "date":
            return text.long_date(date.fromisoformat(str(self.value)))
        return str(self.value)


@dataclass(frozen=True)
class Kind:
    """A kind of entry. The placeholders of its sentences are the facts it must carry."""

    name: str
    indonesian: str
    english: str
    audience: Audience

    @property
    def facts(self) -> frozenset[str]:
        """The names of the facts that the sentences speak of."""
        return frozenset(
            field
            for sentence in (self.indonesian, self.english)
            for _, field, _, _ in string.Formatter().parse(sentence)
            if field
        )

    def sentence(self, facts: dict[str, object]) -> str:
        """Say what happened, in the reader's language."""
        written = self.indonesian if text.indonesian() else self.english
        return written.format_map({name: _Fact(facts[name]) for name in self.facts})


kinds: Registry[Kind] = Registry("journal kind")


def public(name: str, indonesian: str, english: str) -> None:
    """Declare a kind that the citizen may read."""
    kinds.add(name, Kind(name, indonesian, english, Audience.PUBLIC))


def staff(name: str, indonesian: str, english: str) -> None:
    """Declare a kind that only the office reads."""
    kinds.add(name, Kind(name, indonesian, english, Audience.STAFF))
