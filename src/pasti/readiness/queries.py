"""What stands now, what will, and what stood. Asked when it is wanted: what stood this morning may have fallen."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Protocol

from django.db.models import DateTimeField, Q, QuerySet
from django.utils.translation import gettext as _

from pasti.journal import queries as journal
from pasti.journal.actors import Actor
from pasti.kit import clock, text
from pasti.kit.once import in_a_look, once
from pasti.kit.prepared import Columns, Rows
from pasti.offices.days import Calendar
from pasti.readiness import sentences
from pasti.readiness.damping import UNSEEN
from pasti.readiness.models import Effect, Incident, Interval, Watched
from pasti.readiness.needs import Need, State, about, needs_of
from pasti.readiness.probes import Answer, asked
from pasti.readiness.states import IncidentState

_WATCHED = Columns(
    lambda since: Watched.objects.filter(looked_at__gte=since).values_list("pk")[:1], since=DateTimeField()
)
_PRESENT = Rows(lambda: Interval.objects.filter(until=None).select_related("incident"))
_LIVE = Rows(
    lambda: Incident.objects.filter(state__in=(IncidentState.PLANNED, IncidentState.OPEN)).order_by("starts_at", "id")
)
_WORST_FIRST = (State.REVOKED, State.DOWN, State.DEGRADED, State.UNKNOWN, State.UP)


@dataclass(frozen=True)
class Standing:
    """How a need stands. What nobody can tell is taken to stand, and said to be unknown."""

    need: Need
    state: State
    why: str = ""
    since: datetime | None = None
    # Until when it does not, as far as somebody has said; and the incident that it belongs to.
    until: datetime | None = None
    incident: Incident | None = None
    # It was never set up here.
    absent: bool = False

    @property
    def stands(self) -> bool:
        """Whether what rests on it can be done."""
        return not self.state.fallen

    @property
    def known(self) -> bool:
        """Whether anybody can tell."""
        return self.state != State.UNKNOWN

    @property
    def said(self) -> str:
        """The need and how it is, in the reader's language: “sambungan ke pusat: terputus sejak …”."""
        if not self.why:
            return str(self.need.label)
        since = " " + _("sejak %s") % text.moment(self.since) if self.since else ""
        return f"{self.need.label}: {self.why}{since}"

    @property
    def told(self) -> str:
        """What the public reads when it does not stand: a sentence with since when and until when."""
        if self.incident:
            return sentences.whole(self.incident, [self.need])
        since = " " + _("sejak %s") % sentences.soon(self.since) if self.since else ""
        return f"{sentences.fallen(self.need)}{since}."


class Told(Protocol):
    """A need that does not stand, now or later."""

    @property
    def need(self) -> Need:
        """The need."""

    @property
    def incident(self) -> Incident | None:
        """To what it belongs."""

    @property
    def told(self) -> str:
        """What the public reads of it alone."""


def told(fallen: Iterable[Told]) -> list[str]:
    """Return what the public reads of several needs that do not stand: of one incident once, with those of them."""
    together: dict[str, list[Told]] = {}
    for one in fallen:
        together.setdefault(one.incident.number if one.incident else one.told, []).append(one)
    said = []
    for first, *others in together.values():
        if first.incident and others:
            said.append(sentences.whole(first.incident, needs_of(one.need for one in (first, *others))))
        else:
            said.append(first.told)
    return list(dict.fromkeys(said))


class Rests(Protocol):
    """A step, of a service or of a case."""

    @property
    def rests_on(self) -> Sequence[Need]:
        """What must stand for it."""

    @property
    def fallback(self) -> str:
        """What may be done instead while it cannot go on, in the reader's language."""


@dataclass(frozen=True)
class Going:
    """Whether a step can be done now, and how each thing that it rests on stands."""

    standings: list[Standing] = field(default_factory=list)
    # What may be done instead, if it cannot.
    instead: str = ""

    @property
    def fallen(self) -> list[Standing]:
        """What stands in the way."""
        return [standing for standing in self.standings if not standing.stands]

    @property
    def ok(self) -> bool:
        """Whether nothing that is known stands in the way."""
        return not self.fallen

    @property
    def reason(self) -> str:
        """What stands in the way, in the reader's language, or nothing."""
        return "; ".join(standing.said for standing in self.fallen)

    @property
    def told(self) -> str:
        """The same for the public: sentences with since when and until when."""
        return " ".join(told(self.fallen))

    @property
    def fallback(self) -> str:
        """What may be done instead; nothing while it can be done."""
        return "" if self.ok else self.instead

    @property
    def warning(self) -> str:
        """What goes on and yet has something to be said of it, in the reader's language, or nothing."""
        degraded = [s.said for s in self.standings if s.state == State.DEGRADED]
        return "; ".join(degraded)


