"""What stood and what did not, from when until when; incidents with all that belongs to them."""

from datetime import datetime

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from pasti.journal.moves import Stateful
from pasti.kit import blobs, clock, waits
from pasti.kit.words import WordsField
from pasti.readiness.needs import Cause, Need, State, needs_of
from pasti.readiness.states import INCIDENT, IncidentState


class Effect(models.TextChoices):
    """What somebody has said of the needs of an incident, beside what is measured."""

    MEASURED = "measured", _("seperti yang terukur sistem")
    DEGRADED = "degraded", _("berfungsi sebagian")
    DOWN = "down", _("tidak berfungsi")


class Incident(Stateful):
    """Something that does not stand, or will not: why, for whom, since when, until when as far as is known."""

    MACHINE = INCIDENT

    year = models.PositiveSmallIntegerField()
    sequence = models.PositiveIntegerField()
    cause = models.CharField(max_length=10, choices=Cause.choices)
    # Codes of Need, and of the services that it meets; no service: whatever rests on these needs.
    needs = models.JSONField(default=list)
    services = models.JSONField(default=list)
    effect = models.CharField(max_length=10, choices=Effect.choices, default=Effect.MEASURED)
    # Opened because a need was seen to fall; what falls with it belongs to it.
    by_probe = models.BooleanField(default=False)
    group = models.CharField(max_length=20, blank=True)
    # Announced before it began: it ends as planned unless somebody says otherwise.
    planned = models.BooleanField(default=False)
    starts_at = models.DateTimeField()
    # The forecast; empty: nobody knows.
    until = models.DateTimeField(null=True)
    # That the forecast passed was written down; another forecast begins anew.
    overdue_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    # What the public reads; empty: what is said of the need.
    sentence_id = models.CharField(max_length=240, blank=True)
    sentence_en = models.CharField(max_length=240, blank=True)
    opened_at = models.DateTimeField(default=clock.now)
    opened_by = models.CharField(max_length=120)
    closed_at = models.DateTimeField(null=True)
    closed_by = models.CharField(max_length=120, blank=True)

    class Meta:
        ordering = ["-starts_at", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["year", "sequence"], name="one_incident_per_number"),
            models.CheckConstraint(
                condition=Q(state=IncidentState.CLOSED, closed_at__isnull=False, ended_at__isnull=False)
                | ~Q(state=IncidentState.CLOSED),
                name="closed_incidents_have_an_end",
            ),
            models.CheckConstraint(
                condition=~Q(planned=True) | Q(until__isnull=False, until__gt=F("starts_at")),
                name="planned_incidents_have_an_end",
            ),
        ]
        indexes = [models.Index(fields=["state", "starts_at"], name="incidents_by_state")]

    def __str__(self) -> str:
        return self.number

    @property
    def number(self) -> str:
        """003/2026."""
        return f"{self.sequence:03d}/{self.year}"

    @property
    def scope(self) -> list[Need]:
        """The needs that it is about."""
        return needs_of(self.needs)

    @property
    def live(self) -> bool:
        """Whether it is still to come or going on."""
        return self.state in (IncidentState.PLANNED, IncidentState.OPEN)

    def meets(self, need: Need, service: str = "") -> bool:
        """Whether it is about a need, for a service if one is named."""
        return need.value in self.needs and not (service and self.services and service not in self.services)

    def runs(self, at: datetime) -> bool:
        """Whether it is going on at a moment by what is known now: a plan begins by the clock, opened or not."""
        if not self.live or at < self.starts_at:
            return False
        return self.state == IncidentState.OPEN or not self.is_over(at)

    def is_over(self, at: datetime) -> bool:
        """Whether it was planned, and its time is over: what is still measured to have fallen goes on."""
        return self.planned and self.until is not None and self.until <= at

    def span(self) -> tuple[datetime, datetime]:
        """Return from when until when it lasted, or lasts until now. What was taken back before it began is nothing."""
        if self.state == IncidentState.WITHDRAWN and self.ended_at is None:
            return self.starts_at, self.starts_at
        return self.starts_at, self.ended_at or max(clock.now(), self.starts_at)

    def says(self, at: datetime) -> State | None:
        """How somebody has said that its needs stand at a moment, beside what is measured."""
        return None if self.effect == Effect.MEASURED or self.is_over(at) else State(self.effect)


