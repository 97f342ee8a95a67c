"""Who came, how it ended, and who could have known it."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from pasti.applications.models import Application
from pasti.kit.words import WordsField
from pasti.queue.models import Ticket
from pasti.queue.outcomes import Outcome, Reason
from pasti.readiness.models import Incident
from pasti.readiness.needs import Need


class Way(models.TextChoices):
    """How somebody came to be seen."""

    NUMBER = "number", _("nomor antrean")
    KIOSK = "kiosk", _("anjungan")
    COUNTER = "counter", _("loket, tanpa nomor")


class Known(models.TextChoices):
    """Whether a coming in vain could have been spared."""

    TELLABLE = "tellable", _("dapat diketahui dan diberitahukan")
    TOO_LATE = "too_late", _("diketahui terlambat")
    UNREACHABLE = "unreachable", _("diketahui, tidak terjangkau")
    NOT_KNOWN = "not_known", _("tidak diketahui")


class Source(models.TextChoices):
    """From what it could have been known."""

    READINESS = "readiness", _("kesiapan kantor")
    PROMISE = "promise", _("tanggal yang dijanjikan")
    CASE = "case", _("keadaan permohonan")
    PAPERS = "papers", _("permintaan berkas")
    LETTER = "letter", _("masa berlaku surat")
    BOOKING = "booking", _("jadwal kedatangan")


_NOT_ALL = Q(outcome__in=[Outcome.PARTLY, Outcome.IN_VAIN])


class Arrival(models.Model):
    """One coming of a person, written when it ended. What was known of it then is kept as it was known then."""

    day = models.DateField()
    way = models.CharField(max_length=8, choices=Way.choices)
    ticket = models.OneToOneField(Ticket, models.PROTECT, null=True, related_name="arrival")
    application = models.ForeignKey(Application, models.PROTECT, null=True, related_name="arrivals")
    arrived_at = models.DateTimeField()
    # Of comings that ended before anybody wrote it down nobody knows when.
    ended_at = models.DateTimeField(null=True)
    ended_by = models.CharField(max_length=120, blank=True)
    outcome = models.CharField(max_length=10, choices=Outcome.choices)
    reason = models.CharField(max_length=14, choices=Reason.choices, blank=True)
    said = WordsField()
    # What did not stand, and the incident that it belonged to.
    need = models.CharField(max_length=16, choices=Need.choices, blank=True)
    incident = models.ForeignKey(Incident, models.PROTECT, null=True, related_name="arrivals")
    # In vain: when the person set out, since when it could have been known, and from what.
    set_out_at = models.DateTimeField(null=True)
    known = models.CharField(max_length=12, choices=Known.choices, blank=True)
    known_since = models.DateTimeField(null=True)
    known_from = models.CharField(max_length=10, choices=Source.choices, blank=True)
    # Told at the door to go home, they were let in after all on that day: that coming counts, and this one does not.
    went_on = models.BooleanField(default=False)

    class Meta:
        ordering = ["arrived_at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=(Q(way=Way.NUMBER) & Q(ticket__isnull=False))
                | (~Q(way=Way.NUMBER) & Q(ticket=None) & Q(application__isnull=False)),
                name="arrival_ticket_when_by_number",
            ),
            models.UniqueConstraint(
                fields=["application", "day", "way"],
                condition=~Q(way=Way.NUMBER),
                name="one_arrival_without_a_number_per_case_and_day",
            ),
            models.CheckConstraint(
                condition=(_NOT_ALL & ~Q(reason="")) | (~_NOT_ALL & Q(reason="")), name="arrival_reason_unless_served"
            ),
            models.CheckConstraint(
                condition=(Q(outcome=Outcome.NOT_RECORDED) & Q(ended_at=None))
                | (~Q(outcome=Outcome.NOT_RECORDED) & Q(ended_at__isnull=False)),
                name="arrival_ended_at_when_recorded",
            ),
            models.CheckConstraint(
                condition=(Q(outcome=Outcome.IN_VAIN) & ~Q(known="") & Q(set_out_at__isnull=False))
                | (~Q(outcome=Outcome.IN_VAIN) & Q(known="") & Q(set_out_at=None)),
                name="arrival_known_when_in_vain",
            ),
            models.CheckConstraint(
                condition=(Q(known__in=["", Known.NOT_KNOWN]) & Q(known_since=None, known_from=""))
                | (~Q(known__in=["", Known.NOT_KNOWN]) & Q(known_since__isnull=False) & ~Q(known_from="")),
                name="arrival_known_since_and_from",
            ),
            models.CheckConstraint(condition=Q(went_on=False) | Q(way=Way.KIOSK), name="arrival_went_on_from_kiosk"),
        ]
        indexes = [
            models.Index(fields=["day", "outcome"], name="arrivals_by_day"),
            models.Index(fields=["incident"], condition=Q(outcome=Outcome.IN_VAIN), name="arrivals_by_incident"),
        ]

    def __str__(self) -> str:
        return f"{self.day} {self.way} {self.outcome}"

    @property
    def subject(self) -> str:
        """What the journal calls it."""
        return f"arrival:{self.day}/{self.pk}"

    @property
    def why(self) -> str:
        """The reason in the reader's language; another one in its own words."""
        return str(self.said or (self.get_reason_display() if self.reason else ""))
