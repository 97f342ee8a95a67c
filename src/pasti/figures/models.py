"""How long each lane took of a coming, and what days come to."""

from datetime import timedelta

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

# Upper ends, in minutes, of the steps in which times are kept of days that are over; what is longer is in the last.
STEPS = (5, 10, 15, 20, 30, 45, 60, 90, 120, 180, 480)


class By(models.TextChoices):
    """By what figures are told apart."""

    ALL = "all", _("semua")
    LANE = "lane", _("lajur")
    HOUR = "hour", _("jam")
    SERVICE = "service", _("layanan")
    CHANNEL = "channel", _("cara mengajukan")
    BOOKED = "booked", _("dengan atau tanpa janji")


class Measure(models.TextChoices):
    """What is measured or counted."""

    WAIT = "wait", _("menunggu")
    SERVICE = "service", _("dilayani")
    TOTAL = "total", _("seluruh kedatangan")
    # Calls after the first; calls that nobody answered; people who went, or were sent, without being called.
    AGAIN = "again", _("dipanggil lagi")
    MISSED = "missed", _("tidak datang ketika dipanggil")
    LEFT = "left", _("pergi sebelum dipanggil")


TIMED = (Measure.WAIT, Measure.SERVICE, Measure.TOTAL)


class Stretch(models.Model):
    """What one lane took of a coming of a day that is not closed yet. Nothing in it says whose coming it was."""

    day = models.DateField()
    # Of the number; a coming that goes through three lanes has three.
    number = models.CharField(max_length=8)
    position = models.PositiveSmallIntegerField()
    lane = models.CharField(max_length=1)
    # The hour of the clock in which it began to wait there.
    hour = models.PositiveSmallIntegerField()
    service = models.CharField(max_length=12, blank=True)
    channel = models.CharField(max_length=10, blank=True)
    booked = models.BooleanField()
    # Not called: nobody knows for how long they would have waited. Not served: called, and never came.
    waited = models.DurationField(null=True)
    served = models.DurationField(null=True)
    # Of the whole coming, with its last lane.
    total = models.DurationField(null=True)
    again = models.PositiveSmallIntegerField(default=0)
    missed = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["day", "number", "position"], name="one_stretch_per_number_and_position")
        ]

    def __str__(self) -> str:
        return f"{self.day} {self.number} {self.lane}"

    def time(self, measure: Measure) -> timedelta | None:
        """Return one of its times."""
        return {Measure.WAIT: self.waited, Measure.SERVICE: self.served, Measure.TOTAL: self.total}[measure]


class Tally(models.Model):
    """How many of a day that is over took so long, told apart by one thing; or how often something happened."""

    day = models.DateField()
    by = models.CharField(max_length=8, choices=By.choices)
    # Which lane, hour, service …; empty: all of them, or none.
    key = models.CharField(max_length=12, blank=True)
    measure = models.CharField(max_length=8, choices=Measure.choices)
    # Upper end of the step in minutes; 0 for what is only counted.
    step = models.PositiveSmallIntegerField(default=0)
    count = models.PositiveIntegerField()
    seconds = models.PositiveBigIntegerField(default=0)
    # How many of them were within the target that held on that day.
    within = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["day", "by", "key", "measure", "step"], name="one_tally_of_a_kind"),
            models.CheckConstraint(condition=Q(within__lte=models.F("count")), name="no_more_within_than_there_are"),
        ]

    def __str__(self) -> str:
        return f"{self.day} {self.by} {self.key} {self.measure} {self.count}"
