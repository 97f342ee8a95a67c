"""Keeps the history of every need, and opens and closes incidents by it. Run by a duty, and by whoever says something.

What is seen is believed as `damping` says. Of two processes that watch at once the second finds nothing new.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q, QuerySet

from pasti.journal.actions import record
from pasti.journal.actors import SYSTEM, Actor
from pasti.journal.moves import take
from pasti.kit import clock, text
from pasti.kit.once import one_look
from pasti.kit.words import Words
from pasti.offices import actions as offices
from pasti.offices import policy
from pasti.offices.queries import office_if_any
from pasti.readiness import damping
from pasti.readiness.models import Effect, Incident, Interval, Watched
from pasti.readiness.needs import Need, State, about
from pasti.readiness.numbers import next_number
from pasti.readiness.probes import asked
from pasti.readiness.queries import Standing, live_incidents, stands
from pasti.readiness.states import IncidentState

# That it was looked at is written down so often, when nothing else is.
_NOTED_EVERY = timedelta(seconds=30)


@dataclass(frozen=True)
class _Present:
    """What is believed of a need and how it was seen last, as it stands in the database."""

    interval: Interval | None
    watched: Watched | None

    def look(self, state: State, at: datetime, fell_at: datetime | None, *, at_once: bool) -> damping.Look:
        """What follows from seeing it in a state."""
        if self.interval is None or self.watched is None:
            return damping.first_look(state, at, at_once=at_once)
        kept = damping.Kept(State(self.interval.state), self.interval.since)
        seen = damping.Seen(
            State(self.watched.state), self.watched.since, self.watched.stood_since, self.watched.looked_at,
            self.watched.woke_at,
        )  # fmt: skip
        return damping.look(kept, seen, state, at, fell_at=fell_at, at_once=at_once)

    def is_news(self, found: damping.Look) -> bool:
        """Whether it is seen or believed to stand otherwise than is written down."""
        if found.begun or self.watched is None:
            return True
        seen = found.seen
        return (self.watched.state, self.watched.since, self.watched.stood_since) != (
            seen.state, seen.since, seen.stood_since,
        )  # fmt: skip

    def is_old(self, now: datetime) -> bool:
        """Whether it must be written down that somebody looked, though nothing is new."""
        return self.watched is None or abs(now - self.watched.looked_at) >= _NOTED_EVERY


def look_at_all() -> None:
    """Look at every need and at every incident, and write down what is new. Harmless at any time, and twice."""
    if office_if_any() is None:
        return
    with one_look():
        now, present = clock.now(), _present()
        news = any(of_it.is_news(_look(of_it, stands(need), now)) for need, of_it in present.items())
        due = _something_is_due(now)
    if news or due:
        _write_down()
    elif any(of_it.is_old(now) for of_it in present.values()):
        # As a rule that is all: nobody needs to wait for it.
        Watched.objects.update(looked_at=now)


def _something_is_due(now: datetime) -> bool:
    """Whether an incident begins, is overdue or over. Where there is none, nothing more is asked."""
    live = live_incidents()
    return (
        any(one.state == IncidentState.PLANNED and one.starts_at <= now for one in live)
        or (any(one.until and one.until <= now for one in live) and _overdue(now).exists())
        or (any(one.state == IncidentState.OPEN for one in live) and bool(_to_close(now)))
    )


@transaction.atomic
def _write_down() -> None:
    # Incidents have numbers of the whole office; and whoever says something of them locks it first, too.
    offices.lock_office()
    now = clock.now()
    for plan in _to_begin(now):
        take(plan, "open", by=SYSTEM, number=plan.number, needs=plan.needs, cause=plan.cause)
    _settle(Need, now, at_once=False)
    for late in _overdue(now):
        late.overdue_at = now
        late.save(update_fields=["overdue_at"])
        until = late.until.isoformat() if late.until else None
        record("incident.overdue", subject=late.subject, by=SYSTEM, number=late.number, needs=late.needs, until=until)
    for over, ended_at in _to_close(now):
        close(over, ended_at, by=SYSTEM)


def settle(needs: Iterable[Need]) -> None:
    """Believe at once how needs stand, because somebody has said something of them; in the caller's transaction."""
    _settle(needs, clock.now(), at_once=True)


