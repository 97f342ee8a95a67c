"""Why one card was printed before another: told from the record, in a sentence, for as long as the record is kept.

What the rule (`turns`) looked at when a card was taken stands in its entry in the journal.
"""

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q
from django.utils.translation import gettext as _

from pasti.applications.models import Application
from pasti.journal import queries as journal
from pasti.journal.models import Entry
from pasti.kit import clock, text
from pasti.printing.models import Advance, Deadline, Job
from pasti.printing.turns import Turn


@dataclass(frozen=True)
class _Taken:
    """How a card stood when it was taken into a run."""

    # Of its entry: what was taken first has the lower one, whatever the clock said.
    key: int
    at: datetime
    run: str
    turn: Turn
    since: date | None
    released: datetime


def why_before(first: Application, second: Application, *, public: bool = False) -> str:
    """Return in a sentence why the card of `first` was printed before that of `second`, or that it was not.

    `public`: without the reasons that name somebody's circumstances, and without names.
    """
    one, other = _taken(first), _taken(second)
    a, b = first.shown_number, second.shown_number
    if one is None:
        return _("Kartu %s belum dicetak.") % a
    if other and other.key < one.key:
        return _("Kartu %(b)s masuk proses cetak lebih dahulu, %(at)s.") % {"b": b, "at": text.moment(other.at)}
    if said := why_not_ready(second, one.at):
        return said
    turn, since, released = _standing(second, one.at)
    if (turn, since or date.min, released) < (one.turn, one.since or date.min, one.released):
        return _unexplained(a, b)
    rest = _same_turn(b, one, since, released) if turn == one.turn else _other_turn(b, turn, released)
    return f"{_reason(first, a, one, public=public)} {rest}"


def _taken(case: Application) -> _Taken | None:
    """Return how a card stood when it was first taken; of one that was put back, its place was the same."""
    for entry in journal.of_case(case.number):
        if entry.kind == "job.take":
            return _read(entry, case)
    return None


def _read(entry: Entry, case: Application) -> _Taken:
    facts = entry.facts
    job = Job.objects.filter(application=case).order_by("id").last()
    released = facts.get("released")
    return _Taken(
        key=entry.pk,
        at=entry.happened_at,
        run=str(facts.get("run", "")),
        turn=Turn(facts.get("turn", Turn.READY)),
        since=date.fromisoformat(facts["since"]) if "since" in facts else None,
        released=datetime.fromisoformat(released) if released else (job.released_at if job else entry.happened_at),
    )


def _job_at(case: Application, at: datetime) -> Job | None:
    """Return the card of a case that was on the list at a moment; when it came there, our own clock says."""
    came = sum(entry.kind == "job.ready" and entry.happened_at <= at for entry in journal.of_case(case.number))
    jobs = Job.objects.filter(application=case).order_by("id")
    return jobs[came - 1] if came else None


def why_not_ready(case: Application, at: datetime) -> str:
    """Return why a card could not be printed at all at a moment, or nothing."""
    number, job = case.shown_number, _job_at(case, at)
    if job is None:
        return _("Ketika itu kartu %s belum disetujui pusat untuk dicetak.") % number
    if job.not_before and job.not_before > clock.local_day(at):
        values = {"b": number, "day": text.plain_date(job.not_before)}
        return _("Kartu %(b)s baru boleh dicetak mulai %(day)s, ulang tahun ke-17.") % values
    stopped = None
    for entry in journal.of_case(case.number):
        if entry.happened_at <= at and entry.kind in ("job.stop", "job.again", "job.ready"):
            stopped = entry if entry.kind == "job.stop" else None
    if stopped:
        return _("Ketika itu kartu %s belum dapat dicetak sebagaimana adanya.") % number
    return ""


def _standing(case: Application, at: datetime) -> tuple[Turn, date | None, datetime]:
    """Return which turn a waiting card had at a moment, the day since which, and when it was ready."""
    job = _job_at(case, at)
    assert job is not None
    lasted = Q(ended_at=None) | Q(ended_at__gt=at)
    advance = Advance.objects.filter(lasted, application=case, granted_at__lte=at).first()
    deadline = Deadline.objects.filter(lasted, application=case, stated_at__lte=at).first()
    if advance:
        return Turn.ADVANCED, advance.granted_on, job.released_at
    if deadline:
        return Turn.DEADLINE, deadline.day, job.released_at
    return Turn.BEGINNER if job.beginner else Turn.READY, None, job.released_at


def _reason(case: Application, number: str, taken: _Taken, *, public: bool) -> str:
    values = {"a": number, "day": text.plain_date(taken.since) if taken.since else "–"}
    if taken.turn == Turn.OWED:
        return _("Kartu %(a)s terutang sejak %(day)s: Suketnya sudah lewat masa berlaku.") % values
    if taken.turn == Turn.ADVANCED:
        advance = Advance.objects.filter(application=case, granted_at__lte=taken.at).order_by("-granted_at").first()
        if public or advance is None:
            return _("Kartu %(a)s didahulukan atas keputusan dua orang sejak %(day)s.") % values
        values |= {"one": advance.proposed_by, "two": advance.granted_by, "why": advance.reason}
        return _("Kartu %(a)s didahulukan atas keputusan %(one)s dan %(two)s, %(day)s: %(why)s.") % values
    if taken.turn == Turn.DEADLINE:
        return _("Kartu %(a)s bertenggat %(day)s dengan bukti.") % values
    if taken.turn == Turn.BEGINNER:
        return _("Kartu %(a)s kartu pertama pada usia 17 tahun.") % values
    return _("Kartu %(a)s siap cetak %(at)s.") % {"a": number, "at": text.moment(taken.released)}


def _same_turn(number: str, taken: _Taken, since: date | None, released: datetime) -> str:
    """Return how the other stood, with the same turn."""
    if since and taken.since and since != taken.since:
        return _("Kartu %(b)s juga, %(day)s.") % {"b": number, "day": text.plain_date(since)}
    return _("Kartu %(b)s juga, siap cetak %(at)s.") % {"b": number, "at": text.moment(released)}


def _other_turn(number: str, turn: Turn, released: datetime) -> str:
    """Return how the other stood, with a later turn."""
    values = {"b": number, "at": text.moment(released)}
    if turn == Turn.DEADLINE:
        return _("Kartu %(b)s bertenggat, siap cetak %(at)s.") % values
    if turn == Turn.BEGINNER:
        return _("Kartu %(b)s kartu pertama pada usia 17 tahun, siap cetak %(at)s.") % values
    return _("Kartu %(b)s menunggu menurut kapan siap cetak, %(at)s.") % values


def _unexplained(first: str, second: str) -> str:
    said = _("Menurut urutan kartu %(b)s lebih dahulu daripada %(a)s; tidak ada pengecualian yang tercatat.")
    return said % {"a": first, "b": second}
