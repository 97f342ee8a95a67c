"""Slips, finished cards and where they lie, and what was handed over to whom."""

import secrets
from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from pasti.applications.models import Application
from pasti.handover.states import (
    BATCH,
    CARD,
    FINDING,
    MINUTES,
    OLD_CARD,
    RECOGNITION,
    BatchState,
    CardState,
    FindingState,
    OldCardState,
    RecognitionState,
)
from pasti.journal.minutes import OfTwo
from pasti.journal.moves import Stateful
from pasti.kit import blobs, clock
from pasti.kit.words import WordsField


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


class Receipt(models.TextChoices):
    """What shows that it was received."""

    PHOTO = "photo", _("foto penerima")
    SIGNATURE = "signature", _("tanda tangan di layar")
    PAPER = "paper", _("tanda tangan di buku penerimaan")


class Whom(models.TextChoices):
    """With whose card somebody is compared."""

    HOLDER = "holder", _("pemilik, dengan kartu ini")
    OTHER = "other", _("orang lain, dengan KTP-el-nya sendiri")


class Part(models.TextChoices):
    """What of a person is compared."""

    RIGHT_INDEX = "right-index", _("telunjuk kanan")
    LEFT_INDEX = "left-index", _("telunjuk kiri")
    RIGHT_THUMB = "right-thumb", _("ibu jari kanan")
    LEFT_THUMB = "left-thumb", _("ibu jari kiri")
    FACE = "face", _("wajah")


class Result(models.TextChoices):
    """What a comparison said."""

    MATCH = "match", _("cocok")
    NO_MATCH = "no_match", _("tidak cocok")
    UNUSABLE = "unusable", _("tidak terbaca")
    SILENT = "silent", _("alat tidak menjawab")


class Means(models.TextChoices):
    """How somebody was recognised in the end."""

    DEVICE = "device", _("alat pencocok")
    EYE = "eye", _("mata petugas")
    TWO = "two", _("mata dua petugas")


class Recognition(Stateful):
    """Whether the one who collects a card is who they say: how it was compared, by whom, and what came of it."""

    MACHINE = RECOGNITION
    State: ClassVar = RecognitionState

    application = models.ForeignKey(Application, models.PROTECT, related_name="recognitions")
    whom = models.CharField(max_length=6, choices=Whom.choices)
    # Where; nothing for who sat at no counter.
    counter = models.PositiveSmallIntegerField(null=True)
    began_at = models.DateTimeField(default=clock.now)
    means = models.CharField(max_length=6, choices=Means.choices, blank=True)
    # Why by eye, or why a second person.
    why = WordsField()
    # Who asked for a second person.
    first_id = models.CharField(max_length=80, blank=True)
    first_by = models.CharField(max_length=120, blank=True)
    ended_at = models.DateTimeField(null=True)
    ended_by = models.CharField(max_length=120, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["application"],
                condition=Q(state__in=["open", "doubted", "recognised"]),
                name="one_live_recognition_per_case",
            ),
            models.CheckConstraint(
                condition=Q(state="recognised", ended_at__isnull=False) & ~Q(means="") | ~Q(state="recognised"),
                name="recognised_by_some_means",
            ),
            models.CheckConstraint(
                condition=~Q(means="two") & ~Q(state="doubted") | ~Q(first_id=""), name="second_look_has_a_first"
            ),
        ]
        indexes = [models.Index(fields=["state", "began_at"], name="recognitions_by_state")]

    def __str__(self) -> str:
        return f"{self.application_id} {self.state}"

    @property
    def case_number(self) -> str:
        return self.application.number


class Comparison(models.Model):
    """What one comparison by the reader said. Neither picture nor template comes to us."""

    recognition = models.ForeignKey(Recognition, models.PROTECT, related_name="comparisons")
    part = models.CharField(max_length=12, choices=Part.choices)
    result = models.CharField(max_length=10, choices=Result.choices)
    # What the device said beside that, as it was said.
    said = WordsField()
    at = models.DateTimeField(default=clock.now)
    by = models.CharField(max_length=120)

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.part} {self.result}"


