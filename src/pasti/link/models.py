"""This node, the nodes it knows, and what goes back and forth between them."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from pasti.journal.moves import Stateful
from pasti.kit import blobs, clock, waits
from pasti.kit.words import WordsField
from pasti.link.states import ENVELOPE, EnvelopeState
from pasti.link.wire import UNSAID


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
    # Its block of case numbers; empty for an office's own node.
    block = models.CharField(max_length=2, blank=True)
    # Where we call it; empty when it calls us.
    url = models.URLField(blank=True)
    sign_key = models.CharField(max_length=64)
    recipient = models.CharField(max_length=100)
    trusted_at = models.DateTimeField(default=clock.now)
    last_number = models.BigIntegerField(default=0)
    # The highest number of theirs that is stored here without a gap.
    held = models.BigIntegerField(default=0)
    # Outcomes are counted like envelopes: our newest about theirs, how far they know ours, how far we know theirs.
    last_outcome = models.BigIntegerField(default=0)
    outcomes_told = models.BigIntegerField(default=0)
    outcomes_noted = models.BigIntegerField(default=0)
    last_contact_at = models.DateTimeField(null=True)
    round_trip_ms = models.PositiveIntegerField(null=True)
    # How fast files went lately.
    bytes_per_second = models.PositiveBigIntegerField(null=True)
    # What waits there for us, as it last told, and when.
    backlog = models.JSONField(default=dict)
    backlog_at = models.DateTimeField(null=True)
    # How far its clock was ahead of ours at the last exchange.
    clock_off_ms = models.BigIntegerField(null=True)
    down_since = models.DateTimeField(null=True)
    last_error = WordsField()
    # The highest number of ours that it ever said it holds. Less than that means that it lost its memory.
    acknowledged = models.BigIntegerField(default=0)
    # What it says in its next request to prove it newer than our last answer, and what we knew when we gave it.
    ticket = models.CharField(max_length=32, blank=True)
    ticket_acknowledged = models.BigIntegerField(default=0)
    # The one before: our last answer may have been lost.
    previous_ticket = models.CharField(max_length=32, blank=True)
    # The newest version of each kind that it reads, as it last said; nothing yet from one that never did.
    reads = models.JSONField(default=dict)
    # How many envelopes it takes in one message, as it last said.
    takes = models.BigIntegerField(default=UNSAID)
    # When it was last told of our journal, and when we last compared what it said of its own, with a mark of that.
    heads_told_at = models.DateTimeField(null=True)
    heads_heard_at = models.DateTimeField(null=True)
    heads_heard = models.CharField(max_length=64, blank=True)
    # What we have to say to it for the same reason.
    their_ticket = models.CharField(max_length=32, blank=True)

    def __str__(self) -> str:
        return self.name

    @classmethod
    def locked(cls, pk: int) -> "Peer":
        """Return the row, locked until the transaction ends; rows that refer to it may be written meanwhile."""
        return cls._default_manager.select_for_update(no_key=True).get(pk=pk)


class Lease(models.Model):
    """What the centre allows this node to do for a service, as it last said, and until when without hearing of it."""

    peer = models.ForeignKey(Peer, models.PROTECT, related_name="leases")
    service = models.CharField(max_length=20)
    number = models.BigIntegerField()
    allows = models.JSONField(default=list)
    until = models.DateTimeField()
    # Since when it is so, by our clock.
    since = models.DateTimeField(default=clock.now)
    reason = models.CharField(max_length=300, blank=True)
    letter = models.CharField(max_length=100, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["service"], name="one_lease_per_service")]

    def __str__(self) -> str:
        return f"{self.service} {self.number}"


class Loss(models.Model):
    """One of two nodes was put back from a copy: it remembers less than the other knows it did. Open until settled."""

    peer = models.ForeignKey(Peer, models.PROTECT, related_name="losses")
    # The same on both sides, so that one accident is told once.
    mark = models.CharField(max_length=32)
    # Whether we are the one who lost something, or the peer.
    ours = models.BooleanField()
    # How far the one who lost remembers, and how far the other does.
    remembered = models.BigIntegerField()
    known = models.BigIntegerField()
    found_at = models.DateTimeField(default=clock.now)
    settled_at = models.DateTimeField(null=True)
    settled_by = models.CharField(max_length=120, blank=True)
    settled_why = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["peer", "mark"], name="one_loss_per_mark"),
            models.UniqueConstraint(
                fields=["peer", "ours"], condition=Q(settled_at=None), name="one_open_loss_per_side"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.peer} {self.remembered}/{self.known}"


class Envelope(Stateful):
    """Something to be told to a peer, written in the same transaction as the fact itself."""

    MACHINE = ENVELOPE
    State: ClassVar = EnvelopeState

    peer = models.ForeignKey(Peer, models.PROTECT, related_name="outgoing")
    # Given when it is first sent, so that writers do not queue for numbers.
    number = models.BigIntegerField(null=True)
    kind = models.CharField(max_length=60)
    key = models.CharField(max_length=120)
    # The version of its kind in which the body is written.
    version = models.PositiveSmallIntegerField(default=1)
    body = models.JSONField()
    happened_at = models.DateTimeField()
    created_at = models.DateTimeField(default=clock.now)
    attempts = models.PositiveIntegerField(default=0)
    not_before = models.DateTimeField(default=clock.now)
    in_flight_since = models.DateTimeField(null=True)
    # When it last left this node.
    sent_at = models.DateTimeField(null=True)
    last_error = WordsField()
    needs_person = WordsField()
    delivered_at = models.DateTimeField(null=True)
    # The peer set it aside: from then on, that it holds the number does not mean that all is well.
    refused = models.BooleanField(default=False)
    # How many calls the peer answered with an error while this was in them.
    bounced = models.PositiveIntegerField(default=0)
    # When the room that waits for the delivery has dealt with it, and how often it stumbled.
    heard_at = models.DateTimeField(null=True)
    hear_tries = models.PositiveIntegerField(default=0)

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
            models.Index(
                fields=["not_before"], condition=Q(state="delivered", heard_at=None), name="envelopes_not_heard_of"
            ),
            models.Index(fields=["state", "peer", "created_at"], name="envelopes_by_state"),
            # In the order in which they go, so that the first few of many are found without looking at the others.
            models.Index(fields=["peer", "number", "id"], condition=Q(state="waiting"), name="envelopes_in_order"),
            # What was delivered is many; of the others, those up to a number are few.
            models.Index(fields=["peer", "number"], condition=~Q(state="delivered"), name="envelopes_open"),
            models.Index(fields=["peer", "state", "number"], condition=Q(bounced__gt=0), name="envelopes_bounced"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.number or '-'}"


class Received(models.Model):
    """An envelope from a peer: applied, waiting for its next try, or set aside with the reason, but never lost."""

    peer = models.ForeignKey(Peer, models.PROTECT, related_name="incoming")
    number = models.BigIntegerField()
    kind = models.CharField(max_length=60)
    key = models.CharField(max_length=120)
    # The version of its kind in which the body is written.
    version = models.PositiveSmallIntegerField(default=1)
    body = models.JSONField()
    happened_at = models.DateTimeField()
    received_at = models.DateTimeField(default=clock.now)
    applied_at = models.DateTimeField(null=True)
    set_aside = WordsField()
    # When a person decided, with a reason (then in `set_aside`), that it is not to be applied.
    dismissed_at = models.DateTimeField(null=True)
    # When it was last set aside, whatever became of it since.
    aside_at = models.DateTimeField(null=True)
    # The peer used the number a second time, for something else: it lost its memory.
    taken = models.BooleanField(default=False)
    # The case it is about: envelopes of one case are applied in the order of their numbers.
    thread = models.CharField(max_length=40, blank=True)
    # Tries that were begun, so that one that ends the process counts too.
    attempts = models.PositiveIntegerField(default=0)
    not_before = models.DateTimeField(default=clock.now)
    last_error = WordsField()
    # Which of our outcomes tells the peer how it stands; 0 while there is nothing to tell.
    outcome = models.BigIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["peer", "number"], name="one_received_per_number")]
        indexes = [
            models.Index(fields=["peer", "set_aside"]),
            models.Index(fields=["peer", "kind", "key"]),
            models.Index(
                fields=["peer", "thread", "number"],
                condition=Q(applied_at=None, set_aside=""),
                name="received_that_waits",
            ),
            models.Index(
                fields=["peer", "number"], condition=Q(applied_at=None, set_aside=""), name="received_in_order"
            ),
            models.Index(fields=["peer", "outcome"], condition=Q(outcome__gt=0), name="received_outcomes"),
        ]

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
    last_error = WordsField()
    # Tries that failed through the file or the peer's answer to it, not through the line.
    faults = models.PositiveIntegerField(default=0)
    needs_person = WordsField()
    stored_at = models.DateTimeField(null=True)
    # Whether the peer is to say again that it has the file whole, and when it last said so.
    ask = models.BooleanField(default=False)
    confirmed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["peer", "sha256"], name="one_parcel_per_file")]
        indexes = [
            models.Index(fields=["sha256"], name="parcels_by_file"),
            models.Index(fields=["id"], condition=Q(ask=True), name="parcels_to_ask_about"),
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
    # When the rooms have dealt with it, and how often one stumbled.
    heard_at = models.DateTimeField(null=True)
    hear_tries = models.PositiveIntegerField(default=0)
    not_before = models.DateTimeField(default=clock.now)
    last_error = WordsField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["peer", "sha256"], name="one_arriving_parcel_per_file")]
        indexes = [
            models.Index(fields=["sha256"], name="parcels_in_by_file"),
            models.Index(
                fields=["not_before"], condition=Q(stored_at__isnull=False, heard_at=None), name="parcels_not_heard_of"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.sha256[:12]} {self.held}/{self.size}"


class Turned(models.TextChoices):
    """Why what somebody said was not listened to."""

    UNSIGNED = "unsigned", _("bukan dokumen yang ditandatangani, atau terpotong")
    STRANGER = "stranger", _("dari simpul yang tidak dikenal")
    FORGED = "forged", _("tanda tangannya tidak cocok: dipalsukan, diubah, untuk simpul lain, atau memakai kunci lama")
    REPEATED = "repeated", _("permintaan lama yang disampaikan lagi")
    DAMAGED = "damaged", _("ditandatangani, tetapi isinya rusak")
    SWOLLEN = "swollen", _("ditandatangani, tetapi isinya mengembang terlalu besar")
    SHAPE = "shape", _("bukan pesan menurut protokol ini")
    LARGE = "large", _("lebih besar daripada yang diterima")
    CODE = "code", _("kode pendaftaran yang tidak dikenal")
    ANSWER = "answer", _("jawaban atas pertanyaan kita yang tidak dapat dibuktikan asalnya")


class Rejection(models.Model):
    """What was refused before anybody listened to it: from whom, why, how often. Few rows, however often."""

    why = models.CharField(max_length=10, choices=Turned.choices)
    # The node in whose name it was said; empty for one that we do not know.
    peer = models.ForeignKey(Peer, models.CASCADE, null=True, related_name="+")
    # Where it came from; empty when there were too many places to keep them apart.
    network = models.CharField(max_length=50, blank=True)
    times = models.PositiveBigIntegerField(default=0)
    first_at = models.DateTimeField(default=clock.now)
    last_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["why", "peer", "network"], name="one_rejection_per_cause"),
            models.UniqueConstraint(
                fields=["why", "network"], condition=Q(peer=None), name="one_rejection_of_strangers_per_cause"
            ),
        ]
        indexes = [models.Index(fields=["last_at"], name="rejections_by_time")]

    def __str__(self) -> str:
        return f"{self.why} {self.times}"


waits.waits_by(Peer, "last_contact_at", "down_since")
waits.waits_by(Envelope, "not_before", "in_flight_since")
waits.waits_by(Received, "not_before", applied_at=None)
waits.waits_by(Parcel, "not_before", stored_at=None)
waits.waits_by(ParcelIn, "not_before", heard_at=None)
blobs.referred_from(Parcel, "sha256", stored_at=None)
blobs.referred_from(ParcelIn, "sha256", comes_later=True)
blobs.referred_from(ParcelIn, "sha256", stored_at__isnull=False)