def _present() -> dict[Need, _Present]:
    intervals = {row.need: row for row in Interval.objects.filter(until=None).select_related("incident")}
    watched = {row.need: row for row in Watched.objects.all()}
    return {need: _Present(intervals.get(need.value), watched.get(need.value)) for need in Need}


def _look(present: _Present, standing: Standing, now: datetime, *, at_once: bool = False) -> damping.Look:
    return present.look(standing.state, now, standing.since, at_once=at_once)


def _settle(needs: Iterable[Need], now: datetime, *, at_once: bool) -> None:
    present = _present()
    with one_look():
        looks = {need: _look(present[need], stands(need), now, at_once=at_once) for need in needs}
    for need, found in looks.items():
        of_it = present[need]
        if found.begun:
            _note_seen(need, found.seen)
            # What began before it may have opened its incident.
            _begin(stands(need), of_it.interval, found.begun)
    _note_looked([(present[need], found) for need, found in looks.items() if not found.begun])


def _note_looked(looks: Iterable[tuple[_Present, damping.Look]]) -> None:
    """Note how needs were seen that are believed to stand as before, and when they were looked at last."""
    same = []
    for of_it, found in looks:
        row, seen = of_it.watched, found.seen
        if row and (of_it.is_news(found) or of_it.is_old(seen.looked_at)):
            row.state, row.since, row.stood_since = seen.state, seen.since, seen.stood_since
            row.looked_at, row.woke_at = seen.looked_at, seen.woke_at
            same.append(row)
    Watched.objects.bulk_update(same, ["state", "since", "stood_since", "looked_at", "woke_at"])


def _note_seen(need: Need, seen: damping.Seen) -> None:
    Watched.objects.update_or_create(
        pk=need.value,
        defaults={
            "state": seen.state, "since": seen.since, "stood_since": seen.stood_since, "looked_at": seen.looked_at,
            "woke_at": seen.woke_at,
        },
    )  # fmt: skip


def _begin(standing: Standing, before: Interval | None, begun: tuple[damping.Kept, ...]) -> None:
    """End the present interval of a need and begin those that follow."""
    last = before
    for kept in begun:
        if last:
            Interval.objects.filter(pk=last.pk).update(until=kept.since)
        last = Interval.objects.create(
            need=standing.need,
            state=kept.state,
            since=kept.since,
            why=Words(_why(standing.need)) if standing.why and kept.state == standing.state else "",
            incident=incident_of(standing, kept.since) if kept.state.fallen else None,
        )
    # What is not known because nobody looked is no news either way.
    if begun and last and (last.state != State.UNKNOWN or standing.state == State.UNKNOWN):
        _tell(standing.need, last, before)


def _tell(need: Need, last: Interval, before: Interval | None) -> None:
    """Write down that a need fell or rose, if that is not what was told last."""
    watched = Watched.objects.get(pk=need.value)
    if last.fallen and watched.fell_at is None:
        watched.fell_at = last.since
        record(
            "need.fell", subject=f"need:{need.value}", by=SYSTEM, need=need.value, state=last.state, why=_why(need),
            since=last.since.isoformat(), incident=last.incident_id,
        )  # fmt: skip
    elif not last.fallen and watched.fell_at is not None:
        minutes = max(1, round((last.since - watched.fell_at).total_seconds() / 60))
        watched.fell_at = None
        record(
            "need.rose", subject=f"need:{need.value}", by=SYSTEM, need=need.value, minutes=minutes,
            at=last.since.isoformat(), incident=before.incident_id if before else None,
        )  # fmt: skip
    watched.save(update_fields=["fell_at"])


def _why(need: Need) -> dict[str, str]:
    return text.both(lambda: stands(need).why)


