"""A recording session and what was captured in it. Nothing readable of a person's body is ever kept here."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from pasti.applications.models import Application
from pasti.journal.moves import Stateful
from pasti.kit import blobs, clock
from pasti.recording.positions import MissingReason, Modality, Position
from pasti.recording.states import RECORDING, State


class Recording(Stateful):
    """One person's recording for one case."""

    MACHINE = RECORDING
    State: ClassVar = State

    application = models.ForeignKey(Application, models.PROTECT, related_name="recordings")
    packet = models.CharField(max_length=40, unique=True)
    # For whom everything is sealed: the centre's key as it was when the recording began.
    recipient = models.CharField(max_length=100)
    opened_at = models.DateTimeField(default=clock.now)
    opened_by = models.CharField(max_length=120)
    sealed_at = models.DateTimeField(null=True)
    sha256 = models.CharField(max_length=64, blank=True)
    size = models.PositiveIntegerField(null=True)
    stored_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["application"], condition=Q(state=State.OPEN), name="one_open_recording_per_case"
            ),
            models.CheckConstraint(
                condition=Q(state__in=[State.OPEN, State.CANCELLED], sha256="") | ~Q(sha256=""),
                name="sealed_recordings_have_a_packet",
            ),
        ]
        indexes = [models.Index(fields=["sha256"], name="recordings_by_file")]

    def __str__(self) -> str:
        return self.packet

    @property
    def case_number(self) -> str:
        return self.application.number


class Capture(models.Model):
    """One thing that was captured (sealed on the spot), or why it could not be."""

    recording = models.ForeignKey(Recording, models.CASCADE, related_name="captures")
    position = models.CharField(max_length=20, choices=Position.choices)
    modality = models.CharField(max_length=10, choices=Modality.choices)
    # The sealed image's place in the blob store, until it is part of the packet.
    sha256 = models.CharField(max_length=64, blank=True)
    quality = models.PositiveSmallIntegerField(null=True)
    missing = models.CharField(max_length=16, choices=MissingReason.choices, blank=True)
    captured_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["recording", "position"], name="one_capture_per_position"),
            models.CheckConstraint(
                condition=(Q(missing="") & ~Q(sha256="")) | (~Q(missing="") & Q(sha256="")),
                name="captured_or_missing",
            ),
        ]
        indexes = [models.Index(fields=["sha256"], name="captures_by_file")]

    def __str__(self) -> str:
        return self.position


blobs.referred_from(Recording, "sha256", state__in=[State.SEALED, State.SENT, State.STORED])
blobs.referred_from(Capture, "sha256", recording__state=State.OPEN)
