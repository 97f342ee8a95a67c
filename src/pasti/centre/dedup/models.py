"""Searches for records of the same person, and what they found for a person to decide on."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Greatest, Least

from pasti.centre.dedup.states import SEARCH, SUGGESTION, SearchState, State, Verdict
from pasti.centre.intake.models import Record
from pasti.journal.moves import Stateful
from pasti.kit import clock, waits
from pasti.kit.claims import Claimed


class Search(Stateful, Claimed):
    """The search for other records of a record's person: asked, answered, decided."""

    MACHINE = SEARCH
    State: ClassVar = SearchState

    record = models.OneToOneField(Record, models.PROTECT, related_name="search")
    engine = models.CharField(max_length=40, blank=True)
    # Given once the record can be found by others: of two records of one person the later one sees the earlier.
    place = models.BigIntegerField(null=True, unique=True)
    asked_at = models.DateTimeField(default=clock.now)
    answered_at = models.DateTimeField(null=True)
    decided_at = models.DateTimeField(null=True)
    # What the engine said: [record, score, reasons, scores of single parts].
    answer = models.JSONField(default=list)
    problem = models.CharField(max_length=200, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["state", "not_before"], name="searches_by_state"),
        ]

    def __str__(self) -> str:
        return f"{self.record_id} {self.state}"

    @property
    def case_number(self) -> str:
        return self.record.application


class Gallery(models.Model):
    """How many places were given, and how the engine is. One row; whoever locks it holds it for one increment."""

    last_place = models.BigIntegerField(default=0)
    # The engine whose gallery is filled; another one's is filled anew.
    engine = models.CharField(max_length=40, blank=True)
    seen_at = models.DateTimeField(null=True)
    down_since = models.DateTimeField(null=True)
    problem = models.CharField(max_length=200, blank=True)
    # As the engine said when it was last asked.
    pending = models.PositiveIntegerField(default=0)
    references = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(pk=1), name="one_gallery")]

    def __str__(self) -> str:
        return str(self.last_place)


class Reference(Claimed):
    """That a recording is to be in the engine's gallery, or to leave it; a duty tells the engine."""

    record = models.OneToOneField(Record, models.PROTECT, primary_key=True, related_name="+")
    wanted = models.BooleanField(default=True)
    done = models.BooleanField(default=False)
    problem = models.CharField(max_length=200, blank=True)

    class Meta:
        indexes = [models.Index(fields=["not_before"], condition=Q(done=False), name="references_to_keep")]

    def __str__(self) -> str:
        return f"{self.record_id} {'in' if self.wanted else 'out'}"


class Traits(models.Model):
    """What the built-in engine compares of a recording: its gallery."""

    record = models.OneToOneField(Record, models.PROTECT, primary_key=True, related_name="+")
    nik = models.CharField(max_length=16)
    # The words of the name as they are compared, in their order; and the same for all orders.
    words = models.CharField(max_length=120)
    name_key = models.CharField(max_length=120)
    birth_date = models.DateField()
    sex = models.CharField(max_length=1)
    mother = models.CharField(max_length=120, blank=True)
    birth_place = models.CharField(max_length=60, blank=True)
    region = models.CharField(max_length=13, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["nik"]),
            models.Index(fields=["birth_date", "sex"]),
            models.Index(fields=["name_key", "region", "sex"], name="traits_by_name"),
        ]

    def __str__(self) -> str:
        return f"{self.record_id} {self.words}"


class Suggestion(Stateful):
    """A record that may be the same person as an earlier one."""

    MACHINE = SUGGESTION
    State: ClassVar = State

    record = models.ForeignKey(Record, models.PROTECT, related_name="suggestions")
    other = models.ForeignKey(Record, models.PROTECT, related_name="+")
    # Likeness from 0 to 100, and why: codes of `Reason`.
    score = models.PositiveSmallIntegerField()
    reasons = models.JSONField(default=list)
    # Whether the record says to be the other's person, and may be released only if that is so.
    claims = models.BooleanField(default=False)
    found_at = models.DateTimeField(default=clock.now)
    # Whoever gave a verdict, and the reason of the last one.
    decided_by = models.CharField(max_length=400, blank=True)
    decision = models.CharField(max_length=300, blank=True)
    decided_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["record", "other"], name="one_suggestion_per_pair"),
            # Whichever of two finds the other: it is one pair.
            models.UniqueConstraint(
                Least("record", "other"), Greatest("record", "other"), condition=Q(claims=False), name="one_pair"
            ),
            models.CheckConstraint(condition=~Q(record=F("other")), name="not_its_own_duplicate"),
        ]
        indexes = [
            models.Index(fields=["state", "found_at"], name="suggestions_by_state"),
            models.Index(fields=["decided_at"], name="suggestions_by_decision"),
        ]

    def __str__(self) -> str:
        return f"{self.record_id} ~ {self.other_id}"

    @property
    def scores(self) -> dict[str, int]:
        """How alike single parts are, by position, as far as the engine compared them."""
        search = Search.objects.filter(record=self.record).first()
        for reference, _score, _reasons, *parts in search.answer if search else []:
            if reference == self.other_id and parts:
                return dict(parts[0])
        return {}

    @property
    def from_elsewhere(self) -> bool:
        """Whether an office of another region asks for the other's person."""
        person = self.other.person
        return self.claims and person is not None and person.region != self.record.office.region_code

    @property
    def case_number(self) -> str:
        return self.record.application


class Opinion(models.Model):
    """One person's verdict on a suggestion. Nobody else reads it before the suggestion is decided."""

    suggestion = models.ForeignKey(Suggestion, models.PROTECT, related_name="opinions")
    # First, second, or the one that settles it.
    turn = models.PositiveSmallIntegerField()
    by_id = models.CharField(max_length=60)
    by_name = models.CharField(max_length=120)
    verdict = models.CharField(max_length=10, choices=Verdict.choices)
    reason = models.CharField(max_length=300)
    given_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["suggestion", "turn"], name="one_opinion_a_turn"),
            models.UniqueConstraint(fields=["suggestion", "by_id"], name="one_opinion_each"),
        ]

    def __str__(self) -> str:
        return f"{self.suggestion_id} {self.turn}"


waits.waits_by(Search, "not_before")
waits.waits_by(Reference, "not_before")
