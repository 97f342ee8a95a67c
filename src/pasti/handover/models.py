"""Slips, finished cards and where they lie, and what was handed over to whom."""

import secrets
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from pasti.applications.models import Application
from pasti.handover.states import CARD, FINDING, CardState, FindingState
from pasti.journal.moves import Stateful
from pasti.kit import clock


def _code() -> str:
    return secrets.token_urlsafe(12)


class Slip(models.Model):
    """What a person shows to collect: a QR code with a secret that only the slip holds."""

    application = models.OneToOneField(Application, models.PROTECT, related_name="slip")
    code = models.CharField(max_length=24, unique=True, default=_code)
    issued_at = models.DateTimeField(default=clock.now)

    def __str__(self) -> str:
        return f"slip {self.application_id}"


class Relation(models.TextChoices):
    """Who collects."""

    SELF = "self", _("pemilik sendiri")
    FAMILY = "family", _("anggota satu KK")
    ATTORNEY = "attorney", _("penerima kuasa (F-1.07)")


class Shown(models.TextChoices):
    """By what the collector was recognised."""

    SLIP = "slip", _("slip dan wajah")
    CARD = "card", _("KTP-el atau kartu lama")
    FINGER = "finger", _("sidik jari")
    LETTER = "letter", _("surat kuasa F-1.07 dan KTP-el penerima kuasa")
    OTHER = "other", _("identitas lain")


class OldCard(models.TextChoices):
    """What became of the old card."""

    TAKEN = "taken", _("diserahkan dan ditarik")
    NONE = "none", _("tidak ada (kartu pertama atau hilang)")


class Handover(models.Model):
    """What was handed over: to whom, on what authority, and the old card taken in."""

    application = models.OneToOneField(Application, models.PROTECT, related_name="handover")
    taken_by = models.CharField(max_length=60)
    relation = models.CharField(max_length=10, choices=Relation.choices)
    shown = models.CharField(max_length=10, choices=Shown.choices)
    old_card = models.CharField(max_length=10, choices=OldCard.choices)
    with_slip = models.BooleanField()
    at = models.DateTimeField(default=clock.now)
    by = models.CharField(max_length=120)

    def __str__(self) -> str:
        return f"handover {self.application_id}"


_IN_A_PLACE = Q(rack__isnull=False, box__isnull=False, slot__isnull=False)
_IN_NO_PLACE = Q(rack=None, box=None, slot=None)


class Card(Stateful):
    """A finished card: its serial, and where it is."""

    MACHINE = CARD
    State: ClassVar = CardState

    application = models.OneToOneField(Application, models.PROTECT, related_name="card")
    serial = models.CharField(max_length=40, db_index=True)
    # Where on the shelf; nothing while there was no room, and once it has left.
    rack = models.PositiveSmallIntegerField(null=True)
    box = models.PositiveSmallIntegerField(null=True)
    slot = models.PositiveSmallIntegerField(null=True)
    finished_at = models.DateTimeField(default=clock.now)
    # Since when it is where it is.
    since = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["rack", "box", "slot"], name="one_card_per_place"),
            models.CheckConstraint(condition=_IN_A_PLACE | _IN_NO_PLACE, name="card_has_a_whole_place_or_none"),
            models.CheckConstraint(
                condition=Q(state=CardState.KEPT) | _IN_NO_PLACE, name="only_what_is_kept_has_a_place"
            ),
        ]
        indexes = [models.Index(fields=["state", "finished_at"], name="cards_by_state")]

    def __str__(self) -> str:
        return f"{self.serial} {self.state}"

    @property
    def case_number(self) -> str:
        return self.application.number


class ShelfCount(models.Model):
    """One count of a box of the shelf by scanning."""

    rack = models.PositiveSmallIntegerField()
    box = models.PositiveSmallIntegerField()
    at = models.DateTimeField(default=clock.now)
    by = models.CharField(max_length=120)
    scanned = models.PositiveIntegerField()
    expected = models.PositiveIntegerField()

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.rack}-{self.box} {self.at}"


class Finding(Stateful):
    """Something that a count found: what, of which card, and what became of it."""

    class Kind(models.TextChoices):
        """What is the matter."""

        MISSING = "missing", _("tidak ada di kotaknya")
        MISPLACED = "misplaced", _("salah tempat")
        STRANGE = "strange", _("bukan isi rak")

    MACHINE = FINDING
    State: ClassVar = FindingState

    count = models.ForeignKey(ShelfCount, models.PROTECT, related_name="findings")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    # What was scanned, or should have been.
    serial = models.CharField(max_length=40)
    card = models.ForeignKey(Card, models.PROTECT, null=True, related_name="findings")
    ended_at = models.DateTimeField(null=True)
    ended_by = models.CharField(max_length=120, blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "serial"], condition=Q(state=FindingState.OPEN), name="one_open_finding_per_card"
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.serial}"

    @property
    def case_number(self) -> str:
        return self.card.application.number if self.card else ""
