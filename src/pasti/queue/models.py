"""Numbers: one person's coming to the office on one day, with one number from door to door."""

import secrets
from datetime import timedelta
from typing import ClassVar

from django.db import models
from django.db.models import Q

from pasti.applications.models import Application
from pasti.catalogue.models import Service
from pasti.journal.moves import Stateful
from pasti.kit import clock, waits
from pasti.kit.words import WordsField
from pasti.offices.models import Counter, Hall, Lane
from pasti.queue.outcomes import Ending, Outcome, Reason
from pasti.queue.states import AT_COUNTER, LIVE, OVER, TICKET, State

_TOLD = Q(outcome__in=[Outcome.SERVED, Outcome.PARTLY, Outcome.IN_VAIN])
_NOT_ALL = Q(outcome__in=[Outcome.PARTLY, Outcome.IN_VAIN])


def _token() -> str:
    return secrets.token_urlsafe(9)


class LaneDay(models.Model):
    """The last number that was given out in a lane on a day."""

    lane = models.ForeignKey(Lane, models.PROTECT, related_name="+")
    day = models.DateField()
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["lane", "day"], name="one_count_per_lane_and_day")]

    def __str__(self) -> str:
        return f"{self.lane_id} {self.day} {self.last}"


class CounterDay(models.Model):
    """How many priority numbers a counter has called in a row on a day, while others waited there."""

    counter = models.ForeignKey(Counter, models.PROTECT, related_name="+")
    day = models.DateField()
    priority_in_a_row = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["counter", "day"], name="one_row_per_counter_and_day")]

    def __str__(self) -> str:
        return f"{self.counter_id} {self.day} {self.priority_in_a_row}"


