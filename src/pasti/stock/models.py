"""Blank cards, each by its serial. in = used + spoiled + loaded + in stock, always."""

from typing import ClassVar

from django.db import models

from pasti.journal.moves import Stateful
from pasti.kit import clock
from pasti.stock.states import BLANK, State


class Delivery(models.Model):
    """A box of blanks that arrived, with the letter that came with it."""

    letter = models.CharField(max_length=80)
    first_serial = models.CharField(max_length=20)
    count = models.PositiveIntegerField()
    received_at = models.DateTimeField(default=clock.now)
    received_by = models.CharField(max_length=120)

    def __str__(self) -> str:
        return f"{self.first_serial} × {self.count}"


class Blank(Stateful):
    """One blank card."""

    MACHINE = BLANK
    State: ClassVar = State

    serial = models.CharField(max_length=20, unique=True)
    delivery = models.ForeignKey(Delivery, models.PROTECT, related_name="blanks")
    # Why it was spoiled.
    reason = models.CharField(max_length=160, blank=True)

    class Meta:
        ordering = ["serial"]
        indexes = [models.Index(fields=["state", "serial"])]

    def __str__(self) -> str:
        return self.serial

    @property
    def subject(self) -> str:
        return f"blank:{self.serial}"
