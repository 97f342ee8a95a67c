"""Nodes of different ages: who reads which version of a kind, and how a body goes from one version to another.

A kind begins with version 1 and has one more for each of its steps (`schema.Saying`). See docs/adr/0037.
"""

from typing import Annotated, Any

from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from pydantic import Field

from pasti.kit.words import filled
from pasti.link import schema
from pasti.link.schema import SAYINGS
from pasti.link.wire import Version

MOST_KINDS = 200

# The newest version of each kind that a node reads.
Reads = Annotated[dict[Annotated[str, Field(max_length=60)], Version], Field(max_length=MOST_KINDS)]


def read_here() -> dict[str, int]:
    """Return what this node reads, for its peers to know."""
    return {str(kind): saying.version for kind, saying in SAYINGS.items()}


def understood(kind: str, version: int) -> bool:
    """Whether this node can read a kind in a version."""
    return kind in SAYINGS and version <= SAYINGS[kind].version


def is_understood() -> Q:
    """Return which of the rows that hold a kind and a version this node can read, as it is today."""
    kinds: dict[int, list[str]] = {}
    for kind, version in read_here().items():
        kinds.setdefault(version, []).append(kind)
    found = Q(pk__in=[])
    for version, names in kinds.items():
        found |= Q(kind__in=names, version__lte=version)
    return found


def lifted(kind: str, body: dict[str, Any], version: int) -> dict[str, Any]:
    """Return a body that is understood in the version of today. What was emptied stays empty."""
    if body:
        for step in SAYINGS[kind].steps[version - 1 :]:
            body = step.lift(body)
    return body


def said_to(reads: dict[str, int], kind: str, body: dict[str, Any], version: int) -> tuple[dict[str, Any], int]:
    """Return a body as a peer that reads such versions is told it, and in which version that is.

    What cannot be said in an older version is said in its own: it waits at the peer until that one is updated.
    """
    if not body or not understood(kind, version):
        return body, version
    body, version = lifted(kind, body, version), SAYINGS[kind].version
    lower, aim = body, reads.get(kind, 1)
    for step in reversed(SAYINGS[kind].steps[aim - 1 :]):
        if step.lower is None:
            return body, version
        lower = step.lower(lower)
    return lower, min(aim, version)


def same_fact(kind: str, said: tuple[dict[str, Any], int], again: tuple[dict[str, Any], int]) -> bool:
    """Whether two bodies with their versions say the same. What cannot be read cannot be told apart across versions."""
    if understood(kind, said[1]) and understood(kind, again[1]):
        return schema.same_fact(lifted(kind, *said), lifted(kind, *again))
    return said[1] != again[1] or schema.same_fact(said[0], again[0])


def behind(reads: dict[str, int]) -> list[str]:
    """Return the kinds, as people call them, of which a peer reads an older version than ours, if it ever said so."""
    return [schema.label_of(kind) for kind, ours in read_here().items() if reads and reads.get(kind, 0) < ours]


def waits_for(kind: str, version: int) -> Promise:
    """Say for what something waits that this node cannot read."""
    if kind not in SAYINGS:
        return filled(_("Jenis kiriman ini belum dikenal: %(kind)s."), kind=schema.label_of(kind))
    return filled(
        _("“%(what)s” versi %(version)d; simpul ini membaca sampai versi %(ours)d."),
        what=lambda: schema.label_of(kind),
        version=version,
        ours=SAYINGS[kind].version,
    )