class Ticket(Stateful):
    """A number. Its letter is that of the lane where it was taken; `lane` is where its holder waits now."""

    MACHINE = TICKET
    State: ClassVar = State

    day = models.DateField()
    letter = models.CharField(max_length=1)
    sequence = models.PositiveIntegerField()
    lane = models.ForeignKey(Lane, models.PROTECT, related_name="tickets")
    application = models.ForeignKey(Application, models.PROTECT, null=True, related_name="tickets")
    # For the page on the holder's phone; says nothing about the person.
    token = models.CharField(max_length=16, unique=True, default=_token)
    issued_at = models.DateTimeField(default=clock.now)
    # What its holder said at the kiosk that they come for, and what they answered; the clerk need not ask again.
    wants = models.ForeignKey(Service, models.PROTECT, null=True, related_name="+")
    answers = models.JSONField(default=dict)
    # Of a lane for those who come first; it stays so in every lane that it is passed on to.
    priority = models.BooleanField(default=False)
    # The session for which its holder came, if they have an appointment today.
    booked_for = models.DateTimeField(null=True)
    # Since when its holder waits in this lane; and since when the wait counts, which is the order of calling (`order`).
    queued_at = models.DateTimeField(default=clock.now)
    counts_from = models.DateTimeField(default=clock.now)
    # How long its holder had waited, as it counts, when it was called: the wait goes on in the next lane.
    waited = models.DurationField(default=timedelta)
    # How often it was called in vain and waited again.
    times_back = models.PositiveSmallIntegerField(default=0)
    counter = models.ForeignKey(Counter, models.PROTECT, null=True, related_name="tickets")
    called_at = models.DateTimeField(null=True)
    calls = models.PositiveSmallIntegerField(default=0)
    # The moves of cases that were taken under it, as words: without any, nobody was served.
    done = models.CharField(max_length=200, blank=True)
    # How the coming ended (`outcomes`): with a reason unless all was done, with a sentence if it is another reason.
    outcome = models.CharField(max_length=10, choices=Outcome.choices, blank=True)
    reason = models.CharField(max_length=14, choices=Reason.choices, blank=True)
    said = WordsField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["day", "letter", "sequence"], name="no_number_twice_on_a_day"),
            models.UniqueConstraint(
                fields=["counter"], condition=Q(state__in=AT_COUNTER), name="one_current_ticket_per_counter"
            ),
            models.UniqueConstraint(
                fields=["application"], condition=Q(state__in=LIVE), name="one_live_ticket_per_case"
            ),
            models.CheckConstraint(
                condition=Q(state__in=AT_COUNTER, counter__isnull=False) | ~Q(state__in=AT_COUNTER),
                name="counter_when_called",
            ),
            models.CheckConstraint(
                condition=(Q(state__in=OVER) & ~Q(outcome="")) | (~Q(state__in=OVER) & Q(outcome="")),
                name="ticket_outcome_when_over",
            ),
            models.CheckConstraint(
                condition=(_NOT_ALL & ~Q(reason="")) | (~_NOT_ALL & Q(reason="")), name="ticket_reason_unless_served"
            ),
            models.CheckConstraint(
                condition=(Q(reason=Reason.OTHER) & ~Q(said="")) | (~Q(reason=Reason.OTHER) & Q(said="")),
                name="ticket_other_reason_is_said",
            ),
            models.CheckConstraint(
                condition=(_TOLD & Q(ended_at__isnull=False)) | (~_TOLD & Q(ended_at=None)),
                name="ticket_ended_at_when_told",
            ),
            models.CheckConstraint(
                condition=(Q(outcome__in=[Outcome.SERVED, Outcome.PARTLY]) & ~Q(done=""))
                | (Q(outcome=Outcome.IN_VAIN) & Q(done=""))
                | ~_TOLD,
                name="nobody_is_served_without_anything_done",
            ),
            models.CheckConstraint(
                condition=~Q(outcome=Outcome.SERVED) | Q(state=State.DONE), name="ticket_served_is_done"
            ),
            models.CheckConstraint(
                condition=~Q(outcome=Outcome.IN_VAIN) | ~Q(state=State.DONE), name="ticket_in_vain_is_not_done"
            ),
        ]
        indexes = [models.Index(fields=["lane", "state", "counts_from"]), models.Index(fields=["day", "state"])]

    def __str__(self) -> str:
        return self.number

    @property
    def number(self) -> str:
        """C-001."""
        return f"{self.letter}-{self.sequence:03d}"

    @property
    def of_today(self) -> bool:
        """Whether it still holds: a number is for one day."""
        return self.day == clock.today()

    @property
    def subject(self) -> str:
        return f"ticket:{self.day}/{self.number}"

    @property
    def deeds(self) -> list[str]:
        """The moves of cases that were taken under it."""
        return self.done.split()

    @property
    def ending(self) -> Ending | None:
        """How the coming ended, once it has and somebody wrote it down."""
        if self.outcome in ("", Outcome.NOT_RECORDED):
            return None
        return Ending(Outcome(self.outcome), Reason(self.reason) if self.reason else None, self.said)

    @property
    def case_number(self) -> str:
        return self.application.number if self.application else ""


class Stay(models.Model):
    """One wait of a number in a lane, and the time at the counter that it led to: what was said of it, and what came.

    It is written by what follows the number (`stays`), and read by what is said to others (`waits`).
    """

    ticket = models.ForeignKey(Ticket, models.CASCADE, related_name="stays")
    lane = models.ForeignKey(Lane, models.PROTECT, related_name="+")
    began_at = models.DateTimeField()
    # In seconds: between what the wait was said to last, when it began. None: too little was known.
    said_low = models.PositiveIntegerField(null=True)
    said_high = models.PositiveIntegerField(null=True)
    # How long it was expected to last, and its relative variance, of which the range was made.
    expected = models.FloatField(null=True)
    spread = models.FloatField(null=True)
    called_at = models.DateTimeField(null=True)
    waited = models.PositiveIntegerField(null=True)
    counter = models.ForeignKey(Counter, models.PROTECT, null=True, related_name="+")
    # How long the counter stood free before it called, though somebody waited.
    idle = models.PositiveIntegerField(null=True)
    left_at = models.DateTimeField(null=True)
    # From the call until the counter was free again.
    took = models.PositiveIntegerField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["ticket"], condition=Q(left_at=None), name="one_stay_of_a_number_at_a_time"
            ),
            models.CheckConstraint(
                condition=Q(called_at=None, waited=None, counter=None)
                | Q(called_at__isnull=False, waited__isnull=False, counter__isnull=False),
                name="stay_waited_until_called",
            ),
            models.CheckConstraint(
                condition=Q(said_low=None, said_high=None, expected=None, spread=None)
                | Q(said_low__lte=models.F("said_high"), expected__isnull=False, spread__isnull=False),
                name="stay_said_is_a_range",
            ),
        ]
        indexes = [models.Index(fields=["left_at"]), models.Index(fields=["called_at"])]

    def __str__(self) -> str:
        return f"{self.ticket_id} {self.lane_id} {self.began_at}"