class Interval(models.Model):
    """For how long a need stood in one way. Those of a need follow each other without a gap; the last has no end."""

    need = models.CharField(max_length=16, choices=Need.choices)
    state = models.CharField(max_length=10, choices=State.choices)
    since = models.DateTimeField()
    until = models.DateTimeField(null=True)
    why = WordsField()
    incident = models.ForeignKey(Incident, models.PROTECT, null=True, related_name="intervals")

    class Meta:
        ordering = ["since", "id"]
        constraints = [
            models.UniqueConstraint(fields=["need"], condition=Q(until=None), name="one_present_interval_per_need"),
            models.CheckConstraint(condition=Q(until=None) | Q(until__gte=F("since")), name="intervals_go_forward"),
        ]
        indexes = [models.Index(fields=["need", "since"], name="intervals_by_need")]

    def __str__(self) -> str:
        return f"{self.need} {self.state} {self.since}"

    @property
    def fallen(self) -> bool:
        """Whether what rests on it could not be done."""
        return State(self.state).fallen


class Watched(models.Model):
    """What was last seen of a need, before it is believed (see `damping`)."""

    need = models.CharField(max_length=16, primary_key=True)
    state = models.CharField(max_length=10, choices=State.choices)
    # Since when it is seen so, and since when it has not been seen fallen.
    since = models.DateTimeField()
    stood_since = models.DateTimeField(null=True)
    looked_at = models.DateTimeField()
    # Since when somebody looks without a pause.
    woke_at = models.DateTimeField()
    # Since when it is told to have fallen.
    fell_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.need} {self.state}"


# A rise is waited for from these moments on.
waits.waits_by(Watched, "since", "stood_since", "looked_at", "woke_at")


class Forecast(models.Model):
    """Until when an incident was said to last, by whom, and why it changed. Every one stays."""

    incident = models.ForeignKey(Incident, models.CASCADE, related_name="forecasts")
    until = models.DateTimeField(null=True)
    reason = WordsField()
    said_at = models.DateTimeField(default=clock.now)
    said_by = models.CharField(max_length=120)

    class Meta:
        ordering = ["said_at", "id"]

    def __str__(self) -> str:
        return f"{self.incident_id} {self.until}"


class Letter(models.Model):
    """A letter that was written or received because of an incident."""

    class Way(models.TextChoices):
        IN = "in", _("surat masuk")
        OUT = "out", _("surat keluar")

    incident = models.ForeignKey(Incident, models.CASCADE, related_name="letters")
    way = models.CharField(max_length=3, choices=Way.choices)
    number = models.CharField(max_length=100)
    day = models.DateField()
    # Who wrote it, or to whom.
    other = models.CharField(max_length=160)
    about = models.CharField(max_length=240)
    # The scan, in the blob store.
    sha256 = models.CharField(max_length=64, blank=True)
    first_page = models.CharField(max_length=64, blank=True)
    media_type = models.CharField(max_length=40, blank=True)
    added_at = models.DateTimeField(default=clock.now)
    added_by = models.CharField(max_length=120)

    class Meta:
        ordering = ["day", "id"]
        constraints = [
            models.UniqueConstraint(fields=["incident", "way", "number", "day"], name="one_letter_of_a_number_and_day")
        ]
        indexes = [
            models.Index(fields=["sha256"], name="letters_by_file"),
            models.Index(fields=["first_page"], name="letters_by_first_page"),
        ]

    def __str__(self) -> str:
        return self.number


class Deed(models.Model):
    """What was done about an incident."""

    incident = models.ForeignKey(Incident, models.CASCADE, related_name="deeds")
    what = models.CharField(max_length=400)
    done_at = models.DateTimeField(default=clock.now)
    done_by = models.CharField(max_length=120)

    class Meta:
        ordering = ["done_at", "id"]

    def __str__(self) -> str:
        return self.what


blobs.referred_from(Letter, "sha256")
blobs.referred_from(Letter, "first_page")
