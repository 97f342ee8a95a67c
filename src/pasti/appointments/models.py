"""Sessions in which people are expected, and who booked which."""

from datetime import datetime
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from pasti.applications.models import Application
from pasti.appointments.states import BOOKING, WAITLIST, State, Wait
from pasti.journal.moves import Stateful
from pasti.kit import clock, waits


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


_NOON = 12


class Part(models.TextChoices):
    """Which part of a day suits somebody."""

    ANY = "any", _("jam berapa saja")
    MORNING = "morning", _("sebelum tengah hari")
    AFTERNOON = "afternoon", _("sesudah tengah hari")


class Waiting(Stateful):
    """Somebody who would come earlier than is free; a place that is given back is offered to them, and held a while."""

    MACHINE = WAITLIST
    State: ClassVar = Wait

    application = models.ForeignKey(Application, models.PROTECT, related_name="waits")
    asked_at = models.DateTimeField(default=clock.now)
    # What suits: days of the week (0 = Monday), and the part of the day.
    weekdays = models.CharField(max_length=7, default="0123456")
    part = models.CharField(max_length=10, choices=Part.choices, default=Part.ANY)
    # What is offered now and until when it is held; which sessions were offered before, and how often nobody answered.
    session = models.ForeignKey(Session, models.PROTECT, null=True, related_name="offers")
    lanes = models.CharField(max_length=8, blank=True)
    held_until = models.DateTimeField(null=True)
    passed = models.JSONField(default=list)
    unanswered = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["application"],
                condition=Q(state__in=[Wait.WAITING, Wait.OFFERED]),
                name="one_open_wait_per_case",
            ),
            models.CheckConstraint(
                condition=Q(state=Wait.OFFERED, session__isnull=False, held_until__isnull=False)
                | (~Q(state=Wait.OFFERED) & Q(held_until=None)),
                name="wait_holds_a_session_when_offered",
            ),
        ]
        indexes = [models.Index(fields=["state", "asked_at"])]

    def __str__(self) -> str:
        return f"{self.application_id} {self.state}"

    @property
    def case_number(self) -> str:
        return self.application.number

    def suits(self, session_begins: datetime) -> bool:
        """Whether the hours of a session are what was asked for."""
        local = clock.local(session_begins)
        of_day = {Part.MORNING: local.hour < _NOON, Part.AFTERNOON: local.hour >= _NOON}.get(Part(self.part), True)
        return str(local.weekday()) in self.weekdays and of_day


# An offer whose time ends too early goes to the next: that is harmless.
waits.waits_by(Waiting, "held_until")