def incident_of(standing: Standing, since: datetime) -> Incident | None:
    """Return the incident that a need which has fallen belongs to: one that is open, was open lately, or a new one."""
    if standing.absent or standing.incident:
        return standing.incident
    need = standing.need
    answer = asked(need)
    group = (answer.group if answer else "") or about(need).group
    of_group = Incident.objects.filter(by_probe=True, group=group, effect=Effect.MEASURED)
    if found := of_group.filter(state=IncidentState.OPEN).first():
        return _widened(found, need)
    lately = clock.now() - _one_incident()
    if found := of_group.filter(state=IncidentState.CLOSED, closed_at__gte=lately).order_by("-closed_at").first():
        # What was foretold was foretold of the fall before.
        changes = {"closed_at": None, "closed_by": "", "ended_at": None, "until": None, "overdue_at": None}
        return _widened(take(found, "reopen", by=SYSTEM, changes=changes, number=found.number), need)
    return _new(need, group, since)


def _widened(incident: Incident, need: Need) -> Incident:
    if need.value not in incident.needs:
        incident.needs = [*incident.needs, need.value]
        incident.save(update_fields=["needs"])
        record(
            "incident.change", subject=incident.subject, by=SYSTEM, number=incident.number, needs=incident.needs,
            cause=incident.cause,
        )  # fmt: skip
    return incident


def _new(need: Need, group: str, since: datetime) -> Incident:
    year, sequence = next_number(since)
    incident = Incident.objects.create(
        year=year, sequence=sequence, state=IncidentState.OPEN, cause=about(need).cause, needs=[need.value],
        by_probe=True, group=group, starts_at=since, opened_at=clock.now(), opened_by=SYSTEM.name,
    )  # fmt: skip
    record(
        "incident.open", subject=incident.subject, by=SYSTEM, number=incident.number, needs=incident.needs,
        cause=incident.cause,
    )  # fmt: skip
    return incident


def _one_incident() -> timedelta:
    """How long what fell must have stood until it counts as over, and what falls then is another incident."""
    return timedelta(minutes=policy.value("readiness.same_incident_minutes"))


def _to_begin(now: datetime) -> QuerySet[Incident]:
    return Incident.objects.filter(state=IncidentState.PLANNED, starts_at__lte=now)


def _overdue(now: datetime) -> QuerySet[Incident]:
    """Return the open incidents whose forecast has passed, and of which that was not written down.

    What was measured and has risen needs no news; nor does a plan, which ends by itself when it has stood for a while.
    """
    late = Incident.objects.filter(state=IncidentState.OPEN, until__lte=now, overdue_at=None)
    fallen = Interval.objects.filter(until=None, state__in=[s for s in State if s.fallen]).values("incident")
    said = Q(planned=False) & ~Q(effect=Effect.MEASURED)
    return late.filter(said | Q(pk__in=fallen) & (Q(planned=False) | Q(until__lte=now - 2 * damping.STEADY)))


def _to_close(now: datetime) -> list[tuple[Incident, datetime]]:
    """Return which open incidents are over by themselves, and when they ended."""
    found: list[tuple[Incident, datetime]] = []
    watched = list(Watched.objects.all())
    # Also what is not known since, because nobody looked.
    still = {row.need for row in watched if row.fell_at}
    for incident in Incident.objects.filter(state=IncidentState.OPEN):
        if still & set(incident.needs):
            continue
        if incident.planned and incident.until and incident.until <= now:
            found.append((incident, incident.until))
        elif incident.by_probe and incident.effect == Effect.MEASURED and (rose := rose_at(incident)):
            # Of a time in which nobody looked nobody can say that it stood.
            seen = [row.woke_at for row in watched if row.need in incident.needs]
            if max([rose, *seen]) <= now - _one_incident():
                found.append((incident, rose))
    return found


def rose_at(incident: Incident) -> datetime | None:
    """Return when the last of what fell in an incident rose; None while any of it has fallen, or if none ever has."""
    ends = list(incident.intervals.values_list("until", flat=True))
    return max((end for end in ends if end), default=None) if None not in ends else None


def close(incident: Incident, ended_at: datetime, *, by: Actor) -> Incident:
    """Take the move that closes an incident, with when it ended; not before it began."""
    ended = max(ended_at, incident.starts_at)
    changes = {"closed_at": clock.now(), "closed_by": by.name, "ended_at": ended}
    minutes = max(1, round((ended - incident.starts_at).total_seconds() / 60))
    return take(incident, "close", by=by, changes=changes, number=incident.number, minutes=minutes)
