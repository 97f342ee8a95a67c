"""Minutes: what one person proposes and another agrees to. Until then it may be withdrawn, and nothing has happened."""

from collections.abc import Iterable
from typing import Any, ClassVar

from django.db import models
from django.db.models import Max
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from pasti.journal.actors import Actor
from pasti.journal.moves import Stateful
from pasti.kit import clock, free_text
from pasti.kit.moves import Machine, move


class MinutesState(models.TextChoices):
    """How far minutes are."""

    PROPOSED = "proposed", gettext_lazy("menunggu orang kedua")
    CONFIRMED = "confirmed", gettext_lazy("selesai")
    WITHDRAWN = "withdrawn", gettext_lazy("dibatalkan")


def machine_of(noun: str, *, by: Iterable[str]) -> Machine:
    """Return the MOVES table of minutes that people of these roles propose, agree to and withdraw."""
    return Machine(
        noun=noun,
        states=MinutesState,
        start=MinutesState.PROPOSED,
        moves={
            "confirm": move(MinutesState.PROPOSED, MinutesState.CONFIRMED, gettext_lazy("Setujui"), by=by),
            "withdraw": move(MinutesState.PROPOSED, MinutesState.WITHDRAWN, gettext_lazy("Batalkan"), by=by),
        },
    )


class OfTwo(Stateful):
    """What minutes of every room have: their number, so many pieces, and who proposed and who ended them."""

    State: ClassVar = MinutesState

    day = models.DateField()
    sequence = models.PositiveIntegerField()
    count = models.PositiveIntegerField()
    proposed_at = models.DateTimeField(default=clock.now)
    proposed_by_id = models.CharField(max_length=80)
    proposed_by = models.CharField(max_length=120)
    ended_at = models.DateTimeField(null=True)
    ended_by = models.CharField(max_length=120, blank=True)

    class Meta:
        abstract = True

    @classmethod
    def proposed(cls, by: Actor) -> dict[str, Any]:
        """Return what stands in new ones: the next number of today, and who proposes.

        The caller holds the office, so that two who propose at once get two numbers.
        """
        today = clock.today()
        last = cls._default_manager.filter(day=today).aggregate(last=Max("sequence"))["last"] or 0
        return {
            "day": today, "sequence": last + 1, "proposed_by_id": by.id, "proposed_by": by.name,
            "state": MinutesState.PROPOSED,
        }  # fmt: skip

    @property
    def has_paper(self) -> bool:
        """Whether there is something to print: of what was called off nothing happened."""
        return self.state != MinutesState.WITHDRAWN

    @property
    def waits(self) -> bool:
        """Whether a second person is waited for."""
        return self.state == MinutesState.PROPOSED

    def why_not(self, by: Actor) -> str:
        """Return why this person cannot be the second one, in a sentence, or nothing."""
        if self.proposed_by_id == by.id:
            return _("Yang menyetujui harus orang lain daripada %s.") % self.proposed_by
        return ""


def witnesses_in(written: str) -> list[str]:
    """Return the witnesses that stand one to a line; Refused for a NIK among them."""
    return [line.strip() for line in free_text.checked(written).splitlines() if line.strip()]
