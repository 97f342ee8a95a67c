"""Saying that something does not stand, or will not; what becomes of it; and what was written and done about it."""

from collections.abc import Collection, Iterable
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from pasti.journal.actions import record
from pasti.journal.actors import Actor
from pasti.journal.moves import check, take
from pasti.kit import blobs, clock, free_text, text
from pasti.kit.errors import NotAllowed, Refused
from pasti.kit.opened import Opened
from pasti.kit.words import Words
from pasti.offices import actions as offices
from pasti.offices.resting import calendar_changed
from pasti.readiness import scopes, watch
from pasti.readiness.models import Deed, Effect, Forecast, Incident, Letter
from pasti.readiness.needs import Cause, Need, about, needs_of
from pasti.readiness.numbers import next_number
from pasti.readiness.probes import asked
from pasti.readiness.states import DECIDERS, KEEPERS, IncidentState

# What was noticed late may be written down afterwards.
_AFTERWARDS = timedelta(days=30)
_LONGEST = timedelta(days=366)
# The same words within so long are one form that was sent twice.
_SAME_WITHIN = timedelta(minutes=10)


def may_say(by: Actor, needs: Iterable[Need]) -> bool:
    """Whether somebody may say that these needs do not stand: the head, an administrator, or whoever keeps them all."""
    decides = bool(by.roles & {str(role) for role in DECIDERS})
    return decides or all(by.roles & about(need).keepers for need in needs)


def _check_may_say(by: Actor, needs: Collection[Need]) -> None:
    if not needs:
        raise Refused(_("Pilih apa yang terganggu."))
    if not may_say(by, needs):
        raise NotAllowed(_("Ini diurus kepala dinas atau administrator."))


@transaction.atomic
def open_incident(
    *, needs: Collection[Need], cause: Cause, effect: Effect = Effect.DOWN, services: Collection[str] = (),
    starts_at: datetime | None = None, until: datetime | None = None, sentence_id: str = "", sentence_en: str = "",
    by: Actor,
) -> Incident:  # fmt: skip
    """Say that needs do not stand (or only in part) from now or from an earlier moment on, until a forecast if known.

    Whatever rests on them says so at once. Raises NotAllowed for somebody who keeps none of them, Refused for nothing
    named, a forecast that is over, words with a NIK in them, and when an incident about them is open: that one is
    changed instead, so the same sent twice is one.
    """
    offices.lock_office()
    named, now = needs_of(needs), clock.now()
    _check_may_say(by, named)
    begins = starts_at or now
    if not now - _AFTERWARDS <= begins <= now:
        raise Refused(_("Mulai terganggu paling awal 30 hari yang lalu dan paling lambat sekarang."))
    _check_until(until, after=now)
    _check_one(named, services)
    return _begun(
        state=IncidentState.OPEN, cause=cause, needs=named, effect=effect, services=services, starts_at=begins,
        until=until, sentence_id=sentence_id, sentence_en=sentence_en, planned=False, by=by,
    )  # fmt: skip


@transaction.atomic
def plan_incident(
    *, needs: Collection[Need], starts_at: datetime, until: datetime, cause: Cause = Cause.PLANNED,
    effect: Effect = Effect.DOWN, services: Collection[str] = (), sentence_id: str = "", sentence_en: str = "",
    by: Actor, seen: Collection[str] | None = (),
) -> Incident:  # fmt: skip
    """Announce that needs will not stand from one moment to another. It begins and ends by the clock.

    Who is booked for what cannot be done then is freed and told in the same transaction; `seen` names them. Raises
    NotSeen for somebody who was not named, NotAllowed for who does not decide, Refused as `open_incident` does and for
    a time that makes no sense. The same plan twice is one.
    """
    offices.lock_office()
    named = needs_of(needs)
    _check_decides(by)
    _check_may_say(by, named)
    _check_plan(starts_at, until)
    same = {"planned": True, "starts_at": starts_at, "until": until, "services": sorted(services)}
    known = [one for one in Incident.objects.filter(state=IncidentState.PLANNED, **same) if one.scope == named]
    if known:
        return known[0]
    incident = _begun(
        state=IncidentState.PLANNED, cause=cause, needs=named, effect=effect, services=services, starts_at=starts_at,
        until=until, sentence_id=sentence_id, sentence_en=sentence_en, planned=True, by=by,
    )  # fmt: skip
    calendar_changed(by=by, seen=seen, because=incident.subject)
    return incident


def _check_decides(by: Actor) -> None:
    if not by.roles & {str(role) for role in DECIDERS}:
        raise NotAllowed(_("Ini diurus kepala dinas atau administrator."))


