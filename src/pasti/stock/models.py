from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from pasti.journal.minutes import OfTwo
from pasti.journal.moves import Stateful
from pasti.kit import clock
from pasti.stock.states import (
    BLANK,
    COUNT,
    REMOVAL,
    REQUEST,
    RIBBON,
    TRANSFER,
    CountState,
    RequestState,
    RibbonState,
    State,
    TransferState,
)


class Place(models.Model):
    """Where blanks lie besides the office itself: a district's office, another hall."""

    name = models.CharField(max_length=80, unique=True)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Delivery(models.Model):
    """A box of blanks that arrived, with the letter that came with it."""

    letter = models.CharField(max_length=80)
    first_serial = models.CharField(max_length=20)
    count = models.PositiveIntegerField()
    received_at = models.DateTimeField(default=clock.now)
    received_by = models.CharField(max_length=120)

    def __str__(self) -> str:
        return f"{self.first_serial} × {self.count}"


class Expected(models.Model):
    """A box of blanks on its way, with the letter that says so and the day by which it is thought to be here."""

    letter = models.CharField(max_length=80)
    day = models.DateField()
    count = models.PositiveIntegerField()
    said_at = models.DateTimeField(default=clock.now)
    said_by = models.CharField(max_length=120)
    # It came (and as which box), or will not come.
    over_at = models.DateTimeField(null=True)
    came = models.ForeignKey(Delivery, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["day", "id"]
        constraints = [
            models.UniqueConstraint(fields=["letter"], condition=Q(over_at=None), name="one_expected_box_per_letter")
        ]

    def __str__(self) -> str:
        return f"{self.day} × {self.count}"


class Transfer(Stateful):
    """Blanks that somebody carries from one place to another; the office itself is no place of the list."""

    MACHINE = TRANSFER
    State: ClassVar = TransferState

    origin = models.ForeignKey(Place, models.PROTECT, null=True, related_name="+")
    target = models.ForeignKey(Place, models.PROTECT, null=True, related_name="+")
    serials = models.TextField()
    count = models.PositiveIntegerField()
    sent_at = models.DateTimeField(default=clock.now)
    sent_by_id = models.CharField(max_length=80)
    sent_by = models.CharField(max_length=120)
    carried_by = models.CharField(max_length=120)
    ended_at = models.DateTimeField(null=True)
    ended_by = models.CharField(max_length=120, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(origin=F("target")) & ~Q(origin=None, target=None), name="transfer_goes_elsewhere"
            )
        ]

    def __str__(self) -> str:
        return f"{self.count}: {self.serials[:40]}"


class Removal(OfTwo):
    """Blanks taken off the ledger by two people, with its minutes: lost, destroyed, or back to the centre."""

    class Kind(models.TextChoices):
        """How they left."""

        DESTROYED = "destroyed", _("pemusnahan")
        LOST = "lost", _("kehilangan")
        RETURNED = "returned", _("pengembalian ke pusat")

    MACHINE = REMOVAL

    kind = models.CharField(max_length=12, choices=Kind)
    serials = models.TextField()
    reason = models.CharField(max_length=300)
    # The police's for what is lost, the centre's for what goes back.
    letter = models.CharField(max_length=80, blank=True)
    # One to a line: name and office.
    witnesses = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["day", "sequence"], name="one_removal_per_number"),
            models.CheckConstraint(condition=Q(count__gt=0), name="removal_of_something"),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def number(self) -> str:
        """What it is called on paper."""
        return f"{self.sequence:02d}/{self.day:%d-%m-%Y}"


class Blank(Stateful):
    """One blank card."""

    MACHINE = BLANK
    State: ClassVar = State

    serial = models.CharField(max_length=20, unique=True)
    delivery = models.ForeignKey(Delivery, models.PROTECT, related_name="blanks")
    # Where it lies, or where it is carried; nothing: at the office itself.
    place = models.ForeignKey(Place, models.PROTECT, null=True, related_name="+")
    transfer = models.ForeignKey(Transfer, models.PROTECT, null=True, related_name="blanks")
    removal = models.ForeignKey(Removal, models.PROTECT, null=True, related_name="blanks")
    # Why it was spoiled, or by which minutes the card on it was lost.
    reason = models.CharField(max_length=160, blank=True)
    # When it became a card, or was spoiled.
    ended_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["serial"]
        indexes = [
            models.Index(fields=["state", "serial"]),
            models.Index(fields=["ended_at"], name="blanks_by_end"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(state=State.TRAVELLING, transfer__isnull=False)
                | (~Q(state=State.TRAVELLING) & Q(transfer__isnull=True)),
                name="blank_travels_in_a_transfer",
            ),
            models.CheckConstraint(
                # A card that was lost has minutes of its own, which its reason names.
                condition=Q(state__in=["held", "lost", "destroyed", "returned"], removal__isnull=False)
                | (Q(state="lost", removal__isnull=True) & ~Q(reason=""))
                | (~Q(state__in=["held", "lost", "destroyed", "returned"]) & Q(removal__isnull=True)),
                name="blank_leaves_by_a_removal",
            ),
            models.CheckConstraint(condition=Q(state__in=State.values), name="blank_is_somewhere"),
            # Machines stand at the office.
            models.CheckConstraint(
                condition=~Q(state__in=["loaded", "used"]) | Q(place__isnull=True), name="blank_is_printed_here"
            ),
        ]

    def __str__(self) -> str:
        return self.serial

    @property
    def subject(self) -> str:
        return f"blank:{self.serial}"


