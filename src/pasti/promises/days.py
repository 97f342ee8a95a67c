"""By which day something will be ready: one rule for all who ask, for one case and for many."""

from bisect import bisect_left
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from functools import cached_property

from pasti.applications import queries as applications
from pasti.applications.models import Application, CaseStep
from pasti.catalogue import steps
from pasti.catalogue.models import Service
from pasti.kit import clock
from pasti.offices import policy
from pasti.offices import queries as offices
from pasti.promises import queries
from pasti.promises.cards import Cards, takes_blank
from pasti.promises.models import Basis, Pace, Promise, Stop
from pasti.promises.working_time import WorkingTime
from pasti.readiness import queries as readiness
from pasti.readiness.needs import Need
from pasti.readiness.queries import Outage

_PAST, _AHEAD = timedelta(days=90), timedelta(days=240)


@dataclass(frozen=True)
class Ready:
    """A day, and the rule by which it was found: so many working hours, or working days, from a moment."""

    day: date
    basis: Basis
    begins_at: datetime
    hours: float | None = None
    days: int | None = None
    # The share at which it is said, where it follows from what was measured.
    share: float | None = None


class Days:
    """Finds days as things stand at one moment: the calendar, what stands still, and how long things take here."""

    def __init__(self, now: datetime | None = None) -> None:
        self.now = now or clock.now()
        self._times: dict[tuple[frozenset[str], frozenset[str], str, int], WorkingTime] = {}

    @cached_property
    def stops(self) -> list[Stop]:
        """What stood still lately, and does now."""
        return list(Stop.objects.filter(until__gte=self.now - _PAST))

    @cached_property
    def planned(self) -> list[Outage]:
        """What is planned to stand still, for all services or for some."""
        return readiness.outages(list(Need), planned_only=True)

    @cached_property
    def _met_alone(self) -> set[str]:
        """The services of which some plan speaks by name."""
        return {code for one in self.planned if one.incident for code in one.incident.services}

    @cached_property
    def share(self) -> float:
        """The share of promises that is said to be kept."""
        return queries.stated() / 100

    @cached_property
    def paces(self) -> Mapping[tuple[int, str], Pace]:
        """How long each stage of each service takes until it is ready, where enough was seen."""
        enough = policy.value("promises.enough")
        return {(pace.service_id, pace.step): pace for pace in Pace.objects.filter(finished__gte=enough)}

    def time(
        self, rests_on: Iterable[str] = (), ahead: Iterable[str] = (), service: str = "", passed: datetime | None = None
    ) -> WorkingTime:
        """Return the working time in which what rests on these needs goes on, for a service by its code.

        What stands still now counts only where it is still `ahead`; what stood still counts where it was rested on, but
        not for who had `passed` what rests on it when it fell: the moment at which the last step was done.
        What is planned for some services counts for these.
        """
        needs, later = frozenset(rests_on), frozenset(ahead)
        behind = self.behind(needs, later)
        met = len(behind) if passed is None else bisect_left([stop.since for stop in behind], passed)
        key = (needs, later, service if service in self._met_alone else "", met)
        if key not in self._times:
            counts = [s for s in self.stops if s.need in later and (s.need in needs or not s.over_at)] + behind[:met]
            planned = [one for one in self.planned if one.need in later and one.concerns(key[2])]
            stopped = [(stop.since, stop.ends) for stop in counts]
            stopped += [(one.begins, one.ends) for one in planned if one.ends]
            today = clock.local_day(self.now)
            self._times[key] = WorkingTime(today - _PAST, today + _AHEAD, stopped)
        return self._times[key]

    def behind(self, rests_on: Collection[str], ahead: Collection[str]) -> list[Stop]:
        """Return what stood still, and on which a step rested that is done, in the order in which it fell."""
        over = (stop for stop in self.stops if stop.over_at and stop.need in rests_on and stop.need not in ahead)
        return sorted(over, key=lambda stop: stop.since)

    @cached_property
    def passed(self) -> Mapping[int, datetime]:
        """When the last step that is done was done, of all that are awaited, by the case's key."""
        return applications.last_done(queries.AWAITED)

    @cached_property
    def cards(self) -> Cards:
        """What the print room can do."""
        return Cards()

    def ready(self, case: Application) -> Ready | None:
        """Return by which day a case whose papers are complete will be ready, as far as is known now.

        None: its card needs a blank that nobody has, nor knows when it comes.
        """
        ahead = needs_ahead(case)
        found = self._measured(case, ahead) or self._expected(case, ahead)
        if takes_blank(case):
            time = self.time(ahead, ahead, case.service.code)
            earliest = self.cards.earliest(self.cards.ahead_of(case), time)
            if earliest is None:
                return None
            if earliest > found.day:
                found = replace(found, day=earliest, basis=Basis.CARDS)
        printable = applications.printable_from(case)
        if printable and printable > found.day:
            # A birthday may fall on a Sunday: what is told is a day on which somebody can come.
            return replace(found, day=offices.working_day_from(printable), basis=Basis.PRINT_AGE)
        return found

    def _measured(self, case: Application, ahead: list[str]) -> Ready | None:
        """From how long it takes here. The time that the person takes to come is theirs: it is counted from now."""
        stage = first_of_the_office(case)
        pace = self.paces.get((case.service_id, stage.code)) if stage else None
        if stage is None or pace is None:
            return None
        begins = self.now if with_the_person(case) else begun_at(case, stage)
        time = self.time(ahead, ahead, case.service.code)
        waited = time.between(begins, self.now)
        share = self._share_of(pace)
        hours = pace.curve.within(share, waited=waited)
        if hours is None:
            return None
        hours = max(hours * pace.factor, waited)
        day = time.day_when(begins, hours)
        return Ready(day, Basis.MEASURED, begins, hours=hours, share=share) if day else None

    def _share_of(self, pace: Pace) -> float:
        return self.share if pace.share is None else pace.share

    def _expected(self, case: Application, ahead: list[str]) -> Ready:
        """As the office expects: so many working days from complete papers (Permendagri 19/2018 art. 3)."""
        begins = case.accepted_at or self.now
        count = case.service.expected_days
        day = self._after_days(begins, count, ahead, case.service.code)
        if day < clock.local_day(self.now):
            # It should have been ready: what is said now begins now.
            begins = self.now
            day = self._after_days(begins, count, ahead, case.service.code)
        return Ready(day, Basis.WORKING_DAYS, begins, days=count)

    def _after_days(self, begins: datetime, count: int, ahead: list[str], service: str) -> date:
        first = clock.local_day(begins)
        return self.time(ahead, ahead, service).day_after(first, count) or offices.add_working_days(first, count)

    def usual(self, service: Service, begins: datetime) -> Ready | None:
        """Return by which day a case of a service would be ready whose papers are complete at a moment.

        By the same rule as a promise: the time that the person takes to come on the way is theirs, and is not in it.
        """
        taken = [step.code for step in service.steps.all() if step.code in steps.making()]
        ahead = sorted({need.value for code in taken for need in steps.of(code).rests_on})
        stage = next((code for code in taken if not steps.of(code).waits_for_person), None)
        time = self.time(ahead, ahead, service.code)
        found = self._usual(self.paces.get((service.pk, stage)) if stage else None, begins, time)
        if found is None:
            count = service.expected_days
            found = Ready(self._after_days(begins, count, ahead, service.code), Basis.WORKING_DAYS, begins, days=count)
        # Its key is nobody's: it comes after all.
        day = self.not_before(found.day, 0, ahead, time)
        return replace(found, day=day) if day else None

    def _usual(self, pace: Pace | None, begins: datetime, time: WorkingTime) -> Ready | None:
        hours = pace.curve.within(self._share_of(pace)) if pace else None
        if pace is None or hours is None:
            return None
        day = time.day_when(begins, hours * pace.factor)
        return Ready(day, Basis.MEASURED, begins, hours=hours * pace.factor) if day else None

    def again(self, said: Promise, ahead: Iterable[str]) -> Ready:
        """Return the day that follows from the rule of a promise as the calendar and what stands still are now."""
        case = said.application
        time = self.time(said.rests_on, ahead, case.service.code, last_done_at(case))
        rule = (said.begins_at.timestamp(), said.hours, said.days)
        day, basis = by_rule(time, *rule) or said.day, basis_of(said.hours)
        if day > said.day or said.basis == Basis.CARDS:
            earliest = self.not_before(day, said.application_id, ahead, time) or said.day
            day, basis = earliest, Basis.CARDS if earliest > day else basis
        return Ready(day, basis, said.begins_at, said.hours, said.days, said.stated)

    def not_before(self, day: date | None, case: int, ahead: Iterable[str], time: WorkingTime) -> date | None:
        """Return a day, or the first on which the card of a case, by its key, can be made; None when nobody knows."""
        if day is None or Need.BLANKS.value not in ahead:
            return day
        earliest = self.cards.earliest(self.cards.place(case), time)
        return max(day, earliest) if earliest else None