class Handover(models.Model):
    """What was handed over: to whom, on what authority, what shows it, and the old card taken in."""

    application = models.OneToOneField(Application, models.PROTECT, related_name="handover")
    taken_by = models.CharField(max_length=60)
    relation = models.CharField(max_length=10, choices=Relation.choices)
    shown = models.CharField(max_length=10, choices=Shown.choices)
    old_card = models.CharField(max_length=10, choices=OldCard.choices)
    with_slip = models.BooleanField()
    # How it was known that it was they; nothing for a document, and before that was noted.
    recognition = models.OneToOneField(Recognition, models.PROTECT, null=True, related_name="handover")
    # The original proof was seen on paper, where no slip was scanned.
    proof_seen = models.BooleanField(default=False)
    receipt = models.CharField(max_length=10, choices=Receipt.choices, default=Receipt.PAPER)
    # The picture of the receipt, in the blob store, as long as the office keeps it.
    content = models.CharField(max_length=64, blank=True)
    at = models.DateTimeField(default=clock.now)
    by = models.CharField(max_length=120)

    class Meta:
        indexes = [models.Index(fields=["content"], name="receipts_by_file")]

    def __str__(self) -> str:
        return f"handover {self.application_id}"


blobs.referred_from(Handover, "content")


class Minutes(OfTwo):
    """Cards that two people destroy (SE Mendagri 470.13/11176/SJ) or declare lost, with minutes."""

    class Kind(models.TextChoices):
        """Which cards."""

        OLD = "old", _("kartu lama yang ditarik")
        UNCOLLECTED = "uncollected", _("kartu yang tidak diambil")
        LOST = "lost", _("kartu jadi yang hilang")
        STRAY = "stray", _("kartu hilang yang ditemukan lagi")

    MACHINE = MINUTES

    kind = models.CharField(max_length=12, choices=Kind.choices)
    # One to a line: name and office.
    witnesses = models.TextField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["day", "sequence"], name="one_destruction_per_number"),
            models.CheckConstraint(condition=Q(count__gt=0), name="destruction_of_something"),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def number(self) -> str:
        """What it is called on paper."""
        return f"K-{self.sequence:02d}/{self.day:%d-%m-%Y}"

    @property
    def facts(self) -> dict[str, Any]:
        """What the journal says of it."""
        return {"number": self.number, "count": self.count, "which": self.kind}


class Surrendered(Stateful):
    """An old card that was handed in when the new one was given."""

    MACHINE = OLD_CARD
    State: ClassVar = OldCardState

    application = models.OneToOneField(Application, models.PROTECT, related_name="+")
    # As it stands on the card, where it can be read.
    serial = models.CharField(max_length=40, blank=True)
    at = models.DateTimeField(default=clock.now)
    by = models.CharField(max_length=120)
    minutes = models.ForeignKey(Minutes, models.PROTECT, null=True, related_name="old_cards")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state=OldCardState.KEPT, minutes=None)
                | (~Q(state=OldCardState.KEPT) & Q(minutes__isnull=False)),
                name="old_card_leaves_by_minutes",
            ),
            models.UniqueConstraint(fields=["serial"], condition=~Q(serial=""), name="old_card_is_handed_in_once"),
        ]

    def __str__(self) -> str:
        return f"{self.serial} {self.state}"


# A card that was not declared lost: the one that its case has now.
CURRENT = Q(lost_by=None) | Q(state=CardState.DECLARED)
_IN_A_PLACE = Q(rack__isnull=False, box__isnull=False, slot__isnull=False)
_IN_NO_PLACE = Q(rack=None, box=None, slot=None)


class Point(models.Model):
    """Where cards are collected besides the office: a district's or a village's office."""

    name = models.CharField(max_length=80, unique=True)
    address = models.CharField(max_length=160)
    hours = models.CharField(max_length=120)
    phone = models.CharField(max_length=20, blank=True)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Batch(Stateful):
    """Cards that leave the office together, who carries them, and where to. Its cards: `Card.batches`."""

    class Way(models.TextChoices):
        """How they go."""

        POINT = "point", _("ke tempat pengambilan")
        BACK = "back", _("kembali ke kantor")
        COURIER = "courier", _("dibawa kurir desa")
        POST = "post", _("lewat pos")
        HOME = "home", _("diantar petugas ke rumah")

    MACHINE = BATCH
    State: ClassVar = BatchState

    way = models.CharField(max_length=10, choices=Way.choices)
    # Where to, or for what comes back: from where.
    point = models.ForeignKey(Point, models.PROTECT, null=True, related_name="+")
    day = models.DateField()
    sequence = models.PositiveIntegerField()
    carried_by = models.CharField(max_length=120)
    # What whoever receives a card pays to the courier, in rupiah; nobody pays for the card.
    fee = models.PositiveIntegerField(default=0)
    count = models.PositiveIntegerField()
    sent_at = models.DateTimeField(default=clock.now)
    sent_by_id = models.CharField(max_length=80)
    sent_by = models.CharField(max_length=120)
    ended_at = models.DateTimeField(null=True)
    ended_by = models.CharField(max_length=120, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["day", "sequence"], name="one_batch_per_number"),
            models.CheckConstraint(
                condition=Q(way__in=["point", "back"], point__isnull=False)
                | (~Q(way__in=["point", "back"]) & Q(point=None)),
                name="batch_has_its_point",
            ),
            models.CheckConstraint(condition=Q(way="post") | Q(fee=0), name="only_the_courier_is_paid"),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def number(self) -> str:
        """What it is called on paper."""
        return f"KRM-{self.sequence:02d}/{self.day:%d-%m-%Y}"

    @property
    def has_paper(self) -> bool:
        """Whether there is something to print: of what was called off nothing happened."""
        return self.state != BatchState.CANCELLED


