"""Which dates a person was told. One answer for all screens."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Count, Exists, Max, OuterRef, QuerySet, Sum, TextField
from django.db.models.functions import Cast

from pasti.applications import queries as applications
from pasti.applications.models import Application
from pasti.applications.states import State
from pasti.appointments import queries as appointments
from pasti.appointments.models import Booking
from pasti.appointments.queries import Stand
from pasti.catalogue import queries as catalogue
from pasti.catalogue import steps
from pasti.catalogue.models import Service
from pasti.catalogue.steps import StepCode
from pasti.kit import clock
from pasti.kit.prepared import Given
from pasti.offices import policy
from pasti.promises import history
from pasti.promises.cards import NO_BLANKS, Cards, takes_blank
from pasti.promises.history import Said
from pasti.promises.models import Basis, Making, Outcome, Pace, PrintPace, Promise, Stop, What
from pasti.readiness import queries as readiness
from pasti.readiness.models import Incident
from pasti.readiness.needs import Need
from pasti.readiness.queries import Standing

_STILL = (Stand.AHEAD, Stand.LATE)
AWAITED = (State.IN_PROGRESS, State.HELD)


@dataclass(frozen=True)
class Dates:
    """The dates of a case: when the person is expected, and by which day it will be ready, while that is awaited."""

    booking: Booking | None
    missed: bool
    ready_on: date | None
    # The day that was said before it, with why it does not hold.
    instead_of: Said | None = None
    # Its session is over, and people are served until `closes` today: coming late is coming.
    over: Booking | None = None
    closes: datetime | None = None
    # The office freed it, and why: no fault of the person's.
    freed: Booking | None = None
    why_freed: str = ""
    # Why keeping the booking would be in vain, as far as is known now.
    in_vain: str = ""
    # The day that was said before, and why it is not said now: what it rests on does not stand.
    said_before: date | None = None
    unsure: str = ""

    @property
    def late(self) -> bool:
        """Whether it should have been ready before today."""
        return self.promised is not None and self.promised < clock.today()

    @property
    def promised(self) -> date | None:
        """The day that was said, whether it is still told or not."""
        return self.ready_on or self.said_before


def dates_of(application: Application) -> Dates:
    """Return which dates a person is told for a case now."""
    standing = appointments.standing(application)
    stand, booking = standing.stand, standing.booking
    said = current(application) if application.state in AWAITED else None
    fallen = _fallen_ahead(application) if said else []
    # A day that was given anew counts with what does not stand; until then nobody says one.
    told = said if not fallen or _reckoned_with(fallen) else None
    before = said or (_suspended(application) if application.state == State.HELD else None)
    return Dates(
        booking=booking if stand == Stand.AHEAD else None,
        missed=stand == Stand.MISSED,
        ready_on=told.day if told else None,
        instead_of=history.before(told) if told else None,
        said_before=before.day if before and not told else None,
        unsure=" ".join(readiness.told(fallen)) if said else _no_day_of(application),
        over=booking if stand == Stand.LATE else None,
        closes=standing.closes,
        freed=booking if stand == Stand.FREED else None,
        why_freed=appointments.why_freed(booking) if stand == Stand.FREED else "",
        in_vain=appointments.in_vain_at(application, booking.session) if booking and stand in _STILL else "",
    )


def _no_day_of(application: Application) -> str:
    """Why no day is said for a case on which the office works, if that is for want of blanks."""
    if application.state != State.IN_PROGRESS or not takes_blank(application) or _awaits_person(application):
        return ""
    cards = Cards()
    return str(NO_BLANKS) if cards.lacks_blanks(cards.ahead_of(application)) else ""


def _fallen_ahead(application: Application) -> list[Standing]:
    """Return what of all that a date still rests on does not stand now."""
    service = application.service.code
    standings = [readiness.stands(need, service) for need in needs_ahead(application)]
    return [standing for standing in standings if not standing.stands]


def _reckoned_with(fallen: list[Standing]) -> bool:
    noticed = set(Stop.objects.filter(over_at=None, until__isnull=False).values_list("need", flat=True))
    return all(standing.need in noticed for standing in fallen)


def needs_ahead(application: Application) -> list[Need]:
    """Return what must stand for the steps of a case that are still to be done."""
    ahead = {need for step in application.steps.all() if step.done_at is None for need in step.rests_on}
    return [need for need in Need if need in ahead]


def _suspended(application: Application) -> Promise | None:
    """The day that was said until the centre held the case."""
    return Promise.objects.filter(application=application, what=What.READY).order_by("-pk").first()


def held_now(application: Application) -> Promise | None:
    """Return the promise that holds now, locked until the caller's transaction ends.

    Who waited for a making of many finds the promise that it put in the place of this one.
    """
    mine = Promise.objects.filter(application=application, what=What.READY, ended_at=None)
    return mine.select_for_update().first() or mine.select_for_update().first()


def current(application: Application) -> Promise | None:
    """Return the promise for a case that holds now, whether it is still awaited or not."""
    return Promise.objects.filter(application=application, what=What.READY, ended_at=None).first()


def ready_days(cases: Iterable[Application]) -> Mapping[int, date]:
    """Return by which day each of these cases was said to be ready, by key."""
    promises = Promise.objects.filter(application__in=list(cases), what=What.READY, ended_at=None)
    return dict(promises.values_list("application_id", "day"))


def without_a_day() -> list[int]:
    """Return the cases in progress, by key, for which a card must be made and no day is said, on the office's turn."""
    unsaid = ~Exists(Promise.objects.filter(application=OuterRef("pk"), what=What.READY, ended_at=None))
    cases = list(applications.yet_to_pass(StepCode.PRINTING).filter(unsaid).order_by("pk").values_list("pk", flat=True))
    at = applications.current_codes() if cases else {}
    return [case for case in cases if case in at and not steps.of(at[case]).waits_for_person]


