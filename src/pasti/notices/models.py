"""What people are told, by which message, and what became of it."""

from datetime import datetime
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from pasti.applications.models import Application
from pasti.journal.models import Entry
from pasti.journal.moves import Stateful
from pasti.kit import clock, waits
from pasti.kit.words import WordsField
from pasti.notices.states import DELIVERY, NOTICE, DeliveryState, NoticeState


class Wish(models.TextChoices):
    """What somebody agreed to."""

    ANY = "any", _("Ya, lewat WhatsApp atau SMS")
    SMS = "sms", _("Ya, lewat SMS saja")
    NONE = "none", _("Tidak; saya periksa sendiri di halaman Lacak")


class Via(models.TextChoices):
    """The channels, in the order in which they are tried."""

    WHATSAPP = "whatsapp", "WhatsApp"
    SMS = "sms", "SMS"
    EMAIL = "email", _("Surel")


class Contact(models.Model):
    """How somebody wishes to be told of a case. The telephone number itself stands in the case."""

    application = models.OneToOneField(Application, models.CASCADE, related_name="contact")
    wish = models.CharField(max_length=8, choices=Wish.choices)
    email = models.EmailField(max_length=120, blank=True)
    language = models.CharField(max_length=2, default="id")
    said_at = models.DateTimeField(default=clock.now)
    said_by = models.CharField(max_length=120)

    def __str__(self) -> str:
        return f"{self.application_id} {self.wish}"


class Stopped(models.Model):
    """A number or address whose owner wants no message any more, for whatever case, until they say otherwise."""

    to = models.CharField(max_length=120, unique=True)
    at = models.DateTimeField(default=clock.now)

    def __str__(self) -> str:
        return f"{self.pk}"


class Notice(Stateful):
    """What the person of a case is to be told now: facts that came together, said in one message."""

    MACHINE = NOTICE
    State: ClassVar = NoticeState

    application = models.ForeignKey(Application, models.CASCADE, related_name="notices")
    made_at = models.DateTimeField(default=clock.now)
    # It gathers until then; on its way, nobody need look at it before.
    not_before = models.DateTimeField(default=clock.now)
    # When the person would set out in vain, not knowing it; none: no trip is at stake.
    sets_out = models.DateTimeField(null=True)
    # Whether it asks the person for something, so that somebody rings them up whom no message reaches.
    asks = models.BooleanField(default=False)
    # Why somebody must ring them up.
    why = WordsField()
    tries = models.PositiveSmallIntegerField(default=0)
    # When it was known to have reached them, and how.
    reached_at = models.DateTimeField(null=True)
    reached_by = models.CharField(max_length=120, blank=True)
    # When somebody first wrote back that they had read it, or what they want.
    answered_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["application"],
                condition=Q(state=NoticeState.COLLECTING),
                name="one_notice_gathers_per_case",
            ),
            models.CheckConstraint(
                condition=~Q(state=NoticeState.REACHED) | Q(reached_at__isnull=False), name="reached_at_when_reached"
            ),
            models.CheckConstraint(condition=~Q(state=NoticeState.CALL) | ~Q(why=""), name="why_when_to_be_called"),
        ]
        indexes = [
            models.Index(fields=["state", "not_before"]),
            models.Index(fields=["state", "sets_out"]),
        ]

    def __str__(self) -> str:
        return f"{self.pk} {self.state}"

    @property
    def case_number(self) -> str:
        return self.application.number


class Fact(models.Model):
    """One thing that the journal tells and a person is told. Of each topic the newest of a case is current."""

    notice = models.ForeignKey(Notice, models.CASCADE, related_name="facts")
    application = models.ForeignKey(Application, models.CASCADE, related_name="+")
    entry = models.OneToOneField(Entry, models.DO_NOTHING, db_constraint=False, related_name="+")
    topic = models.CharField(max_length=12)
    sets_out = models.DateTimeField(null=True)
    current = models.BooleanField(default=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["application", "topic"], condition=Q(current=True), name="one_current_fact_per_case_and_topic"
            )
        ]

    def __str__(self) -> str:
        return f"{self.topic} {self.entry_id}"


class Delivery(Stateful):
    """One message to one address. `key` is what the channel knows it by: it never takes one twice."""

    MACHINE = DELIVERY
    State: ClassVar = DeliveryState

    # None: an answer to something that somebody wrote.
    notice = models.ForeignKey(Notice, models.CASCADE, null=True, related_name="deliveries")
    via = models.CharField(max_length=10, choices=Via.choices)
    key = models.CharField(max_length=32, unique=True)
    # Both are forgotten some time after it is over.
    to = models.CharField(max_length=120)
    text = models.TextField()
    made_at = models.DateTimeField(default=clock.now)
    not_before = models.DateTimeField(default=clock.now)
    attempts = models.PositiveSmallIntegerField(default=0)
    in_flight_since = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    # By what the channel knows it.
    their_id = models.CharField(max_length=200, blank=True)
    last_error = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state=DeliveryState.IN_FLIGHT, in_flight_since__isnull=False)
                | (~Q(state=DeliveryState.IN_FLIGHT) & Q(in_flight_since=None)),
                name="flying_since_when_in_flight",
            ),
            models.UniqueConstraint(
                fields=["notice", "via"],
                condition=~Q(state=DeliveryState.CANCELLED),
                name="one_delivery_per_notice_and_channel",
            ),
        ]
        indexes = [
            models.Index(fields=["via", "state", "not_before"]),
            models.Index(fields=["to", "made_at"]),
            models.Index(fields=["their_id"]),
        ]

    def __str__(self) -> str:
        return f"{self.via} {self.key}"

    @property
    def case_number(self) -> str:
        return self.notice.application.number if self.notice else ""

    @property
    def last_moved_at(self) -> datetime:
        """Since when nothing more is known of it."""
        return self.sent_at or self.made_at


class Heard(models.Model):
    """Something that came back by a channel: an answer or a report. `key` makes it harmless if it comes twice."""

    key = models.CharField(max_length=200, unique=True)
    at = models.DateTimeField(default=clock.now)

    def __str__(self) -> str:
        return self.key


waits.waits_by(Notice, "not_before")
waits.waits_by(Delivery, "not_before", "in_flight_since", "sent_at")
