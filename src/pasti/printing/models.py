"""Cards to be printed, and the runs in which they are."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from pasti.applications.models import Application
from pasti.journal.moves import Stateful
from pasti.kit import blobs, clock
from pasti.printing.states import ADVANCE, JOB, RUN, AdvanceState, JobState, RunState

LIVE = (JobState.WAITING, JobState.IN_RUN)


class Run(Stateful):
    """One go of printing by one operator."""

    MACHINE = RUN
    State: ClassVar = RunState

    day = models.DateField()
    sequence = models.PositiveSmallIntegerField()
    started_at = models.DateTimeField(default=clock.now)
    started_by = models.CharField(max_length=120)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-day", "-sequence"]
        constraints = [models.UniqueConstraint(fields=["day", "sequence"], name="one_run_number_per_day")]

    def __str__(self) -> str:
        return self.number

    @property
    def number(self) -> str:
        """2026-11-23/2: the second run of a day."""
        return f"{self.day}/{self.sequence}"

    @property
    def subject(self) -> str:
        return f"run:{self.number}"


class Job(Stateful):
    """One card to be printed, from the centre's release to the printed card."""

    MACHINE = JOB
    State: ClassVar = JobState

    application = models.ForeignKey(Application, models.PROTECT, related_name="jobs")
    # What the centre released, sealed for this office; opened only to draw the card.
    content = models.CharField(max_length=64)
    released_at = models.DateTimeField()
    # Recorded at 16, printed at 17.
    not_before = models.DateField(null=True)
    run = models.ForeignKey(Run, models.PROTECT, null=True, related_name="jobs")
    position = models.PositiveSmallIntegerField(null=True)
    serial = models.CharField(max_length=20, blank=True)
    # When its face was drawn for the blank it is on; no card is confirmed before.
    face_at = models.DateTimeField(null=True)
    # Why it is in no run, as long as that is so: something on it does not fit, or its permit has ended.
    obstacle = models.CharField(max_length=300, blank=True)
    printed_at = models.DateTimeField(null=True)
    # Somebody's first card, at 17: before others' in the order of printing.
    beginner = models.BooleanField(default=False)

    class Meta:
        ordering = ["released_at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["application"], condition=Q(state__in=LIVE), name="one_live_job_per_case"),
            models.UniqueConstraint(fields=["serial"], condition=~Q(serial=""), name="one_card_per_blank"),
            models.CheckConstraint(
                condition=Q(state__in=[JobState.IN_RUN, JobState.PRINTED], run__isnull=False) & ~Q(serial="")
                | Q(state__in=[JobState.WAITING, JobState.REPLACED], run=None, serial=""),
                name="run_and_blank_when_printing",
            ),
        ]
        indexes = [models.Index(fields=["content"], name="jobs_by_file")]

    def __str__(self) -> str:
        return f"{self.application_id} {self.state}"

    @property
    def case_number(self) -> str:
        return self.application.number


class Deadline(models.Model):
    """By which day somebody needs the card, and the proof of it that was seen. What is over stays: it explains."""

    application = models.ForeignKey(Application, models.PROTECT, related_name="+")
    day = models.DateField()
    proof = models.CharField(max_length=160)
    stated_at = models.DateTimeField(default=clock.now)
    stated_by = models.CharField(max_length=120)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["application"], condition=Q(ended_at=None), name="one_deadline_per_case")
        ]

    def __str__(self) -> str:
        return f"{self.application_id} {self.day}"


class Advance(Stateful):
    """That a card is to be printed before its turn: why, and the two who say so."""

    MACHINE = ADVANCE
    State: ClassVar = AdvanceState

    application = models.ForeignKey(Application, models.PROTECT, related_name="+")
    reason = models.CharField(max_length=200)
    proposed_at = models.DateTimeField(default=clock.now)
    proposed_by_id = models.CharField(max_length=80)
    proposed_by = models.CharField(max_length=120)
    # From when on it counts, and who was the second.
    granted_at = models.DateTimeField(null=True)
    granted_on = models.DateField(null=True)
    granted_by = models.CharField(max_length=120, blank=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["application"], condition=~Q(state="refused"), name="one_advance_per_case"),
            models.CheckConstraint(
                condition=~Q(state="granted")
                | (Q(granted_at__isnull=False, granted_on__isnull=False) & ~Q(granted_by="")),
                name="granted_by_a_second",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.application_id} {self.state}"

    @property
    def case_number(self) -> str:
        return self.application.number


blobs.referred_from(Job, "content")
