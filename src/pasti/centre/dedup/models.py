"""Two records that look alike, for a person to decide on."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from pasti.centre.dedup.screening import Reason
from pasti.centre.dedup.states import SUGGESTION, State
from pasti.centre.intake.models import Record
from pasti.journal.moves import Stateful
from pasti.kit import clock


class Suggestion(Stateful):
    """A record that may be the same person as an earlier one."""

    MACHINE = SUGGESTION
    State: ClassVar = State

    record = models.ForeignKey(Record, models.PROTECT, related_name="suggestions")
    other = models.ForeignKey(Record, models.PROTECT, related_name="+")
    # Likeness from 0 to 100, and why: codes of `screening.Reason`.
    score = models.PositiveSmallIntegerField()
    reasons = models.JSONField(default=list)
    found_at = models.DateTimeField(default=clock.now)
    decided_by = models.CharField(max_length=120, blank=True)
    decision = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["record", "other"], name="one_suggestion_per_pair"),
            models.CheckConstraint(condition=~Q(record=F("other")), name="not_its_own_duplicate"),
        ]

    def __str__(self) -> str:
        return f"{self.record_id} ~ {self.other_id}"

    @property
    def claims(self) -> bool:
        """Whether the record says to be the other's person, and may be released only if that is so."""
        return Reason.OTHER_DATA in self.reasons

    @property
    def case_number(self) -> str:
        return self.record.application
