"""Searches for records of the same person, and what they found for a person to decide on."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from pasti.centre.dedup.reasons import CLAIMING
from pasti.centre.dedup.states import SEARCH, SUGGESTION, SearchState, State
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
    """How many places were given. One row; whoever locks it holds it for one increment."""

    last_place = models.BigIntegerField(default=0)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(pk=1), name="one_gallery")]

    def __str__(self) -> str:
        return str(self.last_place)


class Suggestion(Stateful):
    """A record that may be the same person as an earlier one."""

    MACHINE = SUGGESTION
    State: ClassVar = State

    record = models.ForeignKey(Record, models.PROTECT, related_name="suggestions")
    other = models.ForeignKey(Record, models.PROTECT, related_name="+")
    # Likeness from 0 to 100, and why: codes of `Reason`.
    score = models.PositiveSmallIntegerField()
    reasons = models.JSONField(default=list)
    found_at = models.DateTimeField(default=clock.now)
    decided_by = models.CharField(max_length=120, blank=True)
    decision = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["record", "other"], name="one_suggestion_per_pair"),
            models.CheckConstraint(condition=~Q(record=F("other")), name="not_its_own_duplicate"),
        ]
        indexes = [models.Index(fields=["state", "found_at"], name="suggestions_by_state")]

    def __str__(self) -> str:
        return f"{self.record_id} ~ {self.other_id}"

    @property
    def claims(self) -> bool:
        """Whether the record says to be the other's person, and may be released only if that is so."""
        return not CLAIMING.isdisjoint(self.reasons)

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


waits.waits_by(Search, "not_before")
