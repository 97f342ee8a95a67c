"""What offices sent: one record per recording, or per card asked for somebody who was recorded before."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from pasti.centre.intake.states import RECORD, State
from pasti.centre.persons.models import Person
from pasti.journal.moves import Stateful
from pasti.kit import blobs, clock, text, waits
from pasti.kit.claims import Claimed
from pasti.kit.words import WordsField
from pasti.link.models import Peer

# Services after which a known person is recorded again, in part.
_RENEWING = frozenset({"PHOTO", "SIGN"})


class Record(Stateful, Claimed):
    """One application's record at the centre."""

    MACHINE = RECORD
    State: ClassVar = State

    office = models.ForeignKey(Peer, models.PROTECT, related_name="records")
    # Empty for a recording that was taken over from before.
    application = models.CharField(max_length=14, blank=True)
    service = models.CharField(max_length=12)
    # A sealed packet, or nothing for a person who was recorded before.
    packet = models.CharField(max_length=40, blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    size = models.PositiveIntegerField(null=True)
    arrived_at = models.DateTimeField(default=clock.now)
    # Known once it was decided whose record this is; what follows is what the office says.
    person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="records")
    # Said by a request; of a packet known once it is open.
    nik = models.CharField(max_length=16, blank=True)
    name = models.CharField(max_length=60, blank=True)
    birth_date = models.DateField(null=True)
    sex = models.CharField(max_length=1, blank=True)
    biodata = models.JSONField(default=dict)
    positions = models.JSONField(default=list)
    problem = WordsField()
    released_at = models.DateTimeField(null=True)
    serial = models.CharField(max_length=20, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["office", "packet"], condition=~Q(packet=""), name="one_record_per_packet"),
            models.UniqueConstraint(
                fields=["office", "application"], condition=Q(packet=""), name="one_request_per_application"
            ),
        ]
        indexes = [
            models.Index(fields=["state", "arrived_at"]),
            models.Index(fields=["-arrived_at", "-id"]),
            models.Index(fields=["state", "office"]),
            models.Index(
                fields=["-released_at", "-id"], condition=Q(released_at__isnull=False), name="records_released"
            ),
            models.Index(fields=["office", "application"]),
            models.Index(fields=["sha256"], name="records_by_file"),
            models.Index(fields=["nik"]),
            models.Index(fields=["birth_date", "sex"]),
        ]

    def __str__(self) -> str:
        return f"{self.application} {self.state}"

    @property
    def masked_nik(self) -> str:
        """Enough of the NIK to recognise."""
        return text.masked(self.nik)

    @property
    def case_number(self) -> str:
        return self.application

    @property
    def claims(self) -> bool:
        """Whether it says that its person is known already: it brings no recording, or only a part of one."""
        return not self.packet or self.service in _RENEWING


class Issued(models.Model):
    """How many records of an office came to their end: too many to count them each time somebody looks."""

    office = models.OneToOneField(Peer, models.PROTECT, primary_key=True, related_name="+")
    records = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.office_id} {self.records}"


blobs.referred_from(Record, "sha256", comes_later=True)


waits.waits_by(Record, "not_before")
