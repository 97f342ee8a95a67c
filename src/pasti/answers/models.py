"""What somebody was asked about a date, and what they answered."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from pasti.answers.states import ANSWER, Choice, State
from pasti.applications.models import Application
from pasti.handover.models import Relation
from pasti.journal.moves import Stateful
from pasti.kit import clock


class About(models.TextChoices):
    """What it is about."""

    VISIT = "visit", _("kunjungan")
    MISSED = "missed", _("kunjungan terlewat")
    FREED = "freed", _("jadwal dibebaskan kantor")
    COME = "come", _("jadwal belum dipilih")
    READY = "ready", _("siap diambil")
    DATE = "date", _("tanggal siap")


class Via(models.TextChoices):
    """On which way it came."""

    LINK = "link", _("tautan")
    SMS = "sms", _("SMS")
    WHATSAPP = "whatsapp", _("WhatsApp")
    OFFICE = "office", _("petugas")


class Answer(Stateful):
    """One occasion of a case, on which its holder is asked something: a booking, a date, a card that lies ready."""

    MACHINE = ANSWER
    State: ClassVar = State

    application = models.ForeignKey(Application, models.PROTECT, related_name="holder_answers")
    # The occasion (`occasions.Occasion.key`), and how it stood when it was asked.
    key = models.CharField(max_length=40)
    about = models.CharField(max_length=8, choices=About.choices)
    asked_at = models.DateTimeField(default=clock.now)
    choice = models.CharField(max_length=10, choices=Choice.choices, blank=True)
    via = models.CharField(max_length=8, choices=Via.choices, blank=True)
    answered_at = models.DateTimeField(null=True)
    # Which message said it, where a message may come twice.
    message = models.CharField(max_length=80, blank=True)
    # The occasion that the answer led to, and how it stood: as long as that is so, its link goes on.
    led_to = models.CharField(max_length=50, blank=True)
    # On which day, or within which days, it will be collected.
    day = models.DateField(null=True)
    until = models.DateField(null=True)
    # Who comes instead.
    name = models.CharField(max_length=60, blank=True)
    relation = models.CharField(max_length=10, choices=Relation.choices, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["application", "key"], name="one_answer_per_occasion"),
            models.CheckConstraint(
                condition=Q(choice="", answered_at=None) | (~Q(choice="") & Q(answered_at__isnull=False)),
                name="answered_when_chosen",
            ),
            models.CheckConstraint(
                condition=Q(name="", relation="") | (~Q(name="") & ~Q(relation="")), name="representative_has_relation"
            ),
        ]
        indexes = [models.Index(fields=["state", "asked_at"])]

    def __str__(self) -> str:
        return f"{self.application_id} {self.key}"

    @property
    def case_number(self) -> str:
        return self.application.number