class Count(Stateful):
    """A place's blanks as two people counted them; each is held against the ledger of the moment of counting."""

    MACHINE = COUNT
    State: ClassVar = CountState

    place = models.ForeignKey(Place, models.PROTECT, null=True, related_name="+")
    first_at = models.DateTimeField(default=clock.now)
    first_by_id = models.CharField(max_length=80)
    first_by = models.CharField(max_length=120)
    # How many were counted; what the ledger has and the count has not, and the other way round.
    first_count = models.PositiveIntegerField()
    first_missing = models.TextField(blank=True)
    first_extra = models.TextField(blank=True)
    second_at = models.DateTimeField(null=True)
    second_by = models.CharField(max_length=120, blank=True)
    second_count = models.PositiveIntegerField(null=True)
    second_missing = models.TextField(blank=True)
    second_extra = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["place"], condition=Q(state="waiting"), name="one_open_count_per_place"),
            models.UniqueConstraint(
                fields=["state"], condition=Q(state="waiting", place=None), name="one_open_count_at_the_office"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.first_at} {self.state}"

    @property
    def differs(self) -> bool:
        """Whether both found something else than the ledger has."""
        return self.state == CountState.AGREED and bool(self.second_missing or self.second_extra)


class Ribbon(Stateful):
    """A ribbon of a card printer."""

    MACHINE = RIBBON
    State: ClassVar = RibbonState

    code = models.CharField(max_length=40, unique=True)
    # How many prints it is made for, and how many were made with it.
    made_for = models.PositiveIntegerField()
    prints = models.PositiveIntegerField(default=0)
    # In which machine it is, by the machine's name, where there are several; empty: in the one that there is.
    machine = models.CharField(max_length=60, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["machine"], condition=Q(state="mounted"), name="one_ribbon_mounted_per_machine"
            ),
            models.CheckConstraint(
                condition=Q(state="mounted") | Q(machine=""), name="only_a_mounted_ribbon_has_a_machine"
            ),
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def left(self) -> int:
        """How many prints it has left."""
        return max(0, self.made_for - self.prints)


class Request(Stateful):
    """What the office asks of the centre, with the figures it follows from, and what the centre answered."""

    MACHINE = REQUEST
    State: ClassVar = RequestState

    key = models.CharField(max_length=40, unique=True)
    count = models.PositiveIntegerField()
    # What it was reckoned from (forecast.Figures), as of then.
    in_stock = models.PositiveIntegerField()
    waiting = models.PositiveIntegerField()
    a_day = models.FloatField()
    runs_out = models.DateField(null=True)
    letter = models.CharField(max_length=80, blank=True)
    drafted_at = models.DateTimeField(default=clock.now)
    sent_at = models.DateTimeField(null=True)
    sent_by = models.CharField(max_length=120, blank=True)
    answered_at = models.DateTimeField(null=True)
    allotted = models.PositiveIntegerField(null=True)
    arrives = models.DateField(null=True)
    answer_letter = models.CharField(max_length=80, blank=True)
    note = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["state"], condition=Q(state__in=["draft", "sent"]), name="one_request_of_a_kind_open"
            ),
            models.CheckConstraint(
                condition=~Q(state="answered") | Q(allotted__isnull=False), name="answered_with_a_number"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.count} {self.state}"


class Check(models.Model):
    """The ledger held against itself and against what other rooms hold; the latest is what stands."""

    at = models.DateTimeField(default=clock.now)
    blanks = models.PositiveIntegerField()
    # What does not agree: {"what": …, "serials": …}, as of then.
    findings = models.JSONField(default=list)

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.at}: {len(self.findings)}"
