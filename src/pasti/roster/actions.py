"""Planning who is where, and noting who is not there."""

from collections.abc import Collection, Mapping
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from pasti.accounts.models import Account
from pasti.accounts.roles import Role
from pasti.journal.actions import record
from pasti.journal.actors import Actor
from pasti.journal.moves import take
from pasti.kit import clock, free_text, text
from pasti.kit.errors import NotAllowed, Refused
from pasti.offices import actions as offices
from pasti.offices import queries as office
from pasti.offices.resting import staff_changed
from pasti.readiness import actions as readiness
from pasti.readiness import queries as standings
from pasti.readiness import watch
from pasti.readiness.needs import Need, about
from pasti.readiness.states import DECIDERS
from pasti.roster import queries
from pasti.roster.halves import Half
from pasti.roster.models import DUTIES, Absence, DayPlan, Kind, Pattern, PatternLine
from pasti.roster.plan import Post, Roster
from pasti.roster.states import AbsenceState

# A baby may be on its way for so long; what is longer is no absence but another week.
_LONGEST = timedelta(days=200)
# What was forgotten may be written down afterwards.
_AFTERWARDS = timedelta(days=31)

# Kept in each language: read later, and by others, than whoever notes the absence.
_BY_THE_ROSTER = gettext_lazy("menurut jadwal jaga")

Week = Mapping[tuple[int, Half], Post]


def may_decide(by: Actor) -> bool:
    """Whether somebody plans the roster and notes the absence of others: the head or an administrator."""
    return bool(by.roles & {str(role) for role in DECIDERS})


def _check_decides(by: Actor) -> None:
    if not may_decide(by):
        raise NotAllowed(_("Jadwal jaga diatur kepala dinas atau administrator."))


def _check_may_say(account: Account, by: Actor) -> None:
    if not (may_decide(by) or by.id == account.subject):
        raise NotAllowed(_("Berhalangannya orang lain dicatat kepala dinas atau administrator."))


@transaction.atomic
def set_pattern(
    account: Account, week: Week, *, valid_from: date, by: Actor, seen: Collection[str] | None = ()
) -> Pattern:
    """Set somebody's usual week from a day on: for each weekday (0 = Monday) and half, what they are planned for.

    A half that is not named is free; no half at all plans them for nothing. The same twice is harmless. Who is booked
    where there is no place any more is freed and told in the same transaction; `seen` names them. Raises NotSeen for
    somebody who was not named, NotAllowed for who does not decide, and Refused for a day that is over, a role that the
    person does not hold, and a counter that is not in use.
    """
    offices.lock_office()
    _check_decides(by)
    if valid_from < clock.today():
        raise Refused(_("Jadwal berlaku paling awal mulai hari ini; hari yang sudah lewat tetap seperti adanya."))
    for post in week.values():
        _check_post(account, post)
    pattern, _new = Pattern.objects.get_or_create(account=account, valid_from=valid_from)
    pattern.lines.all().delete()
    PatternLine.objects.bulk_create(
        PatternLine(pattern=pattern, weekday=weekday, half=half, role=post.role, counter_id=post.counter)
        for (weekday, half), post in sorted(week.items())
    )
    record("roster.set", subject=account.subject, by=by, name=account.name, day=str(valid_from))
    _changed(by, seen)
    return pattern


def _check_post(account: Account, post: Post) -> None:
    if post.role not in DUTIES or post.role not in account.roles:
        label = Role(post.role).label if post.role in Role.values else post.role
        raise Refused(_("%(name)s tidak berperan %(role)s.") % {"name": account.name, "role": text.within(str(label))})
    if post.counter is None:
        return
    if post.role == Role.PRINTER:
        raise Refused(_("Operator cetak bertugas di ruang cetak, bukan di loket."))
    if post.counter not in {counter.pk for counter in office.counters()}:
        raise Refused(_("Loket itu tidak dipakai."))


@transaction.atomic
def set_day(
    account: Account, day: date, halves: Mapping[Half, Post | None], *, reason: str = "", by: Actor,
    seen: Collection[str] | None = (),
) -> None:  # fmt: skip
    """Let a day differ from somebody's usual week: for each half named, what they are planned for, or None (nothing).

    A half that is not named is as usual again. Twice is harmless. `seen` and refusals as `set_pattern`; also Refused
    for a NIK in the reason.
    """
    offices.lock_office()
    _check_decides(by)
    if day < clock.today():
        raise Refused(_("Hari itu sudah lewat."))
    said = free_text.checked(reason)
    for post in halves.values():
        if post:
            _check_post(account, post)
    DayPlan.objects.filter(account=account, day=day).delete()
    for half, post in halves.items():
        DayPlan.objects.create(
            account=account, day=day, half=half, role=post.role if post else "", counter_id=post and post.counter,
            reason=said,
        )  # fmt: skip
    record("roster.day_set", subject=account.subject, by=by, name=account.name, day=str(day))
    _changed(by, seen)


