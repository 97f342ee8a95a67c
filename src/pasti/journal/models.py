"""The journal and the chain over it. Rows are only ever added; the database itself refuses anything else."""

from typing import NoReturn

from django.db import models
from django.utils.translation import gettext_lazy as _

from pasti.journal.registry import Audience, kinds
from pasti.kit import clock, waits


class AppendOnly(models.Model):
    """A row that is written once."""

    class Meta:
        abstract = True

    def delete(self, *args: object, **kwargs: object) -> NoReturn:
        raise TypeError("the journal is append-only")


class Entry(AppendOnly):
    """One fact: who did what to which thing, when it happened and when it was written down."""

    kind = models.CharField(max_length=80)
    subject = models.CharField(max_length=80)
    case = models.CharField(max_length=20, blank=True)
    by_id = models.CharField(max_length=80)
    by_name = models.CharField(max_length=120)
    facts = models.JSONField(default=dict)
    happened_at = models.DateTimeField()
    recorded_at = models.DateTimeField(default=clock.now)

    class Meta:
        indexes = [
            models.Index(fields=["case", "happened_at"]),
            models.Index(fields=["subject", "happened_at"]),
            models.Index(fields=["kind", "recorded_at"]),
        ]

    def __str__(self) -> str:
        return f"{self.id} {self.kind} {self.subject}"

    @property
    def sentence(self) -> str:
        """What happened, in the reader's language."""
        return kinds.get(self.kind).sentence(self.facts)

    @property
    def is_public(self) -> bool:
        """Whether the citizen may read it."""
        return kinds.get(self.kind).audience == Audience.PUBLIC


class Seal(AppendOnly):
    """An entry's place in the chain. Positions have no gaps, and each hash covers the one before."""

    position = models.BigIntegerField(primary_key=True)
    # No constraint: a row torn out by hand must leave its seal behind, so that it can be named.
    entry = models.OneToOneField(Entry, models.DO_NOTHING, db_constraint=False, related_name="seal")
    hash = models.CharField(max_length=64)
    sealed_at = models.DateTimeField(default=clock.now)

    def __str__(self) -> str:
        return f"{self.position} {self.hash[:12]}"


class Unsealed(models.Model):
    """An entry that waits for its place in the chain: written with it, gone when it is sealed."""

    entry = models.OneToOneField(Entry, models.DO_NOTHING, db_constraint=False, primary_key=True)

    def __str__(self) -> str:
        return f"{self.entry_id}"


class Cursor(models.Model):
    """How far a follower has read the chain."""

    follower = models.CharField(max_length=60, primary_key=True)
    position = models.BigIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.follower} {self.position}"


class Head(models.Model):
    """How far another node's chain was, as that node said: kept here, so that its history is not rewritten unseen."""

    class Trouble(models.TextChoices):
        REWRITTEN = "rewritten", _("riwayat ditulis ulang")
        SHORTER = "shorter", _("riwayat berkurang")

    node_id = models.CharField(max_length=40)
    node_name = models.CharField(max_length=120)
    position = models.BigIntegerField()
    hash = models.CharField(max_length=64)
    heard_at = models.DateTimeField(default=clock.now)
    # What the node said later that does not agree with this.
    trouble = models.CharField(max_length=10, choices=Trouble.choices, blank=True)
    noticed_at = models.DateTimeField(null=True)
    # Somebody looked into it; the node is measured by what it says from then on.
    settled_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["node_id", "position"],
                condition=models.Q(settled_at=None),
                name="one_head_per_node_and_position",
            ),
            models.CheckConstraint(
                condition=models.Q(trouble="", noticed_at=None) | (~models.Q(trouble="") & ~models.Q(noticed_at=None)),
                name="noticed_at_when_trouble",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.node_id} {self.position}"

    @property
    def is_marked(self) -> bool:
        """Whether it is evidence: it is not forgotten."""
        return bool(self.trouble or self.settled_at)


class Witness(models.Model):
    """A place of our own chain as another node remembers it: what we must be able to show for ever."""

    node_id = models.CharField(max_length=40)
    node_name = models.CharField(max_length=120)
    position = models.BigIntegerField()
    hash = models.CharField(max_length=64)
    told_at = models.DateTimeField(default=clock.now)
    # Since when that node tells us so and it is not what we have.
    denied_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["node_id", "position", "hash"], name="one_witness_per_node_and_place")
        ]

    def __str__(self) -> str:
        return f"{self.node_id} {self.position}"

    @property
    def is_marked(self) -> bool:
        """Whether it is evidence: it is not forgotten."""
        return self.denied_at is not None


class Snag(models.Model):
    """An entry that a follower could not act on. It is set aside, tried again, and blocks nothing behind it."""

    follower = models.CharField(max_length=60)
    entry = models.ForeignKey(Entry, models.DO_NOTHING, db_constraint=False)
    error = models.CharField(max_length=300)
    attempts = models.PositiveIntegerField(default=1)
    not_before = models.DateTimeField()
    # Somebody decided that it is not tried again.
    left_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["follower", "entry"], name="one_snag_per_follower_and_entry")]

    def __str__(self) -> str:
        return f"{self.follower} {self.entry_id}: {self.error}"


waits.waits_by(Snag, "not_before")