def _check_plan(starts_at: datetime, until: datetime) -> None:
    if starts_at <= clock.now():
        raise Refused(_("Rencana dimulai sesudah sekarang. Yang sudah terjadi dicatat sebagai gangguan."))
    if until <= starts_at:
        raise Refused(_("Selesainya harus sesudah mulainya."))
    if until - starts_at > _LONGEST or starts_at - clock.now() > _LONGEST:
        raise Refused(_("Rencana paling jauh dan paling lama satu tahun. Periksa tahunnya."))


def _check_until(until: datetime | None, *, after: datetime) -> None:
    if until is not None and until <= after:
        raise Refused(_("Perkiraan pulih harus sesudah sekarang. Kosongkan bila belum diketahui."))
    if until is not None and until - after > _LONGEST:
        raise Refused(_("Perkiraan pulih paling jauh satu tahun. Periksa tahunnya."))


def _check_one(needs: list[Need], services: Collection[str], *, besides: Incident | None = None) -> None:
    """Raise Refused when an open incident is already about all of this."""
    for other in Incident.objects.filter(state=IncidentState.OPEN).exclude(pk=besides.pk if besides else 0):
        within = not other.services or (services and set(services) <= set(other.services))
        if within and {need.value for need in needs} <= set(other.needs):
            raise Refused(_("Gangguan %s tentang hal ini sudah berlangsung. Ubah yang itu saja.") % other.number)


def _begun(
    *, state: IncidentState, cause: Cause, needs: list[Need], effect: Effect, services: Collection[str],
    starts_at: datetime, until: datetime | None, sentence_id: str, sentence_en: str, planned: bool, by: Actor,
) -> Incident:  # fmt: skip
    year, sequence = next_number(starts_at)
    incident = Incident.objects.create(
        year=year, sequence=sequence, state=state, cause=cause, needs=[need.value for need in needs], effect=effect,
        services=_services(services), starts_at=starts_at, until=until, planned=planned, opened_at=clock.now(),
        opened_by=by.name, sentence_id=free_text.checked(sentence_id), sentence_en=free_text.checked(sentence_en),
    )  # fmt: skip
    facts: dict[str, Any] = {"number": incident.number, "needs": incident.needs, "cause": incident.cause}
    if planned:
        facts |= {"starts": starts_at.isoformat(), "until": until.isoformat() if until else None}
    record(f"incident.{'plan' if planned else 'open'}", subject=incident.subject, by=by, **facts)
    if until:
        Forecast.objects.create(incident=incident, until=until, said_at=clock.now(), said_by=by.name)
    watch.settle(needs)
    return incident


def _services(codes: Collection[str]) -> list[str]:
    known = [code for code, _name in scopes.services()]
    if unknown := sorted(set(codes) - set(known)):
        raise Refused(_("Layanan ini tidak ada: %s.") % ", ".join(unknown))
    return sorted(codes)


@transaction.atomic
def forecast(incident: Incident, until: datetime | None, *, reason: str | Promise = "", by: Actor) -> Incident:
    """Say until when an open incident lasts as far as is known now (None: nobody knows). Every forecast stays.

    `reason` is what somebody wrote, or a lazy sentence of ours, which is kept in each language (docs/adr/0030). The
    same as before is no news, with the same reason. Raises NotAllowed for who keeps none of its needs and for one
    that is not open, Refused for a moment that is over, and for None of what was planned: that has an end.
    """
    fresh = _open(incident, by)
    if fresh.planned and until is None:
        raise Refused(_("Yang direncanakan harus punya waktu selesai."))
    _check_until(until, after=clock.now())
    said = Words(reason if isinstance(reason, Promise) else free_text.checked(reason))
    if until == fresh.until and not said:
        return fresh
    return _forecast(fresh, until, said, by)


def _forecast(incident: Incident, until: datetime | None, reason: Words, by: Actor) -> Incident:
    before, incident.until, incident.overdue_at = incident.until, until, None
    incident.save(update_fields=["until", "overdue_at"])
    Forecast.objects.create(incident=incident, until=until, reason=reason, said_at=clock.now(), said_by=by.name)
    record(
        "incident.forecast", subject=incident.subject, by=by, number=incident.number, needs=incident.needs,
        was=before.isoformat() if before else None, until=until.isoformat() if until else None, reason=reason.kept,
    )  # fmt: skip
    return incident


def _open(incident: Incident, by: Actor) -> Incident:
    """Lock an incident that is open and that somebody may say something of."""
    offices.lock_office()
    fresh = Incident.locked(incident.pk)
    if fresh.state != IncidentState.OPEN:
        raise NotAllowed(_("Gangguan %(number)s sudah %(state)s.") % _named(fresh))
    _check_may_say(by, fresh.scope)
    return fresh