@transaction.atomic
def note_absence(
    account: Account, *, starts_at: datetime, ends_at: datetime, kind: Kind = Kind.UNSAID, by: Actor,
    seen: Collection[str] | None = (),
) -> Absence:  # fmt: skip
    """Note that somebody is not there from one moment until another; everybody may note it of themselves.

    What needs them falls at once if nobody else of their role is there (docs/adr/0038), until somebody is again. Who
    is booked where there is no place any more is freed and told; `seen` names them. What lies within an absence that
    is noted already is that one. Raises NotSeen for somebody who was not named, NotAllowed for who may not say it, and
    Refused for a time that makes no sense or that another absence of theirs meets.
    """
    offices.lock_office()
    _check_may_say(account, by)
    _check_span(starts_at, ends_at)
    if starts_at < clock.now() - _AFTERWARDS:
        raise Refused(_("Paling jauh 31 hari yang lalu. Periksa tanggalnya."))
    meeting = Absence.objects.filter(
        account=account, state=AbsenceState.NOTED, starts_at__lt=ends_at, ends_at__gt=starts_at
    )
    if known := meeting.first():
        if known.starts_at <= starts_at and ends_at <= known.ends_at:
            return known
        raise Refused(
            _("%(name)s sudah dicatat berhalangan %(starts)s sampai %(ends)s. Ubah catatan itu.")
            % {"name": account.name, "starts": text.moment(known.starts_at), "ends": text.moment(known.ends_at)}
        )
    absence = Absence.objects.create(
        account=account, kind=kind, starts_at=starts_at, ends_at=ends_at, noted_at=clock.now(), noted_by=by.name,
        state=AbsenceState.NOTED,
    )  # fmt: skip
    record(
        "absence.note", subject=absence.subject, by=by, who=account.name, account=account.pk,
        starts=starts_at.isoformat(), ends=ends_at.isoformat(),
    )  # fmt: skip
    _changed(by, seen, because=absence)
    return absence


def _check_span(starts_at: datetime, ends_at: datetime) -> None:
    if ends_at <= starts_at:
        raise Refused(_("Selesainya harus sesudah mulainya."))
    if ends_at - starts_at > _LONGEST or starts_at > clock.now() + _LONGEST:
        raise Refused(_("Paling lama 200 hari. Untuk yang lebih lama, ubah jadwal jaganya."))


@transaction.atomic
def change_absence(
    absence: Absence, *, kind: Kind, ends_at: datetime, by: Actor, seen: Collection[str] | None = ()
) -> Absence:
    """Say why somebody is absent, or until when; the same as before is harmless. Raises as `note_absence` does."""
    fresh = _locked(absence, by)
    if fresh.state != AbsenceState.NOTED:
        raise NotAllowed(_("Catatan ini %s.") % fresh.state_label)
    _check_span(fresh.starts_at, ends_at)
    if (fresh.kind, fresh.ends_at) == (kind, ends_at):
        return fresh
    others = Absence.objects.filter(account=fresh.account, state=AbsenceState.NOTED).exclude(pk=fresh.pk)
    if others.filter(starts_at__lt=ends_at, ends_at__gt=fresh.starts_at).exists():
        raise Refused(_("Pada waktu itu sudah ada catatan lain."))
    moved, fresh.kind, fresh.ends_at = fresh.ends_at != ends_at, kind, ends_at
    fresh.save(update_fields=["kind", "ends_at"])
    if moved:
        record("absence.change", subject=fresh.subject, by=by, who=fresh.account.name, ends=ends_at.isoformat())
        _changed(by, seen, because=fresh)
    return fresh


def _locked(absence: Absence, by: Actor) -> Absence:
    offices.lock_office()
    fresh = Absence.locked(absence.pk)
    _check_may_say(fresh.account, by)
    return fresh


@transaction.atomic
def come_back(absence: Absence, *, by: Actor) -> Absence:
    """Note that somebody is back before they were expected. Twice is harmless. Raises NotAllowed as `note_absence`.

    Raises Refused for an absence that has not begun: that is withdrawn.
    """
    fresh, now = _locked(absence, by), clock.now()
    if fresh.state == AbsenceState.RETURNED:
        return fresh
    if now < fresh.starts_at:
        raise Refused(_("Berhalangannya belum mulai. Tarik saja catatannya."))
    ends_at = min(now, fresh.ends_at)
    back = take(fresh, "return", by=by, changes={"ends_at": ends_at}, who=fresh.account.name)
    _changed(by, (), because=back)
    return back


@transaction.atomic
def withdraw_absence(absence: Absence, *, by: Actor) -> Absence:
    """Take back what was noted by mistake, or what is not so after all. Twice is harmless. Raises NotAllowed."""
    fresh = _locked(absence, by)
    if fresh.state == AbsenceState.WITHDRAWN:
        return fresh
    taken_back = take(fresh, "withdraw", by=by, who=fresh.account.name)
    _changed(by, (), because=taken_back)
    return taken_back


def _changed(by: Actor, seen: Collection[str] | None, *, because: Absence | None = None) -> None:
    """Let everything that rests on who is there see it: needs at once, then whatever is upstairs."""
    before = {need: standings.stands(need) for need in queries.NEEDS}
    watch.settle(queries.NEEDS)
    for need in queries.NEEDS:
        _foretell(need, by, was_up=before[need].incident is None)
    staff_changed(by=by, seen=seen, because=because.subject if because else "")


def _foretell(need: Need, by: Actor, *, was_up: bool) -> None:
    """Say of what just fell when it stands again by the roster, if that is known and the person may say it."""
    standing, role = standings.stands(need), about(need).role
    incident = standing.incident
    if standing.stands or incident is None or not was_up or incident.until or role is None:
        return
    today = clock.today()
    again = Roster(today, today + timedelta(days=14)).next_on_duty(role, clock.now())
    if again and again > clock.now() and readiness.may_say(by, incident.scope):
        readiness.forecast(incident, again, reason=_BY_THE_ROSTER, by=by)
