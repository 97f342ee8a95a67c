from typing import ClassVar

from django.db import models
from django.db.models import Q

from pasti.centre.allotment.states import ASK, State
from pasti.journal.moves import Stateful
from pasti.kit import clock
from pasti.link.models import Peer


class Ask(Stateful):
    """A request for blanks, with the office's own figures, and what the centre answered."""

    MACHINE = ASK
    State: ClassVar = State

    office = models.ForeignKey(Peer, models.PROTECT, related_name="+")
    key = models.CharField(max_length=40)
    count = models.PositiveIntegerField()
    letter = models.CharField(max_length=80)
    in_stock = models.PositiveIntegerField()
    waiting = models.PositiveIntegerField()
    a_day = models.FloatField()
    runs_out = models.DateField(null=True)
    came_at = models.DateTimeField(default=clock.now)
    answered_at = models.DateTimeField(null=True)
    answered_by = models.CharField(max_length=120, blank=True)
    allotted = models.PositiveIntegerField(null=True)
    arrives = models.DateField(null=True)
    answer_letter = models.CharField(max_length=80, blank=True)
    note = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["office", "key"], name="one_ask_per_request"),
            models.CheckConstraint(
                condition=Q(state="answered", allotted__isnull=False, answered_at__isnull=False)
                | Q(state="open", allotted__isnull=True, answered_at__isnull=True),
                name="ask_answered_with_a_number",
            ),
        ]
        indexes = [models.Index(fields=["state", "runs_out"], name="asks_by_need")]

    def __str__(self) -> str:
        return f"{self.office} {self.count}"
