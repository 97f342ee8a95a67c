"""What stands now. Asked when it is wanted, never kept: what stood this morning may have fallen."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from django.utils.translation import gettext as _

from pasti.kit import text
from pasti.readiness.needs import Need
from pasti.readiness.probes import probes


@dataclass(frozen=True)
class Standing:
    """How a need stands. What nobody can tell is taken to stand, and said to be unknown."""

    need: Need
    stands: bool
    known: bool = True
    why: str = ""
    since: datetime | None = None

    @property
    def said(self) -> str:
        """The need and how it is, in the reader's language: “sambungan ke pusat: terputus sejak …”."""
        if not self.why:
            return str(self.need.label)
        since = " " + _("sejak %s") % text.moment(self.since) if self.since else ""
        return f"{self.need.label}: {self.why}{since}"


class Rests(Protocol):
    """A step, of a service or of a case."""

    @property
    def rests_on(self) -> Sequence[Need]:
        """What must stand for it."""


@dataclass(frozen=True)
class Going:
    """Whether a step can be done now, and how each thing that it rests on stands."""

    standings: list[Standing] = field(default_factory=list)

    @property
    def ok(self) -> bool:
        """Whether nothing that is known stands in the way."""
        return all(standing.stands for standing in self.standings)

    @property
    def reason(self) -> str:
        """What stands in the way, in the reader's language, or nothing."""
        return "; ".join(standing.said for standing in self.standings if not standing.stands)


def stands(need: Need) -> Standing:
    """Return how a need stands at this moment."""
    if need not in probes:
        return Standing(need, stands=True, known=False)
    answer = probes.get(need)()
    return Standing(need, answer.stands, why=answer.why, since=answer.since)


def can_go_on(step: Rests) -> Going:
    """Return whether a step can be done at this moment, and what it rests on."""
    return Going([stands(need) for need in step.rests_on])
