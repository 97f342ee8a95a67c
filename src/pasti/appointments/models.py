"""Sessions in which people are expected, and who booked which."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from pasti.applications.models import Application
from pasti.appointments.states import BOOKING, State
from pasti.journal.moves import Stateful
from pasti.kit import clock


class Session(models.Model):
    """A stretch of an office day. It gets its row with its first booking; the calendar says which ones there are.

    When sessions become longer or shorter, those that were booked stay as they were said: two may overlap.
    """

    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()

    class Meta:
        ordering = ["starts_at"]
        constraints = [
            models.UniqueConstraint(fields=["starts_at", "ends_at"], name="one_session_per_time"),
            models.CheckConstraint(
                condition=Q(starts_at__lt=models.F("ends_at")), name="session_starts_before_it_ends"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.starts_at}"


class Booking(Stateful):
    """A case that is expected in a session. One that was missed, or that the office freed, costs no application."""

    MACHINE = BOOKING
    State: ClassVar = State

    application = models.ForeignKey(Application, models.PROTECT, related_name="bookings")
    session = models.ForeignKey(Session, models.PROTECT, related_name="bookings")
    booked_at = models.DateTimeField(default=clock.now)
    # The letters of the lanes through which the visit goes, in their order. Empty: from before lanes were counted.
    lanes = models.CharField(max_length=8, blank=True)
    # Beyond the places that there are: taken in because, by measure, so many do not come (docs/adr/0055).
    beyond = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["application"], condition=Q(state=State.BOOKED), name="one_open_booking_per_case"
            )
        ]
        indexes = [models.Index(fields=["session", "state"])]

    def __str__(self) -> str:
        return f"{self.application_id} {self.session_id}"

    @property
    def case_number(self) -> str:
        return self.application.number


class LaneHour(models.Model):
    """What was seen in a lane in an hour of a day: how long people were served, and who with an appointment came."""

    day = models.DateField()
    lane = models.CharField(max_length=1)
    hour = models.PositiveSmallIntegerField()
    # Who was served, and for how many seconds in all, from being called on.
    served = models.PositiveIntegerField(default=0)
    seconds = models.PositiveIntegerField(default=0)
    # Of sessions that begin in this hour: who came on that day, and who did not.
    came = models.PositiveIntegerField(default=0)
    missed = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["day", "lane", "hour"], name="one_row_per_lane_and_hour")]

    def __str__(self) -> str:
        return f"{self.day} {self.lane} {self.hour}"