class Card(Stateful):
    """A finished card: its serial, and where it is."""

    MACHINE = CARD
    State: ClassVar = CardState

    application = models.ForeignKey(Application, models.PROTECT, related_name="cards")
    serial = models.CharField(max_length=40, db_index=True)
    # Where on the shelf; nothing while there was no room, and once it has left.
    rack = models.PositiveSmallIntegerField(null=True)
    box = models.PositiveSmallIntegerField(null=True)
    slot = models.PositiveSmallIntegerField(null=True)
    finished_at = models.DateTimeField(default=clock.now)
    # Since when it is where it is.
    since = models.DateTimeField(default=clock.now)
    # When its holder was last told that it lies there, and how often they were reminded.
    told_at = models.DateTimeField(default=clock.now)
    reminded = models.PositiveSmallIntegerField(default=0)
    minutes = models.ForeignKey(Minutes, models.PROTECT, null=True, related_name="cards")
    # By which minutes it was declared lost; another one was printed for its case.
    lost_by = models.ForeignKey(Minutes, models.PROTECT, null=True, related_name="lost_cards")
    # With what it is on its way, and all with which it ever was; the point at which it lies.
    batch = models.ForeignKey(Batch, models.PROTECT, null=True, related_name="on_the_way")
    batches = models.ManyToManyField(Batch, related_name="cards")
    point = models.ForeignKey(Point, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["rack", "box", "slot"], name="one_card_per_place"),
            models.UniqueConstraint(fields=["application"], condition=CURRENT, name="one_current_card_per_case"),
            models.CheckConstraint(
                condition=~Q(state__in=["declared", "lost", "surfaced"]) | Q(lost_by__isnull=False),
                name="card_is_lost_by_minutes",
            ),
            models.CheckConstraint(
                condition=Q(lost_by=None) | Q(state__in=["declared", "lost", "surfaced", "held", "destroyed"]),
                name="what_was_lost_is_given_to_nobody",
            ),
            models.CheckConstraint(condition=_IN_A_PLACE | _IN_NO_PLACE, name="card_has_a_whole_place_or_none"),
            models.CheckConstraint(
                condition=Q(state=CardState.KEPT) | _IN_NO_PLACE, name="only_what_is_kept_has_a_place"
            ),
            models.CheckConstraint(
                condition=Q(state__in=["held", "destroyed"], minutes__isnull=False)
                | (~Q(state__in=["held", "destroyed"]) & Q(minutes=None)),
                name="card_is_destroyed_by_minutes",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["travelling", "carried"], batch__isnull=False)
                | (~Q(state__in=["travelling", "carried"]) & Q(batch=None)),
                name="card_travels_in_a_batch",
            ),
            models.CheckConstraint(
                condition=Q(state=CardState.AT_POINT, point__isnull=False)
                | (~Q(state=CardState.AT_POINT) & Q(point=None)),
                name="card_lies_at_its_point",
            ),
        ]
        indexes = [models.Index(fields=["state", "finished_at"], name="cards_by_state")]

    def __str__(self) -> str:
        return f"{self.serial} {self.state}"

    @property
    def case_number(self) -> str:
        return self.application.number

    @property
    def open_to_hand_over(self) -> bool:
        """Whether it lies where it may be handed over: at the office, at a point, or in the hands of who brings it."""
        return self.state in self.MACHINE.moves["hand_over"].sources


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
