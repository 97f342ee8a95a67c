"""What the centre has decided about offices: rules with a day and a basis, and who was invited."""

from datetime import timedelta
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext as _

from pasti.centre.authority.states import INVITATION, State
from pasti.journal.moves import Stateful
from pasti.kit import clock
from pasti.link.models import Peer

# How long somebody has for being the second person.
PROPOSED_FOR = timedelta(days=7)


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


class Invitation(Stateful):
    """A code by which an office becomes known here, once: for a new node, or for the new key of a known one."""

    MACHINE = INVITATION
    State: ClassVar = State

    name = models.CharField(max_length=120)
    region_code = models.CharField(max_length=13)
    # The node whose key the new one replaces, and that key.
    replaces = models.ForeignKey(Peer, models.PROTECT, null=True, related_name="+")
    retires = models.CharField(max_length=64, blank=True)
    letter = models.CharField(max_length=100, blank=True)
    hours = models.PositiveSmallIntegerField()
    made_by_id = models.CharField(max_length=80)
    made_by = models.CharField(max_length=120)
    made_at = models.DateTimeField(default=clock.now)
    opened_by = models.CharField(max_length=120, blank=True)
    expires_at = models.DateTimeField(null=True)
    # What is kept of the code, what was signed with it, and our card as it was then.
    code = models.CharField(max_length=60, blank=True)
    voucher = models.CharField(max_length=100, blank=True)
    card = models.TextField(blank=True)
    used_by = models.ForeignKey(Peer, models.PROTECT, null=True, related_name="+")
    used_at = models.DateTimeField(null=True)
    # Who knew the code and was not let in: how often, when last, which keys and why.
    refused = models.PositiveIntegerField(default=0)
    refused_at = models.DateTimeField(null=True)
    refused_card = models.CharField(max_length=60, blank=True)
    refused_why = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["code"], condition=~Q(code=""), name="one_invitation_per_code"),
            models.CheckConstraint(
                condition=Q(state="used", used_by__isnull=False, used_at__isnull=False)
                | (~Q(state="used") & Q(used_by__isnull=True, used_at__isnull=True)),
                name="used_by_when_used",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.state}"

    @property
    def is_over(self) -> bool:
        """Whether its time is over before it was used."""
        until = self.expires_at if self.state == State.OPEN else self.made_at + PROPOSED_FOR
        return self.state in (State.PROPOSED, State.OPEN) and until is not None and until <= clock.now()

    @property
    def state_label(self) -> str:
        return _("kedaluwarsa") if self.is_over else super().state_label
