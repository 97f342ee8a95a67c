"""Dates that were said to people."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from pasti.applications.models import Application
from pasti.kit import clock
from pasti.readiness.needs import Need


class What(models.TextChoices):
    """What is promised for a day."""

    READY = "ready", _("siap diambil")


class Basis(models.TextChoices):
    """From what the day follows."""

    WORKING_DAYS = "working-days", _("hari kerja sejak berkas lengkap")
    PRINT_AGE = "print-age", _("hari pertama kartu boleh dicetak menurut umur pemiliknya")


class Promise(models.Model):
    """A day that was said for a case, and what must stand for it to be kept. One is current; earlier ones stay."""

    application = models.ForeignKey(Application, models.PROTECT, related_name="promises")
    what = models.CharField(max_length=12, choices=What.choices)
    day = models.DateField()
    basis = models.CharField(max_length=16, choices=Basis.choices)
    # Codes of Need: what the steps that were still ahead rested on when it was said.
    rests_on = models.JSONField(default=list)
    made_at = models.DateTimeField(default=clock.now)
    made_by = models.CharField(max_length=120)
    replaced_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["made_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["application", "what"],
                condition=Q(replaced_at=None),
                name="one_current_promise_per_case_and_thing",
            )
        ]
        indexes = [models.Index(fields=["day"], condition=Q(replaced_at=None), name="current_promises_by_day")]

    def __str__(self) -> str:
        return f"{self.application_id} {self.what} {self.day}"

    @property
    def needs(self) -> list[Need]:
        """What it rests on."""
        return [Need(code) for code in self.rests_on if code in Need.values]