def stands(need: Need, service: str = "", *, settled: bool = False) -> Standing:
    """Return how a need stands at this moment: what is measured or what somebody has said of it, the worse of both.

    `service` leaves out what was said for other services only; without it, that makes the need degraded. `settled` is
    for what is drawn once for many and kept (a wall display): as it was last written down (`version`), which is
    seconds old and does not flicker; nobody begins anything by it.
    """
    now = clock.now()
    measured = (_kept(need, now) if settled else None) or _measured(need, asked(need))
    running = [incident for incident in live_incidents() if incident.runs(now) and incident.meets(need, service)]
    said = [_as_said(need, incident, whole=bool(service) or not incident.services) for incident in running]
    worst = min([*filter(None, said), measured], key=lambda standing: _WORST_FIRST.index(standing.state))
    if worst.stands:
        return worst
    causing = [one for one, of_it in zip(running, said, strict=True) if (of_it and not of_it.stands) or not of_it]
    return replace(worst, incident=worst.incident or next(iter(causing), None), until=_last_end(causing, now))


def _measured(need: Need, answer: Answer | None) -> Standing:
    if answer is None:
        return Standing(need, State.UNKNOWN)
    return Standing(need, answer.state, answer.why, answer.since, absent=answer.absent)


def _kept(need: Need, now: datetime) -> Standing | None:
    """Return how a need stands as it was written down last, if somebody has watched lately."""
    row = _present_intervals(now).get(need.value)
    if row is None:
        return None
    # What fell and opened no incident was never there.
    absent = row.fallen and row.incident is None
    return Standing(need, State(row.state), str(row.why), row.since, incident=row.incident, absent=absent)


def _present_intervals(now: datetime) -> dict[str, Interval]:
    def find() -> dict[str, Interval]:
        return {row.need: row for row in _PRESENT.all()} if _WATCHED.all(since=now - UNSEEN) else {}

    return once("present intervals", find)


def _as_said(need: Need, incident: Incident, *, whole: bool) -> Standing | None:
    state = incident.says(clock.now())
    if state is None:
        return None
    why = str(incident.get_cause_display())
    if not whole and state.fallen:
        state, why = State.DEGRADED, _("%s, untuk sebagian layanan") % why
    return Standing(need, state, why, incident.starts_at, incident=incident)


def _last_end(causing: Sequence[Incident], now: datetime) -> datetime | None:
    """Return the latest forecast of some incidents; None when one has none, or has outlived its own."""
    ends = [incident.until for incident in causing if incident.until and incident.until > now]
    return max(ends) if ends and len(ends) == len(causing) else None


@in_a_look()
def can_go_on(step: Rests, service: str = "", *, by: Actor | None = None, settled: bool = False) -> Going:
    """Return whether a step can be done at this moment, what it rests on, and what may be done instead.

    `service` is the code of the service that it is a step of. `by` is who is about to do it: whoever holds a role and
    acts is on duty, whatever was said of others. `settled` as in `stands`.
    """
    roles = by.roles if by else frozenset()
    needed = [need for need in step.rests_on if about(need).role not in roles]
    return Going([stands(need, service, settled=settled) for need in needed], step.fallback)


def refusal(step: Rests, service: str = "", *, by: Actor | None = None) -> str:
    """Return why a step cannot be begun now, as a sentence; nothing when it can. The same as `can_go_on`."""
    going = can_go_on(step, service, by=by)
    return "" if going.ok else _("Belum dapat dilakukan sekarang: %s.") % going.reason


@in_a_look()
def board(*, settled: bool = False) -> list[Standing]:
    """Return how all needs stand now (`settled` as in `stands`)."""
    return [stands(need, settled=settled) for need in Need]


def live_incidents() -> list[Incident]:
    """Return the incidents that are planned or open, the first to begin first; asked once a page."""
    return once("live incidents", _LIVE.all)


def current_incidents() -> list[Incident]:
    """Return the incidents that are going on at this moment."""
    now = clock.now()
    return [one for one in live_incidents() if one.runs(now) and not (one.is_over(now) and _all_stand(one))]


def _all_stand(incident: Incident) -> bool:
    answers = [asked(need) for need in incident.scope]
    return all(answer is None or answer.stands for answer in answers)


def has_recovered(incident: Incident, *, settled: bool = False) -> bool:
    """Whether all of an open incident stands again, and nobody has said otherwise: then it is only watched."""
    if not incident.runs(clock.now()) or incident.says(clock.now()) is not None:
        return False
    return all(stands(need, settled=settled).stands for need in incident.scope)


def told_now(incident: Incident, *, settled: bool = False) -> str:
    """Return what the public reads of an incident, without when; of one that stands again, that it does."""
    recovered = has_recovered(incident, settled=settled)
    return sentences.recovered(incident) if recovered else sentences.told(incident)


def planned(until: datetime | None = None) -> list[Incident]:
    """Return what is announced and has not begun, until a moment if given, the first to begin first."""
    now = clock.now()
    ahead = [one for one in live_incidents() if one.state == IncidentState.PLANNED and one.starts_at > now]
    return [one for one in ahead if until is None or one.starts_at <= until]