class StubPrinter(models.Model):
    """The printer for numbers beside a kiosk: of a hall, or of every kiosk in none that has its own."""

    class Width(models.IntegerChoices):
        NARROW = 58
        WIDE = 80

    hall = models.OneToOneField(Hall, models.CASCADE, null=True, related_name="+")
    # Where it listens: a name or an address, and a port.
    host = models.CharField(max_length=100)
    port = models.PositiveIntegerField(default=9100)
    # Of its paper, in mm.
    width = models.PositiveSmallIntegerField(choices=Width.choices, default=Width.NARROW)

    class Meta:
        constraints = [
            models.UniqueConstraint(models.Value(1), condition=Q(hall=None), name="one_stub_printer_for_all_halls"),
            models.CheckConstraint(condition=Q(port__gte=1, port__lte=65535), name="stub_printer_port_is_one"),
            models.CheckConstraint(condition=Q(width__in=[58, 80]), name="stub_printer_width_is_one"),
        ]

    def __str__(self) -> str:
        return f"{self.host}:{self.port}"


class Stub(models.Model):
    """A number on paper: asked for, on its way to a printer, and what became of it (docs/adr/0075)."""

    class State(models.TextChoices):
        ASKED = "asked"
        SENDING = "sending"
        # The printer has taken all of it.
        PRINTED = "printed"
        # Surely not on paper.
        FAILED = "failed"
        # Perhaps on paper: it is never sent again by itself.
        UNKNOWN = "unknown"

    ticket = models.ForeignKey(Ticket, models.CASCADE, related_name="stubs")
    # The how manieth of this number; who asks for it twice gets it once.
    nth = models.PositiveSmallIntegerField()
    # Whether another one is, or may be, on paper already: then it says so.
    is_copy = models.BooleanField()
    host = models.CharField(max_length=100)
    port = models.PositiveIntegerField()
    width = models.PositiveSmallIntegerField()
    language = models.CharField(max_length=5)
    state = models.CharField(max_length=8, choices=State.choices, default=State.ASKED)
    asked_at = models.DateTimeField(default=clock.now)
    sent_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["ticket", "nth"], name="stub_is_printed_once"),
            models.UniqueConstraint(
                fields=["ticket"], condition=Q(state__in=["asked", "sending"]), name="one_stub_of_a_number_under_way"
            ),
            models.CheckConstraint(condition=Q(nth__gte=1), name="stub_is_counted_from_one"),
            models.CheckConstraint(
                condition=Q(state="asked", sent_at=None) | Q(state="failed") | ~Q(sent_at=None),
                name="stub_sent_at_when_sent",
            ),
        ]
        indexes = [models.Index(fields=["state", "asked_at"], name="stubs_under_way")]

    def __str__(self) -> str:
        return f"{self.ticket_id} {self.nth} {self.state}"


# Whoever waits or was called before the clock was set back comes before those after it.
waits.waits_by(Ticket, "queued_at", "counts_from", "called_at")
