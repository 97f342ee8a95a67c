"""Who is planned when and where, what differs on a day, who is absent, and pauses at a counter."""

from datetime import datetime

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from pasti.accounts.models import Account
from pasti.accounts.roles import Role
from pasti.journal.moves import Stateful
from pasti.kit import clock
from pasti.kit.words import WordsField
from pasti.offices.models import Counter, Shift
from pasti.roster.halves import Half
from pasti.roster.states import ABSENCE, AbsenceState

# What somebody can be planned for.
DUTIES = (Role.CLERK, Role.RECORDER, Role.PRINTER)
_DUTIES = [(role.value, role.label) for role in DUTIES]
# A printer's place is the print room.
_AT_COUNTER = Q(counter=None) | ~Q(role=Role.PRINTER)


class Pattern(models.Model):
    """Somebody's usual week, from a day on. The latest that has begun holds; one without lines plans nothing."""

    account = models.ForeignKey(Account, models.PROTECT, related_name="patterns")
    valid_from = models.DateField()

    class Meta:
        ordering = ["valid_from"]
        constraints = [models.UniqueConstraint(fields=["account", "valid_from"], name="one_pattern_from_a_day")]

    def __str__(self) -> str:
        return f"{self.account_id} {self.valid_from}"


class PatternLine(models.Model):
    """For what somebody is planned on a half of a weekday (0 = Monday)."""

    pattern = models.ForeignKey(Pattern, models.CASCADE, related_name="lines")
    weekday = models.PositiveSmallIntegerField()
    half = models.CharField(max_length=10, choices=Half.choices)
    role = models.CharField(max_length=20, choices=_DUTIES)
    counter = models.ForeignKey(Counter, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["weekday", "half"]
        constraints = [
            models.UniqueConstraint(fields=["pattern", "weekday", "half"], name="one_line_per_half_of_a_weekday"),
            models.CheckConstraint(condition=Q(weekday__lte=6), name="pattern_weekday_is_one"),
            models.CheckConstraint(condition=_AT_COUNTER, name="no_pattern_prints_at_a_counter"),
        ]

    def __str__(self) -> str:
        return f"{self.weekday} {self.half} {self.role} {self.counter_id}"


class DayPlan(models.Model):
    """For what somebody is planned on a half of one day, instead of as usual. No role: for nothing."""

    account = models.ForeignKey(Account, models.PROTECT, related_name="day_plans")
    day = models.DateField()
    half = models.CharField(max_length=10, choices=Half.choices)
    role = models.CharField(max_length=20, choices=_DUTIES, blank=True)
    counter = models.ForeignKey(Counter, models.PROTECT, null=True, related_name="+")
    reason = WordsField()

    class Meta:
        ordering = ["day", "half"]
        constraints = [
            models.UniqueConstraint(fields=["account", "day", "half"], name="one_plan_per_person_and_half_day"),
            models.CheckConstraint(condition=_AT_COUNTER & (Q(counter=None) | ~Q(role="")), name="day_plan_place"),
        ]

    def __str__(self) -> str:
        return f"{self.account_id} {self.day} {self.half} {self.role}"


class Kind(models.TextChoices):
    """Why somebody is absent. The head and the person themself read it; the roster says only that they are."""

    UNSAID = "unsaid", _("belum disebutkan")
    SICK = "sick", _("sakit")
    LEAVE = "leave", _("cuti")
    ELSEWHERE = "elsewhere", _("dinas luar")
    TRAINING = "training", _("pelatihan")
    OTHER = "other", _("keperluan lain")


class Absence(Stateful):
    """A time in which somebody is not there."""

    MACHINE = ABSENCE

    account = models.ForeignKey(Account, models.PROTECT, related_name="absences")
    kind = models.CharField(max_length=10, choices=Kind.choices, default=Kind.UNSAID)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    noted_at = models.DateTimeField(default=clock.now)
    noted_by = models.CharField(max_length=120)

    class Meta:
        ordering = ["starts_at", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(ends_at__gte=F("starts_at")), name="absences_end_after_they_began")
        ]
        indexes = [models.Index(fields=["state", "ends_at"], name="absences_by_end")]

    def __str__(self) -> str:
        return f"{self.account_id} {self.starts_at}"

    @property
    def counts(self) -> bool:
        """Whether the person is (or was) absent in all of that time: withdrawn, they never were."""
        return self.state != AbsenceState.WITHDRAWN

    def goes_on(self, at: datetime) -> bool:
        """Whether the person is absent at a moment."""
        return self.counts and self.starts_at <= at < self.ends_at


class Rest(models.TextChoices):
    """Why nobody is called to a counter for a while."""

    REST = "rest", _("istirahat")
    PRAYER = "prayer", _("salat")
    PERSONAL = "personal", _("keperluan pribadi")
    TASK = "task", _("tugas lain")
    DEVICE = "device", _("alat atau sistem terganggu")


class Pause(models.Model):
    """A while in which who sits at a counter calls nobody. It ends with the shift at the latest."""

    shift = models.ForeignKey(Shift, models.PROTECT, related_name="pauses")
    reason = models.CharField(max_length=10, choices=Rest.choices)
    since = models.DateTimeField(default=clock.now)
    until = models.DateTimeField(null=True)

    class Meta:
        ordering = ["since", "id"]
        constraints = [
            models.UniqueConstraint(fields=["shift"], condition=Q(until=None), name="one_pause_at_a_time"),
            models.CheckConstraint(condition=Q(until=None) | Q(until__gte=F("since")), name="pauses_go_forward"),
        ]
        indexes = [models.Index(fields=["since"], name="pauses_by_day")]

    def __str__(self) -> str:
        return f"{self.shift_id} {self.reason} {self.since}"
