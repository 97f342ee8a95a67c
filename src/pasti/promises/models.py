"""Dates that were said to people, what they rested on, and what became of them."""

from datetime import datetime

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from pasti.applications.models import Application
from pasti.catalogue.models import Service
from pasti.catalogue.steps import StepCode
from pasti.kit import clock, waits
from pasti.kit.words import WordsField
from pasti.promises.survival import Curve
from pasti.readiness.models import Incident
from pasti.readiness.needs import Need


class What(models.TextChoices):
    """What is promised for a day."""

    READY = "ready", _("siap diambil")


class Basis(models.TextChoices):
    """From what the day follows."""

    WORKING_DAYS = "working-days", _("hari kerja sejak berkas lengkap")
    MEASURED = "measured", _("lama nyata di kantor ini")
    CARDS = "cards", _("urutan cetak dan persediaan blangko")
    PRINT_AGE = "print-age", _("hari pertama kartu boleh dicetak menurut umur pemiliknya")


class Outcome(models.TextChoices):
    """What became of a promise that does not hold any more."""

    KEPT = "kept", _("ditepati")
    MOVED = "moved", _("diganti sebelum lewat")
    BROKEN = "broken", _("tidak ditepati")
    WITHHELD = "withheld", _("ditarik: belum dapat dikatakan")
    DROPPED = "dropped", _("tidak ditunggu lagi")


class Making(models.Model):
    """Dates that were given anew together, and why: a need fell, a forecast slipped, an outage was announced."""

    at = models.DateTimeField(default=clock.now)
    cause = WordsField()
    # What did not stand, as codes of Need.
    needs = models.JSONField(default=list)
    moved = models.PositiveIntegerField(default=0)
    # What was announced, if that was it.
    plan = models.ForeignKey(Incident, models.PROTECT, null=True, related_name="+")
    # The journal tells of each day that was moved bit by bit, after: whether of all, else of which one last.
    journalled = models.BooleanField(default=True)
    journalled_until = models.BigIntegerField(default=0)

    class Meta:
        indexes = [models.Index(fields=["id"], condition=Q(journalled=False), name="makings_to_journal")]

    def __str__(self) -> str:
        return f"{self.at} {self.moved}"


class Stop(models.Model):
    """A time in which a need did not stand; `until` is when it is expected to stand again.

    Without it, it was only just noticed, and may be the matter of a moment: nothing rests on it yet.
    """

    need = models.CharField(max_length=16, choices=Need.choices)
    since = models.DateTimeField()
    noticed_at = models.DateTimeField(default=clock.now)
    until = models.DateTimeField(null=True)
    over_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["need"], condition=Q(over_at=None), name="one_open_stop_per_need"),
            models.CheckConstraint(condition=Q(since__lte=models.F("until")), name="stop_begins_before_it_ends"),
        ]

    def __str__(self) -> str:
        return f"{self.need} {self.since}"

    @property
    def ends(self) -> datetime:
        """When it ended, or is expected to end."""
        return self.over_at or self.until or self.since


waits.waits_by(Stop, "noticed_at", over_at=None)


