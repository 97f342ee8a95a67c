"""Every kind of thing that can happen, each with its sentence in two languages and the people it is for."""

import string
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from functools import cached_property
from typing import Any

from django.db.models import TextChoices

from pasti.kit import text
from pasti.kit.registry import Registry


class Audience(StrEnum):
    """Who may read a kind of entry."""

    PUBLIC = "public"  # the citizen whose case it is, and anybody who may see the case
    STAFF = "staff"


Reading = Callable[[Any], str]

# How facts are said in the reader's language: `{when:moment}` in a sentence asks for the reading of that name.
readings: Registry[Reading] = Registry("reading of a fact")


def reading(name: str, how: Reading) -> None:
    """Declare how a kind of fact is said. The journal keeps codes; the reader gets words."""
    readings.add(name, how)


def label_of(choices: type[TextChoices]) -> Reading:
    """Read a code as its label; one that is no longer in use is read as it stands."""
    return lambda code: str(choices(code).label) if code in choices.values else str(code)


def _in_readers_language(said: str | dict[str, str]) -> str:
    """What was written down in both languages, because its name may have changed since."""
    return said if isinstance(said, str) else said["id" if text.indonesian() else "en"]


reading("moment", lambda at: text.moment(datetime.fromisoformat(at)))
reading("date", lambda day: text.long_date(date.fromisoformat(day)))
reading("text", _in_readers_language)


class _Fact:
    """A fact as a sentence writes it."""

    def __init__(self, value: object) -> None:
        self.value = value

    def __format__(self, how: str) -> str:
        return readings.get(how)(self.value) if how else str(self.value)


@dataclass(frozen=True)
class Kind:
    """A kind of entry. The placeholders of its sentences are the facts it must carry."""

    name: str
    indonesian: str
    english: str
    audience: Audience

    @cached_property
    def facts(self) -> frozenset[str]:
        """The names of the facts that the sentences speak of."""
        return frozenset(field for field, _how in self._asked())

    @property
    def readings(self) -> frozenset[str]:
        """The names of the readings that the sentences ask for."""
        return frozenset(how for _field, how in self._asked() if how)

    def _asked(self) -> list[tuple[str, str]]:
        return [
            (field, how or "")
            for sentence in (self.indonesian, self.english)
            for _, field, how, _ in string.Formatter().parse(sentence)
            if field
        ]

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