def _awaits_person(case: Application) -> bool:
    at = case.current_step
    return bool(at and steps.of(at.code).waits_for_person)


def current_from(day: date | Given) -> QuerySet[Promise]:
    """Return the promises that hold now and say this day or a later one, whether they are still awaited or not."""
    return Promise.objects.filter(what=What.READY, ended_at=None, day__gte=day)


def to_be_kept(today: date | Given | None = None) -> QuerySet[Promise]:
    """Return the promises that are still awaited and whose day is not over."""
    awaited = current_from(today or clock.today()).filter(application__state__in=AWAITED)
    return awaited.select_related("application__service")


def rows_to_be_kept() -> QuerySet[Promise]:
    """Return the same for who looks at all: with what each rests on as text (`needs`), and where its case is (`at`)."""
    kept = {"needs": Cast("rests_on", TextField()), "at": applications.current_code("application_id")}
    return to_be_kept().select_related(None).annotate(**kept).order_by()


def overdue(today: date | None = None) -> QuerySet[Promise]:
    """Return the promises of cases that should have been ready before today and are not, the oldest day first."""
    return (
        Promise.objects.filter(
            what=What.READY,
            ended_at=None,
            day__lt=today or clock.today(),
            application__state__in=AWAITED,
        )
        .select_related("application__service")
        .order_by("day", "id")
    )


def moved_by(needs: Iterable[str], begins: datetime, ends: datetime) -> int:
    """Return how many dates were given anew between two moments because one of these needs did not stand.

    What was given anew when it was announced that they will not stand is not in it (`moved_for`).
    """
    fallen = set(needs)
    makings = Making.objects.filter(plan=None, at__gte=begins, at__lte=ends).values_list("needs", "moved")
    return sum(moved for because, moved in makings if fallen.intersection(because))


def moved_for(incident: Incident) -> int:
    """Return how many dates were given anew because of an incident: when it was announced, and while it lasted."""
    announced = Making.objects.filter(plan=incident).aggregate(moved=Sum("moved"))["moved"] or 0
    return int(announced) + moved_by(incident.needs, *incident.span())


def stopped_between(needs: Iterable[str], begins: datetime, ends: datetime) -> list[Need]:
    """Return which of these needs did not stand at some time between two moments."""
    stops = Stop.objects.filter(need__in=list(needs), since__lt=ends, until__isnull=False)
    meanwhile = {stop.need for stop in stops if stop.ends > begins}
    return [need for need in Need if need in meanwhile]


# Of fewer promises than this nobody can say which share is kept.
ENOUGH = 20


@dataclass(frozen=True)
class Kept:
    """What became of the promises that ended in a time: how many were kept, moved in time, and broken."""

    stated: int
    kept: int = 0
    moved: int = 0
    broken: int = 0

    @property
    def share(self) -> int | None:
        """The share of those that were kept, of those that came to their day, in percent; None when there are none."""
        ended = self.kept + self.broken
        return round(100 * self.kept / ended) if ended else None

    @property
    def is_enough(self) -> bool:
        """Whether enough came to their day to say which share is kept."""
        return self.kept + self.broken >= ENOUGH

    @property
    def is_poor(self) -> bool:
        """Whether fewer were kept than it was said, of enough to say so."""
        return self.is_enough and self.share is not None and self.share < self.stated - 2


def kept_since(since: datetime, *, service: int | None = None) -> Kept:
    """Return what became of the promises that ended since a moment, of one service or of all."""
    ended, together = Promise.objects.filter(ended_at__gte=since), history.moved_together(since)
    if service is not None:
        ended = ended.filter(application__service=service)
        together = together.filter(promise__application__service=service)
    counts = dict(ended.values_list("outcome").annotate(n=Count("id")).order_by())
    return _kept(counts, together.count())


def _kept(counts: Mapping[str, int], together: int) -> Kept:
    moved = sum(counts.get(outcome, 0) for outcome in history.TAKEN_BACK) + together
    return Kept(stated(), counts.get(Outcome.KEPT, 0), moved, counts.get(Outcome.BROKEN, 0))


