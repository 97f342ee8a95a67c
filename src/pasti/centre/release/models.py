"""What left the centre: to which office, of whom, and why it was allowed."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from pasti.centre.intake.models import Record
from pasti.centre.persons.models import Person
from pasti.kit import clock, waits
from pasti.kit.claims import Claimed
from pasti.kit.words import WordsField
from pasti.link.models import Peer


class Ground(models.TextChoices):
    """Why a card's data may go to an office."""

    OWN = "own", _("direkam kantor itu sendiri")
    HOME = "home", _("penduduk wilayah kantor itu")
    AWAY = "away", _("luar domisili, data cocok")
    DECIDED = "decided", _("diputuskan petugas pusat")


class Release(Claimed):
    """One record's card data for its office: allowed at one moment, sealed and sent at another."""

    record = models.OneToOneField(Record, models.PROTECT, related_name="release")
    office = models.ForeignKey(Peer, models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    ground = models.CharField(max_length=10, choices=Ground.choices)
    # Whether it carries a picture that the office did not send with this very case.
    from_store = models.BooleanField()
    granted_at = models.DateTimeField(default=clock.now)
    # The office's day, by which the daily limit counts.
    day = models.DateField()
    granted_by = models.CharField(max_length=120)
    # A decision's reason.
    why = models.CharField(max_length=300, blank=True)
    sealed_at = models.DateTimeField(null=True)
    problem = WordsField()

    class Meta:
        indexes = [
            models.Index(fields=["day", "office"]),
            models.Index(fields=["office", "day"]),
            models.Index(fields=["not_before"], condition=Q(sealed_at=None), name="releases_to_seal"),
        ]

    def __str__(self) -> str:
        return f"{self.record_id} {self.ground}"


class Tally(models.Model):
    """How much one office got on one day, by ground, and when it came to its limit."""

    office = models.ForeignKey(Peer, models.PROTECT, related_name="+")
    day = models.DateField()
    own = models.PositiveIntegerField(default=0)
    home = models.PositiveIntegerField(default=0)
    away = models.PositiveIntegerField(default=0)
    decided = models.PositiveIntegerField(default=0)
    # Asked for beyond the limit: these wait for a person.
    beyond = models.PositiveIntegerField(default=0)
    alarmed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["office", "day"], name="one_tally_per_office_and_day")]
        indexes = [models.Index(fields=["day"])]

    def __str__(self) -> str:
        return f"{self.office_id} {self.day}"

    @property
    def total(self) -> int:
        """All that was released to the office on that day."""
        return self.own + self.home + self.away + self.decided

    @property
    def from_store(self) -> int:
        """What was released of people whom the office did not record with the case."""
        return self.total - self.own


waits.waits_by(Release, "not_before")
