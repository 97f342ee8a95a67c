"""Cards to be printed, and the runs in which they are."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from pasti.applications.models import Application
from pasti.journal.moves import Stateful
from pasti.kit import blobs, clock, waits
from pasti.kit.words import WordsField
from pasti.printing.states import (
    ADVANCE,
    AT_MACHINE,
    IN_QUEUE,
    JOB,
    NIGHT,
    PRINTOUT,
    RUN,
    AdvanceState,
    JobState,
    NightState,
    PrintoutState,
    RunState,
)

LIVE = (JobState.WAITING, JobState.IN_RUN)


class Printer(models.Model):
    """A card machine behind a queue, and how it was when it was last looked at."""

    name = models.CharField(max_length=60, unique=True)
    # Of its queue, as ipp://kantor.lan/printers/kartu.
    address = models.CharField(max_length=200)
    # Where the service beside its encoder listens, which writes chips (docs/device-port.md); none: by hand.
    encoder = models.URLField(blank=True)
    closed_at = models.DateTimeField(null=True)
    looked_at = models.DateTimeField(null=True)
    silent_since = models.DateTimeField(null=True)
    stopped = models.BooleanField(default=False)
    # As the machine says them; see `machine_words`.
    reasons = models.JSONField(default=list)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Night(Stateful):
    """That cards are printed while the office is closed: why, until when, and the two who release it."""

    MACHINE = NIGHT
    State: ClassVar = NightState

    why = WordsField()
    proposed_at = models.DateTimeField(default=clock.now)
    # When the office opens again: until then it holds.
    until = models.DateTimeField()
    # What was ready, and what there was to print it on.
    cards = models.PositiveIntegerField()
    blanks = models.PositiveIntegerField()
    first_id = models.CharField(max_length=80, blank=True)
    first_by = models.CharField(max_length=120, blank=True)
    first_at = models.DateTimeField(null=True)
    second_id = models.CharField(max_length=80, blank=True)
    second_by = models.CharField(max_length=120, blank=True)
    second_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-proposed_at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state="released")
                | (~Q(first_id="") & ~Q(second_id="") & ~Q(first_id=models.F("second_id"))),
                name="released_by_two",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.proposed_at} {self.state}"


class Run(Stateful):
    """One go of printing by one operator."""

    MACHINE = RUN
    State: ClassVar = RunState

    day = models.DateField()
    sequence = models.PositiveSmallIntegerField()
    started_at = models.DateTimeField(default=clock.now)
    started_by = models.CharField(max_length=120)
    started_by_id = models.CharField(max_length=80, blank=True)
    finished_at = models.DateTimeField(null=True)
    # To whose queue its faces are sent; none: they are fetched as PDF and printed by hand.
    printer = models.ForeignKey(Printer, models.PROTECT, null=True, related_name="runs")
    # Past its queue, from a PDF: the machine out of which the cards come all the same, and why.
    by_hand_at = models.ForeignKey(Printer, models.PROTECT, null=True, related_name="runs_by_hand")
    by_hand_why = models.CharField(max_length=160, blank=True, default="")
    # By which release it was begun while the office was closed.
    night = models.ForeignKey(Night, models.PROTECT, null=True, related_name="runs")

    class Meta:
        ordering = ["-day", "-sequence"]
        constraints = [
            models.UniqueConstraint(fields=["day", "sequence"], name="one_run_number_per_day"),
            models.CheckConstraint(
                condition=Q(printer__isnull=True) | Q(by_hand_at__isnull=True), name="by_queue_or_by_hand"
            ),
        ]

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
    # When a device made the chip of this blank good, and its number; by hand, whoever scans the card says so.
    chip_at = models.DateTimeField(null=True)
    chip = models.CharField(max_length=40, blank=True)
    # Why it is in no run, as long as that is so: something on it does not fit, or its permit has ended.
    obstacle = WordsField()
    printed_at = models.DateTimeField(null=True)
    # Somebody's first card, at 17: before others' in the order of printing.
    beginner = models.BooleanField(default=False)

    class Meta:
        ordering = ["released_at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["application"], condition=Q(state__in=LIVE), name="one_live_job_per_case"),
            models.UniqueConstraint(fields=["serial"], condition=~Q(serial=""), name="one_card_per_blank"),
            models.CheckConstraint(
                condition=Q(state__in=[JobState.IN_RUN, JobState.PRINTED, JobState.LOST], run__isnull=False)
                & ~Q(serial="")
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


class Printout(Stateful):
    """One card's face on its way through a machine's queue, for one blank: written down before it is sent."""

    MACHINE = PRINTOUT
    State: ClassVar = PrintoutState

    job = models.ForeignKey(Job, models.PROTECT, related_name="printouts")
    run = models.ForeignKey(Run, models.PROTECT, related_name="printouts")
    printer = models.ForeignKey(Printer, models.PROTECT, related_name="printouts")
    serial = models.CharField(max_length=20)
    # What the queue knows it by, from before it was sent, and its number there since.
    key = models.CharField(max_length=32, unique=True)
    queue_id = models.PositiveIntegerField(null=True)
    in_flight_since = models.DateTimeField(null=True)
    not_before = models.DateTimeField(default=clock.now)
    tries = models.PositiveSmallIntegerField(default=0)
    # Why it was not sent, as long as that is so.
    problem = WordsField()
    # Since when it is to be taken out of the queue: its blank is spoiled.
    unwanted_since = models.DateTimeField(null=True)

    class Meta:
        ordering = ["run", "serial"]
        constraints = [
            models.UniqueConstraint(fields=["serial"], condition=~Q(state="withdrawn"), name="one_printout_per_blank"),
            models.UniqueConstraint(
                fields=["printer"], condition=Q(state__in=AT_MACHINE), name="one_card_in_the_machine"
            ),
            models.CheckConstraint(
                condition=Q(state=PrintoutState.SENDING, in_flight_since__isnull=False)
                | ~Q(state=PrintoutState.SENDING) & Q(in_flight_since=None),
                name="sending_since",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=IN_QUEUE) | Q(queue_id__isnull=False), name="in_the_queue_by_its_number"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.serial} {self.state}"

    @property
    def case_number(self) -> str:
        return self.job.application.number

    @property
    def name(self) -> str:
        """What the queue shows: the blank, for people, and a word that is used once."""
        return f"{self.serial} {self.key}"


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
waits.waits_by(Printout, "not_before", "in_flight_since")
