"""Answering, and asking."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import partial
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from pasti.answers import links, queries, rules, times
from pasti.answers.models import About, Answer, Via
from pasti.answers.occasions import Occasion, occasion_of
from pasti.answers.states import Choice, State
from pasti.applications import actions as applications
from pasti.applications.models import Application
from pasti.applications.states import State as CaseState
from pasti.appointments import actions as appointments
from pasti.appointments import waitlist
from pasti.handover.models import Relation
from pasti.journal.actors import SYSTEM, Actor, applicant
from pasti.journal.moves import check_owner, take
from pasti.kit import clock, free_text, text
from pasti.kit.errors import Refused
from pasti.offices import actions as offices

_LONGEST_NAME = 60
_ASKED_BY_ITSELF = (About.MISSED, About.FREED)
_NO_DAY: dict[str, Any] = {"day": None, "until": None}
_NOBODY: dict[str, Any] = {"name": "", "relation": ""}


def holder(application: Application, via: Via) -> Actor:
    """Return who answers for a case from outside: whoever has its link, or its telephone."""
    ways = {Via.LINK: "Pemohon, lewat tautan", Via.SMS: "Pemohon, lewat SMS", Via.WHATSAPP: "Pemohon, lewat WhatsApp"}
    name = ways.get(via, "Pemohon")
    return replace(applicant(application.number), id=f"citizen:{via}", name=name)


@dataclass(frozen=True)
class Wanted:
    """What goes with a choice: a session to move to (or `on` which days), a day or week to collect, or who comes."""

    starts_at: datetime | None = None
    on: Callable[[date], bool] | None = None
    day: date | None = None
    week: bool = False
    name: str = ""
    relation: Relation | None = None


@transaction.atomic
def answer(
    application: Application,
    choice: Choice,
    *,
    by: Actor,
    via: Via,
    wanted: Wanted | None = None,
    key: str = "",
    message: str = "",
) -> Answer:
    """Do what the holder of a case chooses, and note it. The same twice is harmless, also when both come at once.

    `wanted` goes with the choice; to move without a session is to the next one that suits, on a day that is wanted
    (`times.next_that_suits`). `key` is the occasion of the link it came by (default: the present one), `message`
    tells one message from another where a message may come twice. Raises NotAllowed for another's case, and Refused
    with one sentence for what is not possible now (`queries.choices` says what is): then nothing has changed.
    """
    check_owner(application.number, by)
    if choice not in (Choice.KEEP, Choice.REPRESENT):
        # Places are taken or given back: first the office, then the case, as booking does.
        offices.lock_office()
    case = applications.lock(application)
    if message and (heard := Answer.objects.filter(application=case, message=message).first()):
        return heard
    now = occasion_of(case)
    row = links.answer_of(case, key or (now.key if now else ""))
    if now is None or (key and not links.still_opens(now, key, row)):
        raise Refused(rules.nothing_to_answer())
    stands = queries.given(case)
    if stands and choice == stands.choice in (Choice.CANCEL, Choice.TAKE, Choice.DECLINE) and not now.offer:
        return stands
    said = _checked(case, now, choice, wanted or Wanted())
    if stands and _says(stands, now, said):
        return stands
    facts = _do(case, now, said, by)
    led_to = occasion_of(case)
    row = row or Answer.objects.create(
        application=case, key=key or now.key, about=now.about, state=State.AWAITED, asked_at=clock.now()
    )
    changes = {
        "about": now.about,
        "choice": said.choice,
        "via": via,
        "message": message,
        "answered_at": clock.now(),
        "led_to": led_to.mark if led_to else "",
        **_kept(case, now, said),
    }
    return take(row, said.choice, by=by, changes=changes, via=str(via), **facts)


@dataclass(frozen=True)
class _Said:
    choice: Choice
    starts_at: datetime | None = None
    stretch: times.Stretch | None = None
    name: str = ""
    relation: Relation | None = None


def _checked(case: Application, now: Occasion, choice: Choice, wanted: Wanted) -> _Said:
    """Return what is said, complete; raises Refused for what is not possible."""
    if choice == Choice.MOVE and _is_own(now, wanted.starts_at):
        # They have what they want already.
        choice = Choice.KEEP
    if why := rules.why_not(case, now, choice):
        raise Refused(why)
    match choice:
        case Choice.MOVE:
            starts_at = wanted.starts_at or times.next_that_suits(case, now, wanted.on)
            if starts_at is None:
                raise Refused(_("Belum ada jadwal lain yang dapat dipilih."))
            return _Said(choice, starts_at=starts_at)
        case Choice.LATER:
            stretch = times.stretch_of(case, wanted.day, week=wanted.week) if wanted.day else None
            if stretch is None:
                raise Refused(_("Pada hari itu tidak dapat diambil. Pilih hari lain."))
            return _Said(choice, stretch=stretch)
        case Choice.REPRESENT:
            return _representative(case, wanted)
    return _Said(choice)


def _representative(case: Application, wanted: Wanted) -> _Said:
    name = free_text.checked(wanted.name, none=_("Tuliskan nama yang mewakili."))
    if len(name) > _LONGEST_NAME:
        raise Refused(_("Nama itu terlalu panjang. Singkat dahulu."))
    if wanted.relation not in rules.relations_of(case):
        raise Refused(_("Pilih hubungan orang itu dengan pemilik."))
    return _Said(Choice.REPRESENT, name=name, relation=wanted.relation)


def _is_own(now: Occasion, starts_at: datetime | None) -> bool:
    return now.about == About.VISIT and now.booking is not None and now.booking.session.starts_at == starts_at


def _says(row: Answer, now: Occasion, said: _Said) -> bool:
    """Whether this was answered already. Who moved to a session and then keeps it has said the same."""
    match said.choice:
        case Choice.KEEP:
            # Who waits for what is to be brought waits for it still.
            waits = row.choice == Choice.DELIVERED and now.about == About.DATE
            return row.choice == Choice.KEEP or waits or (row.choice == Choice.MOVE and now.about == About.VISIT)
        case Choice.LATER:
            return row.choice == said.choice and said.stretch == times.Stretch(row.day or date.min, row.until)
        case Choice.REPRESENT:
            return row.choice == said.choice and (row.name, row.relation) == (said.name, said.relation)
        case Choice.DELIVERED:
            return row.choice == said.choice
    return False


def _do(case: Application, now: Occasion, said: _Said, by: Actor) -> dict[str, Any]:
    """Do it in the room that it belongs to; return what the journal says of it."""
    match said.choice:
        case Choice.KEEP:
            return {"what": text.both(partial(keeping, case, now))}
        case Choice.MOVE:
            assert said.starts_at is not None
            appointments.book(case, said.starts_at, by=by)
            return {"when": said.starts_at.isoformat()}
        case Choice.LATER:
            assert said.stretch is not None
            if now.about == About.VISIT and now.booking:
                appointments.cancel(now.booking, by=by)
            stretch = said.stretch
            return {"what": text.both(lambda: stretch.said)}
        case Choice.REPRESENT:
            return {"relation": str(said.relation)}
        case Choice.DELIVERED:
            if now.about == About.VISIT and now.booking:
                appointments.cancel(now.booking, by=by)
            return {}
        case Choice.TAKE:
            return {"when": waitlist.take_offer(case, by=by).session.starts_at.isoformat()}
        case Choice.DECLINE:
            assert now.offer is not None
            assert now.offer.session is not None
            waitlist.decline(case, by=by)
            return {"when": now.offer.session.starts_at.isoformat()}
    assert now.booking is not None
    appointments.cancel(now.booking, by=by)
    return {"when": now.booking.session.starts_at.isoformat()}


def keeping(case: Application, now: Occasion) -> str:
    """Return what somebody says who keeps what they were told, in the reader's language."""
    if now.about == About.VISIT and now.booking:
        return _("tetap datang %s") % text.moment(now.booking.session.starts_at)
    if case.state == CaseState.READY:
        return _("diambil sendiri pada jam layanan")
    return _("menunggu sampai tanggal siap")