@dataclass(frozen=True)
class OfService:
    """What became of the dates of one service in a month, and for how many cases one was said in other words again."""

    service: Service
    kept: Kept
    cases: int
    moved_cases: int

    @property
    def moved_share(self) -> int:
        """Of the cases whose dates ended then, the share whose date was moved at least once, in percent."""
        return round(100 * self.moved_cases / self.cases) if self.cases else 0


def kept_in_month(first: date) -> list[OfService]:
    """Return what became of the dates that ended in a month, by service; only of services of which enough did."""
    begins, ends = clock.at(first), clock.at(next_month(first))
    ended = Promise.objects.filter(ended_at__gte=begins, ended_at__lt=ends).exclude(outcome=Outcome.DROPPED)
    counts = defaultdict[int, dict[str, int]](dict)
    for service, outcome, n in ended.order_by().values_list("application__service", "outcome").annotate(n=Count("id")):
        counts[service][outcome] = n
    moved = history.moved_together(begins, ends).order_by().values_list("promise__application__service")
    together = dict(moved.annotate(n=Count("id")))
    cases = history.cases_by_service(first, next_month(first))
    services = catalogue.all_services().filter(pk__in=cases).order_by("code")
    found = [
        OfService(service, _kept(counts[service.pk], together.get(service.pk, 0)), *cases[service.pk])
        for service in services
    ]
    return [one for one in found if one.kept.is_enough]


def next_month(first: date) -> date:
    """Return the first day of the month after one."""
    return (first.replace(day=1) + timedelta(days=32)).replace(day=1)


def last_month(first: date) -> date:
    """Return the first day of the month before one."""
    return (first.replace(day=1) - timedelta(days=1)).replace(day=1)


def stated() -> int:
    """Return the share of dates that is said to be kept, in percent."""
    return policy.value("promises.stated")


def last_ended(service: int, count: int = 500) -> list[bool]:
    """Return of the last promises of a service that came to their day whether each was kept, the oldest first."""
    ended = Promise.objects.filter(application__service=service, outcome__in=[Outcome.KEPT, Outcome.BROKEN])
    outcomes = ended.order_by("-ended_at", "-id").values_list("outcome", flat=True)[:count]
    return [outcome == Outcome.KEPT for outcome in reversed(outcomes)]


def measured_that_ended(service: int, after: datetime | None, until: datetime) -> list[tuple[bool, float]]:
    """Return whether dates of a service were kept that followed from what was measured, and came to their day.

    Those that ended after one moment and until another, in the order in which they ended; each with the share at which
    it was said.
    """
    ended = Promise.objects.filter(application__service=service, basis=Basis.MEASURED, ended_at__lte=until)
    ended = ended.filter(outcome__in=[Outcome.KEPT, Outcome.BROKEN])
    if after:
        ended = ended.filter(ended_at__gt=after)
    rows = ended.order_by("ended_at", "id").values_list("outcome", "stated")
    return [(outcome == Outcome.KEPT, share) for outcome, share in rows]


def last_measured(service: int, count: int) -> list[Promise]:
    """Return the last dates of a service that followed from what was measured and were not taken back, in their order.

    Awaited, kept or broken, at most so many.
    """
    said = Promise.objects.filter(application__service=service, what=What.READY, basis=Basis.MEASURED)
    said = said.filter(outcome__in=["", Outcome.KEPT, Outcome.BROKEN]).select_related("application__service")
    return list(said.prefetch_related("application__steps").order_by("-id")[:count])[::-1]


def mark() -> tuple[object, ...]:
    """Return a mark that changes whenever what is told of the promises of all together does, beside the journal.

    It covers the promises that ended today and those that were moved together (of them `kept_since` and `last_ended`
    tell; not each of them is journalled), what is reckoned to stand still and until when, and when it was last measured
    how long things take and how many cards are made in a day (by these `Days.usual` finds its days). Not rules, plans,
    the calendar, blanks and the cards that are ahead: the journal has those. As cheap as it can be: a stretch of one
    index, and one row for each need at most.
    """
    today = {"outcome__in": Outcome.values, "ended_at__gte": clock.at(clock.today())}
    ended = Promise.objects.filter(**today).order_by("outcome").values_list("outcome")
    return (
        list(ended.annotate(n=Count("*"), last=Max("ended_at"))),
        last_making(),
        reckoned_still(),
        Pace.objects.aggregate(last=Max("measured_at"))["last"],
        PrintPace.objects.aggregate(last=Max("measured_at"))["last"],
    )


def reckoned_still() -> list[tuple[int, datetime | None]]:
    """Return what is reckoned to stand still now, and until when: a day is told, or not told, by it (`dates_of`)."""
    still = Stop.objects.filter(over_at=None, until__isnull=False).order_by("pk")
    return list(still.values_list("pk", "until"))


def last_making() -> int:
    """Return the last time that many dates were given anew together, by its key; 0: never."""
    return Making.objects.aggregate(last=Max("pk"))["last"] or 0
