"""What the office offers: services, what to bring, what is asked first, and the steps each takes. All dated data."""

from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from pasti.catalogue import steps
from pasti.catalogue.steps import StepCode
from pasti.kit import text
from pasti.readiness.needs import Need


class Bilingual(models.Model):
    """Something with a text in Indonesian and in English."""

    text_id = models.CharField(max_length=240)
    text_en = models.CharField(max_length=240)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.text

    @property
    def text(self) -> str:
        """The text in the reader's language."""
        return self.text_id if text.indonesian() else self.text_en

    @property
    def in_both(self) -> dict[str, str]:
        """The text in both languages, as it is written into the journal: it may be changed later."""
        return {"id": self.text_id, "en": self.text_en}


class Service(Bilingual):
    """Something a person comes for. `text` is its name."""

    Family: ClassVar = steps.Family

    class ForWhom(models.TextChoices):
        WNI = "WNI", _("warga negara Indonesia")
        WNA = "WNA", _("orang asing pemegang izin tinggal tetap")

    code = models.CharField(max_length=12, unique=True)
    family = models.CharField(max_length=10, choices=steps.Family.choices)
    for_whom = models.CharField(max_length=3, choices=ForWhom.choices, default=ForWhom.WNI)
    summary_id = models.CharField(max_length=240)
    summary_en = models.CharField(max_length=240)
    # Working days from complete papers to the thing in the hand, as the office expects it.
    expected_days = models.PositiveSmallIntegerField()
    # From and until which age, in whole years on the day of application; empty: no bound.
    age_from = models.PositiveSmallIntegerField(null=True)
    age_until = models.PositiveSmallIntegerField(null=True)
    # Answers for which the age does not matter: {"age_basis": ["married"]}.
    age_waived_when = models.JSONField(default=dict)
    # Recorded earlier, but printed only from this age on.
    print_from_age = models.PositiveSmallIntegerField(null=True)
    # A parent may register several children at once; nobody needs two cards at once.
    repeatable = models.BooleanField(default=False)
    legal_basis = models.CharField(max_length=200)
    order = models.PositiveSmallIntegerField()
    active = models.BooleanField(default=True)

    class Meta:
        ordering = ["order"]

    @property
    def summary(self) -> str:
        """One sentence on whom it is for, in the reader's language."""
        return self.summary_id if text.indonesian() else self.summary_en

    @property
    def makes_card(self) -> bool:
        """Whether the person goes home with a card."""
        return self.family == steps.Family.CARD


class Question(Bilingual):
    """Something to ask before the trip. The answer decides what must be brought, or that there is no need to come."""

    class Kind(models.TextChoices):
        CHOICE = "choice", _("pilihan")
        DATE = "date", _("tanggal")

    service = models.ForeignKey(Service, models.CASCADE, related_name="questions")
    code = models.CharField(max_length=30)
    kind = models.CharField(max_length=10, choices=Kind.choices, default=Kind.CHOICE)
    hint_id = models.CharField(max_length=240, blank=True)
    hint_en = models.CharField(max_length=240, blank=True)
    # [[value, Indonesian, English], ...] for a choice.
    choices = models.JSONField(default=list)
    # Asked only when earlier answers are among these: {"holds_card": ["no"]}.
    when = models.JSONField(default=dict)
    order = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["order"]
        constraints = [models.UniqueConstraint(fields=["service", "code"], name="one_question_per_code")]

    @property
    def hint(self) -> str:
        """A hint in the reader's language."""
        return self.hint_id if text.indonesian() else self.hint_en

    @property
    def options(self) -> list[tuple[str, str]]:
        """The choices as (value, text in the reader's language)."""
        return [(value, id_ if text.indonesian() else en) for value, id_, en in self.choices]

    def answer_text(self, value: str) -> str:
        """How an answer reads."""
        return dict(self.options).get(value, value)


class Dated(models.Model):
    """Something that holds from one day until another, on a legal basis."""

    valid_from = models.DateField()
    valid_until = models.DateField(null=True)
    legal_basis = models.CharField(max_length=200)

    class Meta:
        abstract = True


class Requirement(Bilingual, Dated):
    """Something to bring."""

    service = models.ForeignKey(Service, models.CASCADE, related_name="requirements")
    code = models.CharField(max_length=30)
    detail_id = models.CharField(max_length=240, blank=True)
    detail_en = models.CharField(max_length=240, blank=True)
    when = models.JSONField(default=dict)
    # The question that asks for its date, and how long it is good for from then on.
    dated_by = models.CharField(max_length=30, blank=True)
    good_for_days = models.PositiveSmallIntegerField(null=True)
    # Whether a photo of it can be sent ahead. The original is looked at in any case.
    uploadable = models.BooleanField(default=True)
    # Handed in when the new card is collected; without it there is no handing over.
    surrendered = models.BooleanField(default=False)
    order = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["order"]
        constraints = [
            models.UniqueConstraint(fields=["service", "code", "valid_from"], name="one_requirement_per_code_and_day"),
            models.CheckConstraint(
                condition=Q(dated_by="", good_for_days=None) | (~Q(dated_by="") & Q(good_for_days__isnull=False)),
                name="good_for_days_from_a_date",
            ),
        ]

    @property
    def detail(self) -> str:
        """A second line in the reader's language."""
        return self.detail_id if text.indonesian() else self.detail_en


class Advice(Bilingual, Dated):
    """Something to say on certain answers: a note, or that there is no need to come (yet)."""

    service = models.ForeignKey(Service, models.CASCADE, related_name="advice")
    when = models.JSONField(default=dict)
    # Coming now would be a wasted trip: the application cannot be started.
    stops = models.BooleanField(default=False)
    order = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["order"]


class Step(models.Model):
    """One step that a service takes; what is said of it stands in `steps`."""

    service = models.ForeignKey(Service, models.CASCADE, related_name="steps")
    code = models.CharField(max_length=12, choices=StepCode.choices)
    # Taken only on these answers: no recording for somebody who was recorded before.
    when = models.JSONField(default=dict)
    # What a recording step captures; empty: everything.
    captures = models.JSONField(default=list)
    order = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["order"]
        constraints = [models.UniqueConstraint(fields=["service", "code"], name="one_step_per_code")]

    def __str__(self) -> str:
        return f"{self.service_id} {self.code}"

    @property
    def rests_on(self) -> tuple[Need, ...]:
        """What must stand for it."""
        return steps.of(self.code).rests_on


def matches(when: dict[str, Any], answers: dict[str, Any]) -> bool:
    """Whether answers are among those that a condition names; no condition always matches."""
    return all(answers.get(code) in wanted for code, wanted in when.items())