def by_rule(time: WorkingTime, begins: float, hours: float | None, days: int | None) -> date | None:
    """Return the day after so many working hours, or else working days, from a moment, as a timestamp, in a time.

    None when that is beyond its span.
    """
    if hours is not None:
        return time.day_at(begins, hours)
    return time.day_after(clock.local_day(datetime.fromtimestamp(begins, UTC)), days or 0)


def basis_of(hours: float | None) -> Basis:
    """Return from what a day follows that only a rule was asked for: so many working hours, or none."""
    return Basis.WORKING_DAYS if hours is None else Basis.MEASURED


def needs_ahead(case: Application) -> list[str]:
    """Return what the steps that are not done yet rest on, as codes."""
    return [need.value for need in queries.needs_ahead(case)]


def with_the_person(case: Application) -> bool:
    """Whether the case waits for its person to come."""
    at = case.current_step
    return bool(at and steps.of(at.code).waits_for_person)


def first_of_the_office(case: Application) -> CaseStep | None:
    """Return the first stage that is not done and that the office carries on without the person."""
    return next((s for s in case.steps.all() if s.done_at is None and not steps.of(s.code).waits_for_person), None)


def last_done_at(case: Application) -> datetime | None:
    """Return when the last step that is done was done; None when none is."""
    return max((step.done_at for step in case.steps.all() if step.done_at), default=None)


def begun_at(case: Application, stage: CaseStep) -> datetime:
    """Return when a stage began: when the one before it was done, at the latest when the papers were complete."""
    done = [step.done_at for step in case.steps.all() if step.done_at and step.order < stage.order]
    return max(done, default=case.accepted_at or clock.now())