def _kept(case: Application, now: Occasion, said: _Said) -> dict[str, Any]:
    """What the row keeps besides: a new word on one thing leaves what was said of another."""
    if said.choice == Choice.LATER and said.stretch:
        return {"day": said.stretch.day, "until": said.stretch.until}
    if said.choice == Choice.REPRESENT:
        return {"name": said.name, "relation": said.relation}
    comes = said.choice == Choice.KEEP and case.state == CaseState.READY and now.about != About.VISIT
    if comes or said.choice == Choice.DELIVERED:
        # Who comes themselves, at any time, or need not come, takes back all that was said before.
        Answer.objects.filter(application=case).update(**_NO_DAY, **_NOBODY)
        return {**_NO_DAY, **_NOBODY}
    return _NO_DAY if said.choice in (Choice.MOVE, Choice.TAKE) else {}


@transaction.atomic
def ask(application: Application) -> Answer | None:
    """Note that the holder of a case was asked about the present occasion, and is waited for. Twice is harmless.

    Returns what is asked; None when nothing depends on them, or when they have answered already. Whoever sends a
    message that wants an answer calls this; missed and released visits are asked of themselves.
    """
    case = applications.lock(application)
    now = occasion_of(case)
    if now is None or queries.given(case):
        return None
    row = links.answer_of(case, now.key)
    if row is None:
        return Answer.objects.create(
            application=case, key=now.key, about=now.about, state=State.AWAITED, asked_at=clock.now()
        )
    if row.state != State.AWAITED:
        return take(row, "ask", by=SYSTEM, changes={"about": now.about, "asked_at": clock.now()})
    if row.about != now.about:
        row.about = now.about
        row.save(update_fields=["about"])
    return row


@transaction.atomic
def catch_up(application: Application) -> None:
    """Bring what a case is asked to what is so now: end what is over, ask about a visit that was missed or released.

    Nobody's name is kept who was to come for what is done. Twice is harmless.
    """
    case = applications.lock(application)
    now = occasion_of(case)
    for row in queries.open_of(case):
        if now is None or row.key != now.key:
            take(row, "end", by=SYSTEM)
    if now and now.about in _ASKED_BY_ITSELF:
        ask(case)
    done = Answer.objects.filter(application=case).exclude(name="")
    if case.live:
        # Who came with the papers is not who collects.
        done = done.filter(answered_at__lt=case.accepted_at) if case.accepted_at else done.none()
    done.update(**_NOBODY)


def end_what_is_over() -> int:
    """End what nobody answered in time; return how many there were. One short transaction each."""
    over = 0
    for row in list(queries.waiting()):
        now = occasion_of(row.application)
        if now is None or now.key != row.key:
            catch_up(row.application)
            over += 1
    return over
