"""The case: what somebody wants, what they said and showed, and how far it is."""

from datetime import date
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from pasti.applications import record_status
from pasti.applications.states import APPLICATION, LIVE, UNDER_WAY, State
from pasti.catalogue import steps
from pasti.catalogue.answers import ends_on
from pasti.catalogue.models import Service
from pasti.catalogue.steps import StepCode
from pasti.journal.moves import Stateful
from pasti.kit import blobs, clock, text
from pasti.kit.words import WordsField
from pasti.readiness.needs import Need
from pasti.residents import lists
from pasti.residents.models import Biodata, Resident


class Channel(models.TextChoices):
    """How an application reached the office."""

    ONLINE = "online", _("daring")
    COUNTER = "counter", _("di loket")


class Application(Stateful, Biodata):
    """One case, from the first contact on."""

    MACHINE = APPLICATION
    State: ClassVar = State

    number = models.CharField(max_length=14, unique=True)
    code_hash = models.CharField(max_length=64)
    service = models.ForeignKey(Service, models.PROTECT, related_name="+")
    # Copied from the service: whether the person may have a second case of it under way.
    repeatable = models.BooleanField(default=False)
    answers = models.JSONField(default=dict)
    channel = models.CharField(max_length=10, choices=Channel.choices)
    filed_by = models.CharField(max_length=80)
    # The sheet it was typed into at a counter and its words (see sheets): the same sent twice is one case.
    form = models.CharField(max_length=32, blank=True)
    resident = models.ForeignKey(Resident, models.PROTECT, null=True, related_name="applications")
    started_at = models.DateTimeField(default=clock.now)
    submitted_at = models.DateTimeField(null=True)
    accepted_at = models.DateTimeField(null=True)
    # What the person must still do or know (missing papers, why it is held): a sentence of ours, or the office's words.
    remark = WordsField()
    # Which doubts about its data somebody has settled, each with the mark of that data (see doubts).
    settled = models.JSONField(default=dict)
    # The serial of the card or the number of the document that came out of it.
    product = models.CharField(max_length=40, blank=True)
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["nik", "service"],
                condition=Q(state__in=UNDER_WAY, repeatable=False),
                name="one_case_under_way_per_person_and_service",
            ),
            models.UniqueConstraint(fields=["form"], condition=~Q(form=""), name="one_case_per_form"),
            models.CheckConstraint(
                condition=Q(state="closed", closed_at__isnull=False) | (~Q(state="closed") & Q(closed_at=None)),
                name="closed_at_when_closed",
            ),
        ]
        indexes = [
            models.Index(fields=["state", "accepted_at"]),
            models.Index(fields=["nik"]),
            models.Index(fields=["name"]),
        ]

    def __str__(self) -> str:
        return self.shown_number

    @property
    def subject(self) -> str:
        return f"application:{self.number}"

    @property
    def case_number(self) -> str:
        return self.number

    @property
    def shown_number(self) -> str:
        """3275-481-770-8161."""
        return text.spaced(self.number)

    @property
    def live(self) -> bool:
        """Whether the office or the person still has something to do."""
        return self.state in LIVE

    @property
    def current_step(self) -> "CaseStep | None":
        """The step that comes next, if the case goes on."""
        if self.state in LIVE:
            return next((step for step in self.steps.all() if step.done_at is None), None)
        return None

    @property
    def nationality_shown(self) -> str:
        """The nationality as the reader knows it: WNI, or the country."""
        return dict(lists.country_choices()).get(self.nationality, self.nationality)

    @property
    def permit_until(self) -> date | None:
        """The last day of a foreigner's stay permit, as the answers say."""
        return ends_on(self.answers)

    @property
    def records(self) -> bool:
        """Whether the person is recorded for it, or was."""
        return any(step.code == StepCode.RECORDING for step in self.steps.all())

    @property
    def owner(self) -> str:
        """The role that carries it on now."""
        step = self.current_step
        return str(steps.of(step.code).owner.label) if step else ""

    @property
    def latest_status(self) -> "RecordStatus | None":
        """What was last said of the record: in the order in which it was learned, for the centre has another clock."""
        return self.statuses.order_by("-id").first()


