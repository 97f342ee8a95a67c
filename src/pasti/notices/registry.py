"""Of which kinds of entries somebody is told: whom, how soon, of what trip, and which older news that makes void."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from django.utils.functional import Promise

from pasti.applications.models import Application
from pasti.journal.models import Entry
from pasti.kit.registry import Registry


class Audience(StrEnum):
    """Who is told."""

    APPLICANT = "applicant"
    # Nobody: it only makes older news void.
    NOBODY = "nobody"


class Urgency(StrEnum):
    """How soon somebody is told."""

    # Somebody may be about to set out: it gathers for half a minute.
    NOW = "now"
    SOON = "soon"


class Topic(StrEnum):
    """What news is about: newer news of a topic takes the place of older news of it."""

    PAPERS = "papers"
    READY = "ready"
    VISIT = "visit"
    CASE = "case"
    OFFER = "offer"


@dataclass(frozen=True)
class Said:
    """A sentence in the reader's language; `more` is said where there is room. Nobody's own words, no name, no NIK."""

    sentence: str | Promise
    more: str | Promise = ""


Say = Callable[[Application, Entry], Said | None]
SetsOut = Callable[[Application, Entry], datetime | None]


@dataclass(frozen=True)
class Telling:
    """What is made of one kind of entry."""

    kind: str
    audience: Audience
    topic: Topic | None
    urgency: Urgency = Urgency.SOON
    say: Say | None = None
    # When the person would set out, not knowing it.
    sets_out: SetsOut | None = None
    # Whether the person must do something, so that somebody rings up whom no message reaches.
    asks: bool = False
    # Whether they are to choose when to come, which PINDAH by SMS does for who has no browser.
    moves: bool = False
    voids: tuple[Topic, ...] = ()


tellings: Registry[Telling] = Registry("telling")


def tell(
    kind: str,
    topic: Topic,
    *,
    urgency: Urgency = Urgency.SOON,
    asks: bool = False,
    moves: bool = False,
    sets_out: SetsOut | None = None,
    voids: tuple[Topic, ...] = (),
) -> Callable[[Say], Say]:
    """Register how the applicant is told of a kind of entry: `fn(application, entry)`, which may say nothing (None)."""

    def register(say: Say) -> Say:
        tellings.add(
            kind, Telling(kind, Audience.APPLICANT, topic, urgency, say, sets_out, asks, moves, tuple({topic, *voids}))
        )
        return say

    return register


def void(kind: str, *topics: Topic) -> None:
    """Register that a kind of entry makes older news void that was not said yet; nobody is told of itself."""
    tellings.add(kind, Telling(kind, Audience.NOBODY, None, voids=topics or tuple(Topic)))
