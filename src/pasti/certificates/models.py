"""Keys that sign certificates, decisions that Suket are issued, and each Suket."""

from datetime import date
from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from pasti.applications.models import Application
from pasti.certificates.states import (
    DECISION,
    KEY,
    OUTSIDE,
    SUKET,
    DecisionState,
    KeyState,
    OutsideState,
    SuketState,
)
from pasti.journal.moves import Stateful
from pasti.kit import blobs, clock
from pasti.readiness.models import Incident
from pasti.readiness.states import IncidentState


class SigningKey(Stateful):
    """A key of this node. Its private half is sealed for this node itself: who has the database only cannot sign."""

    MACHINE = KEY
    State: ClassVar = KeyState

    # Sixteen hexadecimal digits; in a token they are eight bytes.
    kid = models.CharField(max_length=16, unique=True)
    public = models.BinaryField(max_length=32)
    sealed = models.BinaryField()
    made_at = models.DateTimeField(default=clock.now)
    made_by = models.CharField(max_length=120)

    class Meta:
        ordering = ["-made_at", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["state"], condition=Q(state=KeyState.IN_USE), name="one_signing_key_in_use")
        ]

    def __str__(self) -> str:
        return self.kid

    @property
    def shown(self) -> str:
        """Its id in groups of four, to be compared."""
        return " ".join(self.kid[at : at + 4] for at in range(0, 16, 4))


class Decision(Stateful):
    """That Suket are issued because of an incident: decided by the head of office, with a reason, for a time."""

    MACHINE = DECISION
    State: ClassVar = DecisionState

    incident = models.ForeignKey(Incident, models.PROTECT, related_name="decisions")
    reason = models.CharField(max_length=300)
    since = models.DateField()
    until = models.DateField()
    made_at = models.DateTimeField(default=clock.now)
    made_by = models.CharField(max_length=120)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-made_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["incident"], condition=Q(state=DecisionState.STANDS), name="one_standing_decision_per_incident"
            ),
            models.CheckConstraint(condition=Q(until__gte=F("since")), name="decisions_have_a_time"),
            models.CheckConstraint(
                condition=Q(state=DecisionState.ENDED, ended_at__isnull=False)
                | Q(state=DecisionState.STANDS, ended_at=None),
                name="ended_decisions_have_an_end",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.incident_id} {self.since}–{self.until}"

    @property
    def subject(self) -> str:
        """It belongs to the history of its incident."""
        return self.incident.subject

    def holds(self, day: date) -> bool:
        """Whether Suket may be issued on a day by it: it ends with its incident, too."""
        in_time = self.since <= day <= self.until
        return self.state == DecisionState.STANDS and in_time and self.incident.state == IncidentState.OPEN


class Suket(Stateful):
    """A certificate in place of the card of somebody whose data the centre has found unique. It is owed a card."""

    MACHINE = SUKET
    State: ClassVar = SuketState

    application = models.ForeignKey(Application, models.PROTECT, related_name="suket")
    decision = models.ForeignKey(Decision, models.PROTECT, related_name="suket")
    year = models.PositiveSmallIntegerField()
    sequence = models.PositiveIntegerField()
    # Of the node that issued it, so that no two nodes of an office give the same number (docs/adr/0019).
    block = models.CharField(max_length=2, blank=True)
    # Its place in the list of what became of each (see status_list).
    index = models.PositiveIntegerField(unique=True)
    issued_at = models.DateTimeField(default=clock.now)
    issued_by = models.CharField(max_length=120)
    # The last day on which it holds.
    valid_until = models.DateField()
    renews = models.OneToOneField("self", models.PROTECT, null=True, related_name="renewed_by")
    ended_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["valid_until", "id"]
        constraints = [
            models.UniqueConstraint(fields=["year", "block", "sequence"], name="one_suket_per_number"),
            models.UniqueConstraint(
                fields=["application"], condition=Q(state=SuketState.ISSUED), name="one_owed_suket_per_case"
            ),
            models.CheckConstraint(
                condition=Q(state=SuketState.ISSUED, ended_at=None)
                | (~Q(state=SuketState.ISSUED) & Q(ended_at__isnull=False)),
                name="ended_suket_have_an_end",
            ),
        ]
        indexes = [models.Index(fields=["state", "valid_until"], name="suket_by_last_day")]

    def __str__(self) -> str:
        return self.number

    @property
    def number(self) -> str:
        """470/0012/2026; with its block at a node that is not the office's own: 470/0012-57/2026."""
        return f"470/{self.sequence:04d}{'-' if self.block else ''}{self.block}/{self.year}"

    @property
    def case_number(self) -> str:
        return self.application.number

    @property
    def overdue(self) -> bool:
        """Whether its last day is over and the card was not handed over: the card is printed first."""
        return self.state == SuketState.ISSUED and self.valid_until < clock.today()


class OutsideSignature(Stateful):
    """That the head of office asked for a Suket to be signed outside (TTE), and what came of it.

    It is written before anybody is called; who signed is read from the document that came back.
    """

    MACHINE = OUTSIDE
    State: ClassVar = OutsideState

    suket = models.ForeignKey(Suket, models.PROTECT, related_name="outside_signatures")
    asked_at = models.DateTimeField(default=clock.now)
    asked_by = models.CharField(max_length=120)
    ended_at = models.DateTimeField(null=True)
    # The signed document, and whose name is in its certificate.
    sha256 = models.CharField(max_length=64, blank=True)
    signer = models.CharField(max_length=120, blank=True)
    # Whether a root of the office's vouches for that name; None: it has none.
    trusted = models.BooleanField(null=True)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["suket"], condition=Q(state__in=[OutsideState.ASKED, OutsideState.SIGNED]),
                name="one_signature_per_suket",
            ),
            models.CheckConstraint(
                condition=Q(state=OutsideState.SIGNED, ended_at__isnull=False) & ~Q(sha256="")
                | Q(state=OutsideState.FAILED, ended_at__isnull=False, sha256="")
                | Q(state=OutsideState.ASKED, ended_at=None, sha256=""),
                name="signed_suket_have_a_document",
            ),
        ]  # fmt: skip
        indexes = [models.Index(fields=["sha256"], name="signed_suket_by_file")]

    def __str__(self) -> str:
        return f"{self.suket_id} {self.state}"

    @property
    def case_number(self) -> str:
        return self.suket.case_number


# Of a Suket that has served its time the file goes.
blobs.referred_from(OutsideSignature, "sha256", suket__state=SuketState.ISSUED)
