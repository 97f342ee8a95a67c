"""Blank cards, each by its serial. in = used + spoiled + loaded + in stock, always."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

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


class Expected(models.Model):
    """A box of blanks on its way, with the letter that says so and the day by which it is thought to be here."""

    letter = models.CharField(max_length=80)
    day = models.DateField()
    count = models.PositiveIntegerField()
    said_at = models.DateTimeField(default=clock.now)
    said_by = models.CharField(max_length=120)
    # It came, or will not come.
    over_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["day", "id"]
        constraints = [
            models.UniqueConstraint(fields=["letter"], condition=Q(over_at=None), name="one_expected_box_per_letter")
        ]

    def __str__(self) -> str:
        return f"{self.day} × {self.count}"


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
