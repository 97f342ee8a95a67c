"""The people of the replays. All are invented; how each can be told is stated, and they believe what they were told."""

import re
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from itertools import count
from typing import Any

from pasti.applications.models import Application
from pasti.journal.actors import applicant
from pasti.notices.actions import agree
from tests.cast import person
from tests.replays.voices import Message

_serials = count(1)


class Means(StrEnum):
    """How somebody can be told."""

    WHATSAPP = "WhatsApp"
    SMS = "SMS"
    EMAIL = "e-mail"
    # A telephone, but no consent to messages: they are rung up.
    CALL = "telephone"
    # No telephone: their village's office goes to see them.
    VILLAGE = "village office"
    NEITHER = "nobody"


# Of twenty people so many.
MIX = {
    Means.WHATSAPP: 8, Means.SMS: 5, Means.EMAIL: 1, Means.CALL: 2, Means.VILLAGE: 3, Means.NEITHER: 1,
}  # fmt: skip
_ROUND = [
    "WhatsApp", "SMS", "village office", "WhatsApp", "telephone", "SMS", "WhatsApp", "e-mail", "WhatsApp", "SMS",
    "village office", "WhatsApp", "nobody", "SMS", "WhatsApp", "telephone", "WhatsApp", "SMS", "village office",
    "WhatsApp",
]  # fmt: skip
# Village offices that go and tell; one is out of reach.
VILLAGES, FAR_VILLAGE = ("32.75.01.1001", "32.75.01.1002"), "32.75.01.1004"
_WISH = {Means.WHATSAPP: "any", Means.SMS: "sms", Means.EMAIL: "none", Means.CALL: "none"}

DO_NOT_COME = re.compile(r"Jangan datang|Do not come")
READY = re.compile(r"sudah jadi dan dapat diambil")


def means(number: int) -> Means:
    """How the n-th of some people can be told: by the stated mix, in a fixed order."""
    return Means(_ROUND[number % len(_ROUND)])


@dataclass(eq=False)
class Person:
    """Somebody with a case, what they were told, and when they will set out, as they believe."""

    means: Means
    data: dict[str, Any]
    email: str = ""
    case: Application = field(init=False, repr=False)
    comes: datetime | None = None
    heard: list[tuple[datetime, str]] = field(default_factory=list)
    moved_to: list[datetime] = field(default_factory=list)
    came: list[datetime] = field(default_factory=list)
    in_vain: list[tuple[datetime, str]] = field(default_factory=list)

    @property
    def reachable(self) -> bool:
        """Whether they have a telephone or mailbox, or a village office in reach."""
        return self.means != Means.NEITHER

    @property
    def phone(self) -> str:
        """Their telephone's number, or nothing."""
        return str(self.data["phone"])

    @property
    def number(self) -> str:
        """Of their case."""
        return self.case.number

    def applies(self, case: Application) -> "Person":
        """Their case; they say how they wish to be told."""
        self.case = case
        if wish := _WISH.get(self.means):
            agree(case, wish=wish, email=self.email, by=applicant(case.number))
        return self

    def hears(self, words: str, at: datetime) -> None:
        """They are told something, and believe it."""
        self.heard.append((at, words))
        if DO_NOT_COME.search(words):
            self.comes = None

    def gets(self, message: Message) -> None:
        """A message arrives."""
        self.hears(message.text, message.at)

    def told_since(self, moment: datetime, words: str) -> datetime | None:
        """When they were first told something with these words, since a moment."""
        return next((at for at, said in self.heard if at >= moment and words in said), None)


def somebody(way: Means) -> Person:
    """Somebody new who can be told in a way."""
    serial = next(_serials)
    has_phone = way in (Means.WHATSAPP, Means.SMS, Means.CALL)
    village = FAR_VILLAGE if way == Means.NEITHER else VILLAGES[serial % len(VILLAGES)]
    data = person(
        name=f"Warga {_letters(serial)}", phone=f"+62812{serial:07d}" if has_phone else "", village_code=village
    )
    return Person(way, data, email=f"warga{serial}@example.org" if way == Means.EMAIL else "")


def _letters(serial: int) -> str:
    """A name without digits."""
    return "".join("abcdefghij"[int(digit)] for digit in str(serial)).capitalize()
