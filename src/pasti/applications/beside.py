"""What rooms upstairs tell on a case's own page in the office: they say it here, in words, and the page draws it."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime

from django.utils.functional import Promise

from pasti.applications.models import Application
from pasti.kit.registry import Registry


@dataclass(frozen=True)
class Line:
    """One thing that happened: when, how it stands, and its words."""

    at: datetime
    words: str
    state: str = ""
    state_label: str = ""


@dataclass(frozen=True)
class Part:
    """A part of the page: what it is about, and its lines; without a line it says `empty`."""

    heading: str | Promise
    lines: list[Line] = field(default_factory=list)
    empty: str = ""


Tell = Callable[[Application], Part]

_tellers: Registry[Tell] = Registry("part of a case's page")


def beside(tell: Tell) -> Tell:
    """Register a part of the page: `fn(application)` returns it in the reader's language."""
    return _tellers.add(f"{tell.__module__}.{tell.__qualname__}", tell)


def parts_of(application: Application) -> Iterable[Part]:
    """Return what the rooms upstairs tell of a case, in the order in which they registered."""
    return [tell(application) for tell in _tellers]
