"""The office itself: where it is, when it works, its lanes and counters, who is on shift, and its dated rules."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from pasti.accounts.models import Account
from pasti.kit import clock, text
from pasti.offices.blocks import OWN_BLOCKS


class Work(models.TextChoices):
    """What is done at a counter. Lanes say which of these they serve, steps of a service say which they need."""

    PAPERS_CARD = "papers-card", _("berkas KTP-el")
    PAPERS_CIVIL = "papers-civil", _("berkas KK dan akta")
    RECORDING = "recording", _("perekaman")
    HANDOVER = "handover", _("pengambilan")


class Office(models.Model):
    """The one office of this node."""

    name = models.CharField(max_length=120)
    region_code = models.CharField(max_length=13)
    address = models.CharField(max_length=200, blank=True)
    phone = models.CharField(max_length=30, blank=True)
    # The block of case numbers that the office's own node gave to this one; empty: this is the office's own node.
    block = models.CharField(max_length=2, blank=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(pk=1), name="one_office_per_node")]

    def __str__(self) -> str:
        return self.name

    @property
    def blocks(self) -> tuple[str, ...]:
        """From which blocks this node gives numbers to cases."""
        return (self.block,) if self.block else OWN_BLOCKS


class GivenBlock(models.Model):
    """A block of case numbers that was given to another node of this office. It is never given again."""

    block = models.CharField(max_length=2, primary_key=True)
    given_to = models.CharField(max_length=120)
    given_at = models.DateTimeField(default=clock.now)
    given_by = models.CharField(max_length=120)

    class Meta:
        ordering = ["block"]

    def __str__(self) -> str:
        return f"{self.block} {self.given_to}"


class Timetable(models.Model):
    """The hours of a week, from a day on. With an end it is for a while (Ramadan), and goes before the usual hours."""

    name = models.CharField(max_length=60, blank=True)
    valid_from = models.DateField()
    valid_until = models.DateField(null=True)

    class Meta:
        ordering = ["valid_from", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["valid_from"], condition=Q(valid_until=None), name="one_usual_timetable_from_a_day"
            ),
            models.CheckConstraint(
                condition=Q(valid_until=None) | (Q(valid_until__gte=models.F("valid_from")) & ~Q(name="")),
                name="hours_for_a_while_have_a_name_and_an_end",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.valid_from}"

    @property
    def for_a_while(self) -> bool:
        """Whether it ends by itself."""
        return self.valid_until is not None


class DayHours(models.Model):
    """When the office is open on a day of the week (0 = Monday). No row: closed."""

    timetable = models.ForeignKey(Timetable, models.CASCADE, related_name="days")
    weekday = models.PositiveSmallIntegerField()
    opens = models.TimeField()
    closes = models.TimeField()

    class Meta:
        ordering = ["weekday"]
        constraints = [
            models.UniqueConstraint(fields=["timetable", "weekday"], name="one_line_per_weekday"),
            models.CheckConstraint(condition=Q(weekday__lte=6), name="weekday_is_one"),
            models.CheckConstraint(condition=Q(opens__lt=models.F("closes")), name="hours_open_before_they_close"),
        ]

    def __str__(self) -> str:
        return f"{self.weekday} {self.opens}-{self.closes}"


class Break(models.Model):
    """A pause of a day: at noon, for the Friday prayer, in the afternoon. Nobody is expected in it."""

    hours = models.ForeignKey(DayHours, models.CASCADE, related_name="breaks")
    rests = models.TimeField()
    resumes = models.TimeField()

    class Meta:
        ordering = ["rests"]
        constraints = [
            models.UniqueConstraint(fields=["hours", "rests"], name="one_break_begins_at_a_time"),
            models.CheckConstraint(condition=Q(rests__lt=models.F("resumes")), name="a_break_ends_after_it_began"),
        ]

    def __str__(self) -> str:
        return f"{self.rests}-{self.resumes}"


class Holiday(models.Model):
    """A day that is not a working day, or (joint leave that the office does not take) one that is after all."""

    class Source(models.TextChoices):
        NATIONAL = "national", _("libur nasional")
        JOINT = "joint", _("cuti bersama")
        LOCAL = "local", _("libur daerah")

    day = models.DateField(primary_key=True)
    name = models.CharField(max_length=120)
    source = models.CharField(max_length=10, choices=Source.choices)
    closed = models.BooleanField(default=True)

    class Meta:
        ordering = ["day"]

    def __str__(self) -> str:
        return f"{self.day} {self.name}"


class Lane(models.Model):
    """A line of people who wait for the same kind of work, with its letter and what it is for."""

    letter = models.CharField(max_length=1, unique=True)
    name_id = models.CharField(max_length=60)
    name_en = models.CharField(max_length=60)
    purpose_id = models.CharField(max_length=160)
    purpose_en = models.CharField(max_length=160)
    # Codes of Work. A lane that may take people before others says so openly, as a lane of its own.
    serves = models.JSONField(default=list)
    priority = models.BooleanField(default=False)
    active = models.BooleanField(default=True)

    class Meta:
        ordering = ["letter"]

    def __str__(self) -> str:
        return f"{self.letter} {self.name}"

    @property
    def name(self) -> str:
        """The name in the reader's language."""
        return self.name_id if text.indonesian() else self.name_en

    @property
    def purpose(self) -> str:
        """What the lane is for, in the reader's language."""
        return self.purpose_id if text.indonesian() else self.purpose_en


class Hall(models.Model):
    """A room where people wait, of an office that has several: its screens and kiosks show what is done there."""

    name = models.CharField(max_length=60, unique=True)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Counter(models.Model):
    """A place where a clerk sits."""

    number = models.PositiveSmallIntegerField(unique=True)
    name = models.CharField(max_length=60, blank=True)
    lanes = models.ManyToManyField(Lane, related_name="counters")
    # None: in the one hall that the office has, or seen from each of them.
    hall = models.ForeignKey(Hall, models.PROTECT, null=True, related_name="counters")
    # Where this counter's capture service listens, for counters that record (docs/device-port.md).
    capture_url = models.URLField(blank=True)
    # Where the reader listens that compares whoever collects with the card's chip; none: by eye (docs/device-port.md).
    check_url = models.URLField(blank=True)
    # The head wants it compared by the reader: by eye only with a second person.
    check_required = models.BooleanField(default=False)
    active = models.BooleanField(default=True)

    class Meta:
        ordering = ["number"]
        constraints = [
            models.CheckConstraint(
                condition=Q(check_required=False) | ~Q(check_url=""), name="what_is_required_is_there"
            )
        ]

    def __str__(self) -> str:
        return f"{self.number}"


class Shift(models.Model):
    """A person's time at a counter, from signing in to signing out."""

    counter = models.ForeignKey(Counter, models.PROTECT, related_name="shifts")
    account = models.ForeignKey(Account, models.PROTECT, related_name="shifts")
    since = models.DateTimeField(default=clock.now)
    until = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["counter"], condition=Q(until=None), name="one_person_at_a_counter"),
            models.UniqueConstraint(fields=["account"], condition=Q(until=None), name="one_counter_for_a_person"),
        ]

    def __str__(self) -> str:
        return f"{self.counter_id} {self.account_id}"


class PolicyValue(models.Model):
    """What the office decided on something, from a day on, and on what legal basis."""

    key = models.CharField(max_length=60)
    valid_from = models.DateField()
    value = models.JSONField()
    legal_basis = models.CharField(max_length=200)
    decided_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["key", "valid_from"], name="one_policy_value_per_day")]
        ordering = ["key", "-valid_from"]

    def __str__(self) -> str:
        return f"{self.key} {self.valid_from}"