def _named(incident: Incident) -> dict[str, str]:
    return {"number": incident.number, "state": incident.state_label}


@transaction.atomic
def move_plan(
    incident: Incident, *, starts_at: datetime, until: datetime, reason: str = "", by: Actor,
    seen: Collection[str] | None = (),
) -> Incident:  # fmt: skip
    """Give a plan that has not begun another time. Who is met by the new one is freed as `plan_incident` does.

    Raises as that does, and NotAllowed for one that is not planned (any more): an open one has a forecast.
    """
    offices.lock_office()
    fresh = Incident.locked(incident.pk)
    _check_decides(by)
    if fresh.state != IncidentState.PLANNED or fresh.starts_at <= clock.now():
        raise NotAllowed(_("Gangguan %(number)s sudah %(state)s.") % _named(fresh))
    _check_plan(starts_at, until)
    if (starts_at, until) == (fresh.starts_at, fresh.until):
        return fresh
    said = free_text.checked(reason)
    fresh.starts_at, fresh.until = starts_at, until
    fresh.save(update_fields=["starts_at", "until"])
    Forecast.objects.create(incident=fresh, until=until, reason=Words(said), said_at=clock.now(), said_by=by.name)
    record(
        "incident.move", subject=fresh.subject, by=by, number=fresh.number, needs=fresh.needs,
        starts=starts_at.isoformat(), until=until.isoformat(), reason=said,
    )  # fmt: skip
    calendar_changed(by=by, seen=seen, because=fresh.subject)
    return fresh


@transaction.atomic
def change_incident(
    incident: Incident, *, needs: Collection[Need], cause: Cause, effect: Effect, services: Collection[str] = (),
    sentence_id: str = "", sentence_en: str = "", by: Actor, seen: Collection[str] | None = (),
) -> Incident:  # fmt: skip
    """Say anew what an incident is about, why, and what the public reads. Nothing is lost: the journal has what was.

    Raises NotAllowed for who keeps none of its needs (or does not decide, of a plan) and for one that is over; Refused
    and NotSeen as opening or planning it does, and when what is measured to have fallen is left out.
    """
    offices.lock_office()
    fresh, named = Incident.locked(incident.pk), needs_of(needs)
    if not fresh.live:
        raise NotAllowed(_("Gangguan %(number)s sudah %(state)s.") % _named(fresh))
    before = fresh.scope
    _check_may_say(by, named)
    _check_may_say(by, before)
    if fresh.planned:
        _check_decides(by)
    if fresh.by_probe:
        _check_measured(fresh, named)
    if fresh.state == IncidentState.OPEN:
        _check_one(named, services, besides=fresh)
    elif effect == Effect.MEASURED:
        raise Refused(_("Yang direncanakan belum dapat diukur. Pilih berfungsi sebagian atau tidak berfungsi."))
    fresh.needs, fresh.cause, fresh.effect = [need.value for need in named], cause, effect
    fresh.services = _services(services)
    fresh.sentence_id, fresh.sentence_en = free_text.checked(sentence_id), free_text.checked(sentence_en)
    fresh.save(update_fields=["needs", "cause", "effect", "services", "sentence_id", "sentence_en"])
    record(
        "incident.change", subject=fresh.subject, by=by, number=fresh.number, needs=fresh.needs, cause=fresh.cause,
        effect=fresh.effect, services=fresh.services, said={"id": fresh.sentence_id, "en": fresh.sentence_en},
    )  # fmt: skip
    watch.settle(dict.fromkeys([*before, *named]))
    if fresh.planned:
        calendar_changed(by=by, seen=seen, because=fresh.subject)
    return fresh


def _check_measured(incident: Incident, named: Collection[Need]) -> None:
    """Raise Refused when needs leave out what is measured to have fallen in an incident, or all that ever was."""
    fallen = _measured_to_have_fallen(incident)
    ever = needs_of(incident.intervals.values_list("need", flat=True))
    if not set(fallen) <= set(named) or not set(ever) & set(named):
        raise Refused(_("Yang terukur sistem tetap bagian dari gangguan ini: %s.") % _labels(fallen or ever))


def _labels(needs: Iterable[Need]) -> str:
    return text.and_list([str(need.label) for need in needs])


