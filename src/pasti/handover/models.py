"""Slips, and what was handed over to whom."""

import secrets

from django.db import models
from django.utils.translation import gettext_lazy as _

from pasti.applications.models import Application
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
