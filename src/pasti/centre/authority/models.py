"""What the centre has decided about offices: rules with a day and a basis."""

from django.db import models
from django.db.models import Q

from pasti.kit import clock
from pasti.link.models import Peer


class Rule(models.Model):
    """What holds from a day on, for every office or for one."""

    key = models.CharField(max_length=40)
    # Empty: for every office that has no rule of its own.
    office = models.ForeignKey(Peer, models.PROTECT, null=True, related_name="+")
    value = models.PositiveIntegerField()
    valid_from = models.DateField()
    basis = models.CharField(max_length=200)
    decided_by = models.CharField(max_length=120)
    decided_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["key", "valid_from"], condition=Q(office=None), name="one_rule_for_all_per_day"
            ),
            models.UniqueConstraint(fields=["key", "office", "valid_from"], name="one_rule_per_office_and_day"),
        ]

    def __str__(self) -> str:
        return f"{self.key} {self.value}"


class Leave(models.Model):
    """What an office may not do for e-KTP, by a decision of the centre. No row: it may do everything."""

    office = models.OneToOneField(Peer, models.PROTECT, related_name="leave")
    # Grows with each decision, so that an older one that comes later changes nothing.
    number = models.PositiveIntegerField(default=0)
    stops = models.JSONField(default=list)
    reason = models.CharField(max_length=300, blank=True)
    letter = models.CharField(max_length=100, blank=True)
    decided_by = models.CharField(max_length=120)
    decided_at = models.DateTimeField(default=clock.now)

    def __str__(self) -> str:
        return f"{self.office} {self.stops}"