@transaction.atomic
def close_incident(incident: Incident, *, done: str = "", by: Actor) -> Incident:
    """Say that an incident is over, and what was done about it. Doing it twice is harmless.

    Raises NotAllowed as its MOVES table does and for who keeps none of its needs; Refused while something of it is
    still measured to have fallen.
    """
    offices.lock_office()
    fresh = Incident.locked(incident.pk)
    if fresh.state == IncidentState.CLOSED:
        return fresh
    check(fresh, "close", by)
    _check_may_say(by, fresh.scope)
    if still := _measured_to_have_fallen(fresh):
        raise Refused(_("Belum dapat ditutup, karena masih terganggu: %s.") % _labels(still))
    said = free_text.checked(done)
    if said:
        _do(fresh, said, by)
    if fresh.effect != Effect.MEASURED:
        closed = watch.close(fresh, clock.now(), by=by)
        watch.settle(fresh.scope)
        return closed
    watch.settle(fresh.scope)
    return watch.close(fresh, watch.rose_at(fresh) or clock.now(), by=by)


def _measured_to_have_fallen(incident: Incident) -> list[Need]:
    answers = [(need, asked(need)) for need in incident.scope]
    return [need for need, answer in answers if answer and not answer.stands and not answer.absent]


@transaction.atomic
def withdraw_incident(incident: Incident, reason: str, *, by: Actor) -> Incident:
    """Take back what was planned or opened by mistake, with the reason. Who was freed by a plan stays free.

    Raises NotAllowed as its MOVES table does; Refused without a reason, and for what is measured to have fallen.
    """
    offices.lock_office()
    fresh = Incident.locked(incident.pk)
    check(fresh, "withdraw", by)
    said = free_text.checked(reason, none=_("Tuliskan alasannya."))
    if fresh.state == IncidentState.OPEN and _measured_to_have_fallen(fresh):
        raise Refused(_("Yang sedang terganggu menurut sistem tidak dapat ditarik; tutup setelah pulih."))
    ended = {"ended_at": clock.now()} if fresh.runs(clock.now()) else {}
    taken = take(fresh, "withdraw", by=by, changes=ended, number=fresh.number, reason=said)
    watch.settle(fresh.scope)
    return taken


@transaction.atomic
def note_letter(
    incident: Incident, *, way: str, number: str, day: date, other: str, about: str, scan: Opened | None = None,
    by: Actor,
) -> Letter:  # fmt: skip
    """Keep a letter that was written or received because of an incident, with its scan (opened already) if any.

    Also of one that is over: answers come late. The same number of the same day is one letter; a scan that was lacking
    is added. Raises NotAllowed for who may say nothing of incidents; Refused for nothing said, a NIK in it, and when
    the disk has no room left for such a file.
    """
    fresh = Incident.locked(incident.pk)
    _check_keeps(by)
    said = {
        "number": free_text.checked(number, none=_("Tuliskan nomor suratnya.")),
        "other": free_text.checked(other, none=_("Tuliskan pengirim atau tujuan suratnya.")),
        "about": free_text.checked(about, none=_("Tuliskan perihalnya.")),
    }
    letter, new = Letter.objects.get_or_create(
        incident=fresh, way=way, number=said["number"], day=day,
        defaults={"other": said["other"], "about": said["about"], "added_at": clock.now(), "added_by": by.name},
    )  # fmt: skip
    if scan and not letter.sha256:
        _keep_scan(letter, scan)
    if new:
        record(
            "incident.letter", subject=fresh.subject, by=by, number=fresh.number, letter=letter.number,
            other=letter.other, way=way,
        )  # fmt: skip
    return letter


def _keep_scan(letter: Letter, scan: Opened) -> None:
    if blobs.free_mb() < blobs.reserved_mb():
        raise Refused(_("Penyimpanan hampir penuh; catat suratnya dahulu tanpa hasil pindai."))
    letter.sha256, letter.media_type = blobs.keep(scan.content).sha256, scan.media_type
    letter.first_page = blobs.keep(scan.first_page).sha256 if scan.first_page else ""
    letter.save(update_fields=["sha256", "media_type", "first_page"])


def _check_keeps(by: Actor) -> None:
    if not by.roles & {str(role) for role in KEEPERS}:
        raise NotAllowed(_("Gangguan dicatat petugas kantor."))


@transaction.atomic
def note_deed(incident: Incident, what: str, *, by: Actor) -> Deed:
    """Write down what was done about an incident, also when it is over. The same twice is one.

    Raises NotAllowed for who may say nothing of incidents; Refused for nothing said, and a NIK in it.
    """
    fresh = Incident.locked(incident.pk)
    _check_keeps(by)
    return _do(fresh, free_text.checked(what, none=_("Tuliskan apa yang dilakukan.")), by)


def _do(incident: Incident, what: str, by: Actor) -> Deed:
    now = clock.now()
    known = incident.deeds.filter(what=what, done_by=by.name, done_at__gte=now - _SAME_WITHIN, done_at__lte=now).first()
    if known:
        return known
    deed = Deed.objects.create(incident=incident, what=what, done_at=now, done_by=by.name)
    record("incident.deed", subject=incident.subject, by=by, number=incident.number, what=what)
    return deed