class CaseStep(models.Model):
    """One step of a case, as the service took it on the day it was submitted; what is said of it: `catalogue.steps`."""

    application = models.ForeignKey(Application, models.CASCADE, related_name="steps")
    code = models.CharField(max_length=12, choices=StepCode.choices)
    captures = models.JSONField(default=list)
    order = models.PositiveSmallIntegerField()
    done_at = models.DateTimeField(null=True)
    done_by = models.CharField(max_length=120, blank=True)

    class Meta:
        ordering = ["order"]
        constraints = [
            models.UniqueConstraint(fields=["application", "code"], name="one_case_step_per_code"),
            models.CheckConstraint(
                condition=Q(done_at=None, done_by="") | (Q(done_at__isnull=False) & ~Q(done_by="")),
                name="done_by_when_done",
            ),
        ]
        # Where each of many thousand cases is (`queries.current_code`) stands in the index itself.
        indexes = [
            models.Index(fields=["application", "order", "code"], condition=Q(done_at=None), name="steps_not_done")
        ]

    def __str__(self) -> str:
        return f"{self.application_id} {self.code}"

    @property
    def label(self) -> str:
        """The readable name of the step."""
        return str(StepCode(self.code).label)

    @property
    def rests_on(self) -> tuple[Need, ...]:
        """What must stand for it, as the catalogue says today."""
        return steps.of(self.code).rests_on

    @property
    def fallback(self) -> str:
        """What may be done instead while it cannot go on, in the reader's language."""
        return steps.of(self.code).fallback

    @property
    def stage(self) -> str:
        """The citizen's word for it, as it stands on the path of a case."""
        return str(steps.of(self.code).stage)

    @property
    def work(self) -> str:
        """The kind of work at a counter that it is, or nothing when the person is not there for it."""
        return steps.of(self.code).work(self.application.service.family)


class Document(models.Model):
    """A paper that was uploaded or photographed; the content lies in the blob store under its hash."""

    application = models.ForeignKey(Application, models.CASCADE, related_name="documents")
    requirement = models.CharField(max_length=30)
    title = models.CharField(max_length=240)
    sha256 = models.CharField(max_length=64)
    media_type = models.CharField(max_length=40)
    size = models.PositiveIntegerField()
    # The first page of a PDF as JPEG, in the blob store.
    first_page = models.CharField(max_length=64, blank=True)
    added_at = models.DateTimeField(default=clock.now)
    added_by = models.CharField(max_length=120)

    class Meta:
        ordering = ["added_at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["application", "requirement", "sha256"], name="one_document_per_content")
        ]
        indexes = [models.Index(fields=["sha256"]), models.Index(fields=["first_page"])]

    def __str__(self) -> str:
        return f"{self.requirement} {self.sha256[:12]}"

    @property
    def is_image(self) -> bool:
        """Whether a browser can show it as a picture."""
        return self.media_type.startswith("image/")


class RecordStatus(models.Model):
    """What the centre said of the record, in its own words. Never derived from our states, nor they from it."""

    application = models.ForeignKey(Application, models.CASCADE, related_name="statuses")
    code = models.CharField(max_length=60)
    at = models.DateTimeField()
    received_at = models.DateTimeField(default=clock.now)
    source = models.CharField(max_length=120)
    note = WordsField()

    class Meta:
        ordering = ["at", "id"]
        constraints = [models.UniqueConstraint(fields=["application", "code", "at"], name="one_status_per_moment")]

    def __str__(self) -> str:
        return f"{self.application_id} {self.code}"

    @property
    def meaning(self) -> str:
        """What the code means, in plain words."""
        return record_status.meaning(self.code)

    @property
    def for_office(self) -> str:
        """What the office has to do."""
        return record_status.for_office(self.code)


blobs.referred_from(Document, "sha256")
blobs.referred_from(Document, "first_page")
