"""What may be answered now, the link under which it is, and what was asked and not answered."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from pasti.answers import links, rules, times
from pasti.answers.models import About, Answer
from pasti.answers.occasions import Occasion, occasion_of
from pasti.answers.states import Choice, State
from pasti.answers.times import Stretch
from pasti.applications import queries as applications
from pasti.applications.models import Application
from pasti.appointments.queries import Day, Slot
from pasti.handover.models import Relation
from pasti.journal import queries as journal
from pasti.kit import clock, text
from pasti.kit.words import Words

# What somebody is waited for about.
ASKED = (About.VISIT, About.MISSED, About.FREED)


@dataclass(frozen=True)
class Choices:
    """What the holder of a case may choose now, each with what it is chosen from; `why_not` says why others not."""

    occasion: Occasion | None
    open: list[Choice] = field(default_factory=list)
    why_not: dict[Choice, str] = field(default_factory=dict)
    # To move: the nearest sessions, and all days.
    nearest: list[Slot] = field(default_factory=list)
    days: list[Day] = field(default_factory=list)
    # To collect later.
    weeks: list[Stretch] = field(default_factory=list)
    later_days: list[Stretch] = field(default_factory=list)
    # By a representative.
    relations: list[Relation] = field(default_factory=list)

    def __contains__(self, choice: Choice) -> bool:
        return choice in self.open


def choices(application: Application) -> Choices:
    """Return what may be answered for a case now, obeying the calendar and all that does not stand (readiness)."""
    occasion = occasion_of(application)
    if occasion is None:
        return Choices(None, why_not=dict.fromkeys(Choice, rules.nothing_to_answer()))
    why_not = {choice: rules.why_not(application, occasion, choice) for choice in Choice}
    open_ones = [choice for choice in Choice if not why_not[choice]]
    moves, later = Choice.MOVE in open_ones, Choice.LATER in open_ones
    return Choices(
        occasion,
        open_ones,
        {choice: why for choice, why in why_not.items() if why},
        nearest=times.nearest(application, occasion) if moves else [],
        days=times.days_on_offer(application, occasion) if moves else [],
        weeks=times.weeks_later(application) if later else [],
        later_days=times.days_later(application) if later else [],
        relations=rules.relations_of(application) if Choice.REPRESENT in open_ones else [],
    )


def awaits_visit(application: Application) -> bool:
    """Whether what a case asks now is to keep a visit that stands: it is ahead, or late on its day, and not in vain."""
    occasion = occasion_of(application)
    return occasion is not None and occasion.about == About.VISIT and not occasion.in_vain


def link_for(application: Application) -> str:
    """Return the address under which the holder answers what a case asks now; nothing when it asks nothing.

    The same as long as the occasion is the same; it writes nothing. For one message to the case's own number: whoever
    has it may choose, and reads the stage and the date only.
    """
    occasion = occasion_of(application)
    return links.link_to(application, occasion) if occasion else ""


def given(application: Application) -> Answer | None:
    """Return the answer that stands now: to the present occasion, or one that led to it. None if it is still open."""
    occasion = occasion_of(application)
    if occasion is None:
        return None
    stands = _given_last(Answer.objects.filter(application=application, led_to=occasion.mark)).first()
    # Whoever would collect on a day that is over, or on which the office is closed now, is asked again.
    return None if stands and stands.choice == Choice.LATER and _stretch(stands) is None else stands


def _stretch(row: Answer) -> Stretch | None:
    """Return when an answer says that something is collected, unless that is over; by the clock."""
    found = Stretch(row.day, row.until) if row.day else None
    return found if found and found.last >= clock.today() else None


@dataclass(frozen=True)
class TakenBack:
    """A day or week for collecting that was chosen and on which nothing is handed over any more, and why."""

    when: Words
    why: Words


def taken_back(application: Application) -> TakenBack | None:
    """Return the day or week for collecting that a case's holder chose last, if the office has taken it back since."""
    rows = Answer.objects.filter(application=application).exclude(answered_at=None)
    last = rows.order_by("-answered_at", "-pk").first()
    if last is None or last.choice != Choice.LATER or last.day:
        return None
    entry = journal.of_subject(last.subject).filter(kind__in=["answer.take_back", "answer.free"]).last()
    if entry is None:
        return None
    # In earlier versions only a closed office took one back.
    why = entry.facts.get("why") or text.both(lambda: _("kantor tutup"))
    return TakenBack(Words(entry.facts["what"]), Words(why))


@dataclass(frozen=True)
class Wishes:
    """What a holder has answered about collecting: when, and who comes."""

    stretch: Stretch | None = None
    name: str = ""
    relation: Relation | None = None
    # Nobody comes: it is brought to the home.
    delivered: bool = False


def wishes(application: Application) -> Wishes:
    """Return when a case's card will be collected and by whom, as its holder last said."""
    found, when_is_said = Wishes(delivered=bool(delivered([application]))), False
    for row in _given_last(Answer.objects.filter(application=application)):
        if row.name and not found.name:
            found = replace(found, name=row.name, relation=Relation(row.relation))
        if row.day and not when_is_said:
            found = replace(found, stretch=_stretch(row))
        when_is_said = when_is_said or row.day is not None or row.choice in (Choice.MOVE, Choice.TAKE)
    return found


def _given_last(rows: QuerySet[Answer]) -> QuerySet[Answer]:
    return rows.filter(state=State.GIVEN).order_by("-answered_at", "-pk")


def delivered(cases: Iterable[Application]) -> set[int]:
    """Return of which of these cases, by key, the holder has asked that it be brought to the home, and holds to it.

    Who chooses another way to get it has taken that back; who says that they wait for a date, or calls a visit off, has
    said nothing of it.
    """
    says = Q(choice__in=[Choice.DELIVERED, Choice.LATER, Choice.REPRESENT, Choice.MOVE])
    says |= Q(choice=Choice.KEEP) & ~Q(about=About.DATE)
    last: dict[int, str] = {}
    for case, choice in _given_last(Answer.objects.filter(says, application__in=list(cases))).values_list(
        "application", "choice"
    ):
        last.setdefault(case, choice)
    return {case for case, choice in last.items() if choice == Choice.DELIVERED}


def collect_on(cases: Iterable[Application]) -> dict[int, date]:
    """Return of these cases, by key, the last day on which the holder has said they collect, if they hold to it."""
    says = Q(day__isnull=False) | Q(choice__in=[Choice.MOVE, Choice.TAKE, Choice.DELIVERED])
    rows = _given_last(Answer.objects.filter(says, application__in=list(cases)))
    last: dict[int, date | None] = {}
    for case, day, until in rows.values_list("application", "day", "until"):
        last.setdefault(case, until or day)
    return {case: day for case, day in last.items() if day}


def of_case(application: Application) -> QuerySet[Answer]:
    """Return all that a case's holder was asked, the newest first."""
    return Answer.objects.filter(application=application).order_by("-asked_at", "-pk")


def waiting(words: str = "", *, about: str = "") -> QuerySet[Answer]:
    """Return what was asked and is not answered, the longest asked first; by number or part of a name.

    Of a visit only (`ASKED`): nobody is waited for who only reads a date, or may come whenever they like.
    """
    rows = Answer.objects.filter(state=State.AWAITED).select_related("application__service")
    if about in ASKED:
        rows = rows.filter(about=about)
    if words:
        rows = rows.filter(application__in=applications.search(words).order_by().values("pk"))
    return rows.order_by("asked_at", "pk")


def open_of(application: Application) -> list[Answer]:
    """Return what a case was asked and has not answered."""
    return list(Answer.objects.filter(application=application, state=State.AWAITED))
