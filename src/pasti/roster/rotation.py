"""How long who is at a counter has worked without a pause, how many people they served, and who should rest next.

Of today only, for those who are there now, in the order of the counters: it helps to share work (docs/adr/0059).
"""

import itertools
from collections import Counter as Tally
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from pasti.accounts.models import Account
from pasti.accounts.roles import Role
from pasti.kit import clock, text
from pasti.offices import policy
from pasti.offices import queries as offices
from pasti.offices.models import Shift, Work
from pasti.roster import queries, served
from pasti.roster.halves import Span
from pasti.roster.models import Pause, Rest

# What is shorter is no rest.
_A_REST = timedelta(minutes=5)
# Another task and a broken device are work.
_RESTS = frozenset({Rest.REST, Rest.PRAYER, Rest.PERSONAL})


@dataclass(frozen=True)
class Load:
    """Somebody at a counter now: since when without a rest, how many served since, how many in each hour of today."""

    shift: Shift
    rested_at: datetime
    since_rest: int
    per_hour: dict[int, int] = field(default_factory=dict)
    pause: Pause | None = None

    @property
    def account(self) -> Account:
        """Who."""
        return self.shift.account

    @property
    def minutes(self) -> int:
        """Whole minutes since the last rest; none in a pause."""
        return 0 if self.pause else max(0, int((clock.now() - self.rested_at).total_seconds() // 60))

    @property
    def long(self) -> str:
        """2 jam 40 menit."""
        return _long(self.minutes)

    @property
    def total(self) -> int:
        """How many were served today."""
        return sum(self.per_hour.values())

    @property
    def is_due(self) -> bool:
        """Whether they have worked without a rest for as long as the office's rule says."""
        return self.minutes >= policy.value("roster.rest_after")


@dataclass(frozen=True)
class Proposal:
    """Who should rest next, who could go on there, and why."""

    load: Load
    stand_in: Account | None
    why: str


def _long(minutes: int) -> str:
    hours, rest = divmod(minutes, 60)
    if not hours:
        return ngettext("%d menit", "%d menit", rest) % rest
    said = ngettext("%d jam", "%d jam", hours) % hours
    return f"{said} {ngettext('%d menit', '%d menit', rest) % rest}" if rest else said


def loads(*, only: Account | None = None) -> list[Load]:
    """Return how it is for each who is at a counter now, by counter; of one person only if asked."""
    now, day = clock.now(), clock.at(clock.today())
    there = [shift for shift in offices.on_shift() if only is None or shift.account_id == only.pk]
    shifts: dict[int, list[Shift]] = {}
    for shift in offices.shifts_between(day, now):
        shifts.setdefault(shift.account_id, []).append(shift)
    pauses: dict[int, list[Pause]] = {}
    for pause in queries.pauses_between(day, now):
        pauses.setdefault(pause.shift.account_id, []).append(pause)
    seen: dict[int, list[datetime]] = {}
    for account, at in served.between(day, now):
        seen.setdefault(account, []).append(at)
    breaks = _breaks_until(now)
    return [
        _load(shift, shifts.get(shift.account_id, [shift]), pauses.get(shift.account_id, []),
              seen.get(shift.account_id, []), breaks)
        for shift in there
    ]  # fmt: skip


def _load(shift: Shift, shifts: list[Shift], pauses: list[Pause], seen: list[datetime], breaks: list[Span]) -> Load:
    rested = _rested_at(shifts, pauses, breaks)
    running = next((pause for pause in pauses if pause.shift_id == shift.pk and pause.until is None), None)
    per_hour = Tally(clock.local(at).hour for at in seen)
    return Load(shift, rested, sum(1 for at in seen if at >= rested), dict(per_hour), running)


def _rested_at(shifts: list[Shift], pauses: list[Pause], breaks: list[Span]) -> datetime:
    """When the last rest ended: a pause, the office's break, or a time between two counters; else the first shift."""
    began = shifts[0].since
    gaps = [
        (one.until, other.since)
        for one, other in itertools.pairwise(shifts)
        if one.until and other.since - one.until >= _A_REST
    ]
    paused = [
        (pause.since, pause.until)
        for pause in pauses
        if pause.until and pause.reason in _RESTS and pause.until - pause.since >= _A_REST
    ]
    ends = [until for _since, until in (*gaps, *paused, *breaks) if until and until >= began]
    return max([began, *ends])


def _breaks_until(now: datetime) -> list[Span]:
    opening = offices.opening(clock.local_day(now))
    return [pause for pause in opening.breaks if pause[1] <= now] if opening else []


def proposals(found: list[Load] | None = None) -> list[Proposal]:
    """Return who should rest, who has gone longest without first; nobody is told to, and nothing follows by itself."""
    everybody = loads() if found is None else found
    due = sorted((load for load in everybody if load.is_due), key=lambda load: -load.minutes)
    free = _free(everybody) if due else []
    made = []
    for load in due:
        stand_in = next((one for one in free if _role(load.shift) in one.roles), None)
        if stand_in:
            free.remove(stand_in)
        made.append(Proposal(load, stand_in, _why(load, stand_in, everybody)))
    return made


def _role(shift: Shift) -> Role:
    works = {work for lane in shift.counter.lanes.all() for work in lane.serves}
    return Role.RECORDER if works == {Work.RECORDING} else Role.CLERK


def _free(everybody: list[Load]) -> list[Account]:
    """Who is planned now, is not absent, and is at no counter."""
    now, today = clock.now(), clock.today()
    roster = queries.roster(today, today)
    sitting = {load.account.pk for load in everybody}
    there = {
        one.account
        for one in roster.planned
        if one.account not in sitting and any(begins <= now < ends for begins, ends in roster.there(one))
    }
    return [account for account in queries.people() if account.pk in there]


def _why(load: Load, stand_in: Account | None, everybody: list[Load]) -> str:
    since = ngettext(
        "%(name)s (loket %(counter)s) sudah %(long)s tanpa jeda dan melayani %(n)s orang sejak itu.",
        "%(name)s (loket %(counter)s) sudah %(long)s tanpa jeda dan melayani %(n)s orang sejak itu.",
        load.since_rest,
    ) % {"name": load.account.name, "counter": load.shift.counter.number, "long": load.long, "n": load.since_rest}
    return f"{since} {_how(load, stand_in, everybody)}"


def _how(load: Load, stand_in: Account | None, everybody: list[Load]) -> str:
    if stand_in:
        return _("%s dijadwalkan sekarang, tidak di loket, dan dapat menggantikan.") % stand_in.name
    own = {lane.pk: lane for lane in load.shift.counter.lanes.all()}
    others = {
        lane.pk for other in everybody if other is not load and not other.pause
        for lane in other.shift.counter.lanes.all()
    }  # fmt: skip
    alone = [lane.letter for key, lane in own.items() if key not in others]
    if not alone:
        return _("Lajurnya tetap dilayani loket lain selama ia istirahat.")
    return _("Lajur %s hanya dilayani di sini: minta seorang petugas duduk di sana dahulu.") % text.and_list(alone)