class Promise(models.Model):
    """A day that was said for a case, and what must stand for it to be kept. One is current; earlier ones stay.

    What moves many of them at once changes their day in place, and keeps what it was (`Earlier`): so a database has
    little to write. No index has a column that changes then (docs/adr/0051).
    """

    application = models.ForeignKey(Application, models.PROTECT, related_name="promises")
    what = models.CharField(max_length=12, choices=What.choices)
    day = models.DateField()
    basis = models.CharField(max_length=16, choices=Basis.choices)
    # The rule by which it was found, to be asked again on another calendar: so many working hours (measured) or working
    # days from this moment.
    begins_at = models.DateTimeField()
    hours = models.FloatField(null=True)
    days = models.PositiveSmallIntegerField(null=True)
    # The share at which it was said: by and by as large as is said in public, and at one moment larger or smaller to
    # make good what others lack (`learning`).
    stated = models.FloatField(default=0.9)
    # Codes of Need: what the steps that were still ahead rested on when it was said.
    rests_on = models.JSONField(default=list)
    made_at = models.DateTimeField(default=clock.now)
    made_by = models.CharField(max_length=120)
    # With which others its day was given, if it was not given to one person alone. If the database asked of each
    # whether there is one, that would cost as much as all the rest.
    making = models.ForeignKey(
        Making, models.PROTECT, null=True, db_index=False, db_constraint=False, related_name="promises"
    )
    # How often its day was moved together with others.
    moves = models.PositiveSmallIntegerField(default=0)
    # Whether the journal tells how it ended: of many that end together it is told after, bit by bit.
    journalled = models.BooleanField(default=True)
    ended_at = models.DateTimeField(null=True)
    # With which others it was taken back, if it was.
    ended_by = models.ForeignKey(Making, models.PROTECT, null=True, db_index=False, related_name="taken_back")
    outcome = models.CharField(max_length=8, choices=Outcome.choices, blank=True)
    # Since when it is about to be broken, if it is; and on which day that was journalled last.
    at_risk_since = models.DateTimeField(null=True)
    risk_journalled_on = models.DateField(null=True)
    # Why it was moved or broken.
    cause = WordsField()

    class Meta:
        ordering = ["made_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["application", "what"],
                condition=Q(ended_at=None),
                name="one_current_promise_per_case_and_thing",
            ),
            models.CheckConstraint(
                condition=Q(ended_at=None, outcome="") | (Q(ended_at__isnull=False) & ~Q(outcome="")),
                name="outcome_when_ended",
            ),
            models.CheckConstraint(
                condition=~Q(outcome__in=["moved", "broken", "withheld"]) | ~Q(cause=""), name="cause_when_not_kept"
            ),
        ]
        indexes = [
            models.Index(fields=["id"], condition=Q(journalled=False), name="promises_to_journal"),
            models.Index(
                fields=["id"], condition=Q(ended_at=None, at_risk_since__isnull=False), name="promises_at_risk"
            ),
            models.Index(fields=["outcome", "ended_at"], name="promises_by_outcome"),
            models.Index(fields=["ended_by"], condition=Q(ended_by__isnull=False), name="promises_by_end"),
        ]

    def __str__(self) -> str:
        return f"{self.application_id} {self.what} {self.day}"

    @property
    def needs(self) -> list[Need]:
        """What it rests on."""
        return [Need(code) for code in self.rests_on if code in Need.values]

    @property
    def said(self) -> str:
        """A name for the day as it is said now; another one when it is moved."""
        return self.all_said()[-1]

    def all_said(self) -> list[str]:
        """Return the names of all days that it had, in their order."""
        return [f"{self.pk}", *(f"{self.pk}.{move}" for move in range(1, self.moves + 1))]


class Earlier(models.Model):
    """A day that a promise had before it was moved together with many others. Only added to; as lean as it can be."""

    # None of these is asked for by the database: they are written from the rows themselves, which nobody deletes.
    promise = models.ForeignKey(Promise, models.CASCADE, db_constraint=False, related_name="earlier")
    day = models.DateField()
    basis = models.CharField(max_length=16, choices=Basis.choices)
    made_at = models.DateTimeField()
    making = models.ForeignKey(Making, models.PROTECT, null=True, db_index=False, db_constraint=False, related_name="+")
    # What moved it: when, and why.
    ended_by = models.ForeignKey(Making, models.PROTECT, db_index=False, db_constraint=False, related_name="moved_days")

    class Meta:
        ordering = ["id"]
        indexes = [models.Index(fields=["ended_by", "id"], name="earlier_by_making")]

    def __str__(self) -> str:
        return f"{self.promise_id} {self.day}"


class Pace(models.Model):
    """How long it takes, at this office, from a stage of a service until the thing is ready, as last measured."""

    service = models.ForeignKey(Service, models.CASCADE, related_name="+")
    # The stage with which the time begins.
    step = models.CharField(max_length=12, choices=StepCode.choices)
    # The curve: the share that still waits after so many working hours.
    hours = models.JSONField(default=list)
    waiting = models.JSONField(default=list)
    finished = models.PositiveIntegerField()
    still_open = models.PositiveIntegerField()
    # By how much what is said is longer (or shorter) than the curve, learned from what was kept.
    factor = models.FloatField(default=1.0)
    # At which share the next dates are said, so that of many as large a one is kept as is stated; None: at that.
    share = models.FloatField(null=True)
    measured_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["service", "step"], name="one_pace_per_stage")]

    def __str__(self) -> str:
        return f"{self.service_id} {self.step}"

    @property
    def curve(self) -> Curve:
        """The curve as it was measured."""
        return Curve(self.hours, self.waiting)


class Lesson(models.Model):
    """What was learned of a service from its own dates (`learning`): all that ended `until` then are in it."""

    service = models.OneToOneField(Service, models.CASCADE, related_name="+")
    factor = models.FloatField(default=1.0)
    until = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.service_id} {self.factor}"


class PrintPace(models.Model):
    """How many cards this office makes in a working day on which there is enough to print, as measured. One row."""

    a_day = models.FloatField()
    # On how many days.
    days = models.PositiveSmallIntegerField()
    measured_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.a_day}"


class BlanksKnown(models.Model):
    """What was known of blanks when the dates that rest on them were looked at last. One row."""

    mark = models.CharField(max_length=64)

    def __str__(self) -> str:
        return self.mark
