"""Numbers: one person's coming to the office on one day, with one number from door to door."""

import secrets
from typing import ClassVar

from django.db import models
from django.db.models import Q

from pasti.applications.models import Application
from pasti.journal.moves import Stateful
from pasti.kit import clock, waits
from pasti.offices.models import Counter, Lane
from pasti.queue.states import AT_COUNTER, LIVE, TICKET, State


def _token() -> str:
    return secrets.token_urlsafe(9)


class LaneDay(models.Model):
    """The last number that was given out in a lane on a day."""

    lane = models.ForeignKey(Lane, models.PROTECT, related_name="+")
    day = models.DateField()
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["lane", "day"], name="one_count_per_lane_and_day")]

    def __str__(self) -> str:
        return f"{self.lane_id} {self.day} {self.last}"


class Ticket(Stateful):
    """A number. Its letter is that of the lane where it was taken; `lane` is where its holder waits now."""

    MACHINE = TICKET
    State: ClassVar = State

    day = models.DateField()
    letter = models.CharField(max_length=1)
    sequence = models.PositiveIntegerField()
    lane = models.ForeignKey(Lane, models.PROTECT, related_name="tickets")
    application = models.ForeignKey(Application, models.PROTECT, null=True, related_name="tickets")
    # For the page on the holder's phone; says nothing about the person.
    token = models.CharField(max_length=16, unique=True, default=_token)
    issued_at = models.DateTimeField(default=clock.now)
    # Since when its holder waits in this lane: the order of calling.
    queued_at = models.DateTimeField(default=clock.now)
    counter = models.ForeignKey(Counter, models.PROTECT, null=True, related_name="tickets")
    called_at = models.DateTimeField(null=True)
    calls = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["day", "letter", "sequence"], name="no_number_twice_on_a_day"),
            models.UniqueConstraint(
                fields=["counter"], condition=Q(state__in=AT_COUNTER), name="one_current_ticket_per_counter"
            ),
            models.UniqueConstraint(
                fields=["application"], condition=Q(state__in=LIVE), name="one_live_ticket_per_case"
            ),
            models.CheckConstraint(
                condition=Q(state__in=AT_COUNTER, counter__isnull=False) | ~Q(state__in=AT_COUNTER),
                name="counter_when_called",
            ),
        ]
        indexes = [models.Index(fields=["lane", "state", "queued_at"]), models.Index(fields=["day", "state"])]

    def __str__(self) -> str:
        return self.number

    @property
    def number(self) -> str:
        """C-001."""
        return f"{self.letter}-{self.sequence:03d}"

    @property
    def of_today(self) -> bool:
        """Whether it still holds: a number is for one day."""
        return self.day == clock.today()

    @property
    def subject(self) -> str:
        return f"ticket:{self.day}/{self.number}"

    @property
    def case_number(self) -> str:
        return self.application.number if self.application else ""


# Whoever waits or was called before the clock was set back comes before those after it.
waits.waits_by(Ticket, "queued_at", "called_at")
