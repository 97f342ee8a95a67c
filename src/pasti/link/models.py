"""This node, the nodes it knows, and what goes back and forth between them."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from pasti.journal.moves import Stateful
from pasti.kit import blobs, clock
from pasti.link.states import ENVELOPE, EnvelopeState


class NodeRole(models.TextChoices):
    """What a node is."""

    OFFICE = "office", _("kantor")
    CENTRE = "centre", _("pusat")
    MOBILE = "mobile", _("keliling")


class ThisNode(models.Model):
    """Who we are. One row."""

    node_id = models.CharField(max_length=40)
    role = models.CharField(max_length=10, choices=NodeRole.choices)
    name = models.CharField(max_length=120)
    region_code = models.CharField(max_length=13, blank=True)
    # A sample database says so on every page.
    sample = models.BooleanField(default=False)
    created_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(pk=1), name="one_this_node")]

    def __str__(self) -> str:
        return self.name


class Peer(models.Model):
    """A node that we trust, and how far we have got with it."""

    node_id = models.CharField(max_length=40, unique=True)
    role = models.CharField(max_length=10, choices=NodeRole.choices)
    name = models.CharField(max_length=120)
    region_code = models.CharField(max_length=13, blank=True)
    # Where we call it; empty when it calls us.
    url = models.URLField(blank=True)
    sign_key = models.CharField(max_length=64)
    recipient = models.CharField(max_length=100)
    trusted_at = models.DateTimeField(default=clock.now)
    last_number = models.BigIntegerField(default=0)
    held = models.BigIntegerField(default=0)
    last_contact_at = models.DateTimeField(null=True)
    round_trip_ms = models.PositiveIntegerField(null=True)
    down_since = models.DateTimeField(null=True)
    last_error = models.CharField(max_length=300, blank=True)

    def __str__(self) -> str:
        return self.name


class Envelope(Stateful):
    """Something to be told to a peer, written in the same transaction as the fact itself."""

    MACHINE = ENVELOPE
    State: ClassVar = EnvelopeState

    peer = models.ForeignKey(Peer, models.PROTECT, related_name="outgoing")
    # Given when it is first sent, so that writers do not queue for numbers.
    number = models.BigIntegerField(null=True)
    kind = models.CharField(max_length=60)
    key = models.CharField(max_length=120)
    body = models.JSONField()
    happened_at = models.DateTimeField()
    created_at = models.DateTimeField(default=clock.now)
    attempts = models.PositiveIntegerField(default=0)
    not_before = models.DateTimeField(default=clock.now)
    in_flight_since = models.DateTimeField(null=True)
    # When it last left this node.
    sent_at = models.DateTimeField(null=True)
    last_error = models.CharField(max_length=300, blank=True)
    needs_person = models.CharField(max_length=300, blank=True)
    delivered_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["peer", "number"], name="one_envelope_per_number"),
            models.UniqueConstraint(fields=["peer", "kind", "key"], name="one_envelope_per_key"),
            models.CheckConstraint(
                condition=Q(state="in_flight", in_flight_since__isnull=False)
                | (~Q(state="in_flight") & Q(in_flight_since__isnull=True)),
                name="in_flight_since_when_in_flight",
            ),
        ]
        indexes = [
            models.Index(fields=["peer", "state", "not_before"]),
            models.Index(fields=["state", "peer", "created_at"], name="envelopes_by_state"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.number or '-'}"


class Received(models.Model):
    """An envelope from a peer: applied, or set aside with the reason, but never lost."""

    peer = models.ForeignKey(Peer, models.PROTECT, related_name="incoming")
    number = models.BigIntegerField()
    kind = models.CharField(max_length=60)
    key = models.CharField(max_length=120)
    body = models.JSONField()
    happened_at = models.DateTimeField()
    received_at = models.DateTimeField(default=clock.now)
    applied_at = models.DateTimeField(null=True)
    set_aside = models.CharField(max_length=300, blank=True)
    # The peer used the number a second time, for something else: it lost its memory.
    taken = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["peer", "number"], name="one_received_per_number")]
        indexes = [models.Index(fields=["peer", "set_aside"]), models.Index(fields=["peer", "kind", "key"])]

    def __str__(self) -> str:
        return f"{self.kind} {self.number}"


class Parcel(models.Model):
    """A large sealed file on its way to a peer; it resumes where it stopped."""

    peer = models.ForeignKey(Peer, models.PROTECT, related_name="parcels_out")
    sha256 = models.CharField(max_length=64)
    size = models.BigIntegerField()
    sent = models.BigIntegerField(default=0)
    created_at = models.DateTimeField(default=clock.now)
    attempts = models.PositiveIntegerField(default=0)
    not_before = models.DateTimeField(default=clock.now)
    last_error = models.CharField(max_length=300, blank=True)
    stored_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["peer", "sha256"], name="one_parcel_per_file")]
        indexes = [
            models.Index(fields=["sha256"], name="parcels_by_file"),
            models.Index(fields=["peer"], condition=Q(stored_at=None), name="parcels_under_way"),
        ]

    def __str__(self) -> str:
        return f"{self.sha256[:12]} {self.sent}/{self.size}"


class ParcelIn(models.Model):
    """A large sealed file arriving from a peer."""

    peer = models.ForeignKey(Peer, models.PROTECT, related_name="parcels_in")
    sha256 = models.CharField(max_length=64)
    size = models.BigIntegerField()
    held = models.BigIntegerField(default=0)
    stored_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["peer", "sha256"], name="one_arriving_parcel_per_file")]
        indexes = [models.Index(fields=["sha256"], name="parcels_in_by_file")]

    def __str__(self) -> str:
        return f"{self.sha256[:12]} {self.held}/{self.size}"


blobs.referred_from(Parcel, "sha256", stored_at=None)
blobs.referred_from(ParcelIn, "sha256")