def over(since: datetime | None = None) -> QuerySet[Incident]:
    """Return incidents that are closed or withdrawn, those that ended after a moment if given, the latest first."""
    ended = Incident.objects.filter(state__in=[IncidentState.CLOSED, IncidentState.WITHDRAWN])
    if since:
        ended = ended.filter(Q(closed_at__gte=since) | Q(closed_at=None, starts_at__gte=since))
    return ended.order_by("-starts_at", "-id")


def incident(pk: int) -> Incident | None:
    """Return one incident."""
    return Incident.objects.filter(pk=pk).first()


def by_subject(subject: str) -> Incident | None:
    """Return the incident that the journal calls so, if it is one."""
    noun, _colon, key = subject.partition(":")
    return incident(int(key)) if noun == Incident.MACHINE.noun and key.isdecimal() else None


@dataclass(frozen=True)
class Outage:
    """For how long a need does not stand, now or later, as far as is known; no end: nobody has said one."""

    need: Need
    begins: datetime
    ends: datetime | None
    incident: Incident | None = None

    @property
    def told(self) -> str:
        """What the public reads of it."""
        return sentences.whole(self.incident, [self.need]) if self.incident else f"{sentences.fallen(self.need)}."

    def concerns(self, service: str) -> bool:
        """Whether it is so for a service, or for all of them."""
        services = self.incident.services if self.incident else []
        return not services or service in services

    def touches(self, begins: datetime, ends: datetime) -> bool:
        """Whether it shares a moment with a time. What has no end lasts."""
        return self.begins < max(ends, begins + timedelta.resolution) and (self.ends is None or begins < self.ends)


@in_a_look()
def outages(
    needs: Iterable[Need], service: str = "", *, planned_only: bool = False, settled: bool = False
) -> list[Outage]:
    """Return when any of these needs does not stand, from now on, as far as is known; the first to begin first.

    What is planned counts from its beginning to its end; what is down now lasts until its forecast, and takes along
    what cannot outlast it (`foreseen`). `settled` as in `stands`.
    """
    now, found = clock.now(), list[Outage]()
    for need in dict.fromkeys(needs):
        found += [
            Outage(need, one.starts_at, one.until, one)
            for one in live_incidents()
            if one.planned and one.meets(need, service) and not one.is_over(now) and one.effect == Effect.DOWN
        ]
        if planned_only:
            continue
        standing = stands(need, service, settled=settled)
        if standing.stands and (coming := foreseen(need, service, settled=settled)):
            found.append(coming)
        as_planned = standing.incident is not None and standing.incident.planned and not standing.incident.is_over(now)
        if not standing.stands and not as_planned:
            found.append(Outage(need, standing.since or now, standing.until, standing.incident))
    return sorted(found, key=lambda outage: outage.begins)


def foreseen(need: Need, service: str = "", *, settled: bool = False) -> Outage | None:
    """Return for how long a need that stands will not, because what it lives on is down for longer than it lasts.

    The centre's leave ends so many hours after the last contact: that is known as soon as the link is down.
    """
    lives_on = about(need).lives_on
    below = stands(lives_on, service, settled=settled) if lives_on else None
    if below is None or below.stands:
        return None
    answer = asked(need)
    if answer is None or not answer.stands or answer.falls_at is None:
        return None
    outlives = below.until is not None and below.until <= answer.falls_at
    return None if outlives else Outage(need, answer.falls_at, below.until, below.incident)


def watched() -> bool:
    """Whether somebody looks at the needs, so that what is `settled` is believed and not only seen."""
    return bool(_present_intervals(clock.now()))


def intervals(need: Need, since: datetime, until: datetime) -> list[Interval]:
    """Return how a need stood from one moment until another, oldest first, cut to that time (not saved).

    Nothing is known of the time before it was watched for the first time.
    """
    rows = Interval.objects.filter(need=need, since__lt=until).filter(Q(until=None) | Q(until__gt=since))
    found = list(rows.select_related("incident").order_by("since", "id"))
    for row in found:
        row.since, row.until = max(row.since, since), min(row.until or until, until)
    return found


def fallen_in(incident: Incident, needs: Iterable[Need]) -> list[tuple[datetime, datetime]]:
    """Return when any of these needs did not stand in an incident, the first to fall first; what lasts ends now."""
    now = clock.now()
    rows = incident.intervals.filter(need__in=list(needs))
    return [(row.since, row.until or now) for row in rows if row.fallen]


def working_time(spans: Iterable[tuple[datetime, datetime]]) -> timedelta:
    """Return how much of some times the office was open, without its breaks."""
    total, calendar = timedelta(0), Calendar()
    for begins, ends in spans:
        first, last = clock.local_day(begins), clock.local_day(ends)
        for opening in calendar.openings(first, last):
            for opens, closes in opening.stretches:
                total += max(timedelta(0), min(ends, closes) - max(begins, opens))
    return total


def version(*nouns: str, since: datetime) -> str:
    """Return a mark that changes whenever a need fell or rose, anything became of an incident, or a forecast passed.

    `nouns` are further things of the journal that change it (`journal.version`), since that moment.
    """
    return journal.version(*nouns, "need", "incident", since=since)
