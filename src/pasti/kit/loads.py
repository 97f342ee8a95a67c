"""What kind of work a view is: how much may be sent to it, and who it may keep waiting.

Each kind has threads of its own, so that one never holds up another. A view says its kind beside itself (`carries`);
one that says nothing is a page. What stands before the views (`pasti.gate`) asks with `load_of`.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar, cast

from django.urls import Resolver404

from pasti.kit import uploads
from pasti.kit.addresses import match_of

View = TypeVar("View", bound=Callable[..., Any])

_MB = 1024 * 1024


@dataclass(frozen=True)
class Load:
    """A kind of work."""

    name: str
    # The methods that are this work; by others the view is a page.
    methods: frozenset[str]
    # The longest body, in bytes.
    largest: int
    # How many are worked on at the same time; None: as many as the settings say.
    threads: int | None
    # How many more may wait, and how many of them may be of one network.
    waiting: int
    waiting_of_one: int
    # How many a network gets in a row, and the seconds until it gets one more; 0: as fast as its turn comes.
    in_a_row: int = 0
    pause: float = 0
    # Whether people read the answer, or programs.
    for_people: bool = True
    # Who wants to know that more than `largest` was sent, and from which network. Not told of each one.
    hears_of_too_large: Callable[[str], None] | None = None


PAGE = Load("pages", frozenset(), largest=_MB, threads=None, waiting=1000, waiting_of_one=500)
# A file, and the form around it.
UPLOAD = Load(
    "uploads", frozenset({"POST"}), largest=uploads.LARGEST_BYTES + _MB, threads=2, waiting=400, waiting_of_one=200
)
# What staff capture does not stand in line behind what strangers send.
CAPTURE = Load(
    "captures", frozenset({"POST"}), largest=uploads.LARGEST_BYTES + _MB, threads=2, waiting=100, waiting_of_one=100
)
# Paper is drawn by a process of its own, one at a time. Nobody reads a page a second.
PAPER = Load(
    "paper", frozenset({"GET", "HEAD"}), largest=_MB, threads=2, waiting=40, waiting_of_one=8, in_a_row=5, pause=1
)
# What staff print: no loop of strangers on paper of theirs turns it away.
PRINT = Load("prints", frozenset({"GET", "HEAD", "POST"}), largest=_MB, threads=2, waiting=40, waiting_of_one=40)


def carries(load: Load) -> Callable[[View], View]:
    """Mark a view as a kind of work. Stands above whatever wraps the view without keeping its attributes."""

    def mark(view: View) -> View:
        cast(Any, view).load = load
        return view

    return mark


def load_of(path: str, method: str) -> Load:
    """Return what kind of work a request is; an address that leads nowhere is a page that says so."""
    try:
        view = match_of(path).func
    except Resolver404:
        return PAGE
    load: Load = getattr(view, "load", PAGE)
    return load if method in load.methods else PAGE
