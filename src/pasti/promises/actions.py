"""Giving a date, giving another one instead, and saying what became of it."""

from datetime import date, datetime

from django.db import transaction
from django.utils.functional import Promise as Lazy
from django.utils.translation import gettext_lazy as _

from pasti.applications import queries as cases
from pasti.applications.actions import lock
from pasti.applications.models import Application
from pasti.journal.actions import Fact, record, record_all
from pasti.journal.actors import SYSTEM, Actor
from pasti.kit import clock, text
from pasti.kit.words import Words, filled
from pasti.promises import queries
from pasti.promises.cards import NO_BLANKS
from pasti.promises.days import Days, Ready, needs_ahead, with_the_person
from pasti.promises.models import Making, Outcome, Promise, What
from pasti.readiness.models import Incident

_LATE = _("Tahap “%(stage)s” berlangsung lebih lama daripada biasanya.")
_LATE_WITHOUT = _("Tahap “%(stage)s” berlangsung lebih lama; selama itu tidak tersedia: %(needs)s.")
_CALENDAR = _("Hari kerja kantor berubah.")
# Of those that are given a day together, so many in one go.
_GIVEN_AT_ONCE = 500
_PLANNED = _("Gangguan terencana: %(needs)s.")


@transaction.atomic
def promise_ready(
    application: Application, *, by: Actor, cause: Lazy | None = None, days: Days | None = None
) -> Promise | None:
    """Say by which day a case whose papers are complete will be ready. The same day twice is one promise.

    From how long it takes at this office, at the stated confidence; with too little seen, as the office expects:
    `expected_days` working days from complete papers, when the legal clock starts (Permendagri 19/2018 art. 3). Not
    before the day on which the card may be printed, and not within a time in which something that it rests on stands
    still. A date that was said is at the latest: a later one replaces it, with its `cause` (none: the person came for
    the recording later than on that day); nobody is told an earlier one. Returns the promise that holds then; None when
    the card needs a blank that nobody has, nor knows when it comes: then no day is said until that is known. `days`:
    as things stood a moment ago, for who gives many.
    """
    case = lock(application)
    days = days or Days()
    said = queries.held_now(case)
    found = days.ready(case)
    if found is None:
        _withhold(said, case, by)
        return None
    if said and said.day >= clock.today() and found.day <= said.day:
        return said
    if said:
        if cause is None:
            _end(said, Outcome.MOVED, _("Perekaman dilakukan kemudian."))
        else:
            _take_back(said, case, cause, by)
    return _make(case, found, days, said, by)


@transaction.atomic
def keep_promise(application: Application, *, by: Actor) -> None:
    """Note that what was promised is ready: in time, or too late. Twice is harmless."""
    case = lock(application)
    said = queries.held_now(case)
    if said is None:
        return
    if said.day >= clock.today():
        _end(said, Outcome.KEPT)
    else:
        _break(said, case, by)


@transaction.atomic
def suspend_promise(application: Application, *, by: Actor) -> None:
    """Take a date back that the centre's hold makes void; another is given when the case goes on."""
    case = lock(application)
    if said := queries.held_now(case):
        _take_back(said, case, _("Pusat menahan data ini sampai ada keputusan."), by)
        record("promise.suspend", subject=case.subject, case=case.number, by=by, day=str(said.day))


def break_late(*, by: Actor = SYSTEM) -> int:
    """Give another date to whoever should have had it by yesterday; return how many there were.

    The day that went by is broken, with what kept it from being kept; but who did not come for the recording has none
    until they come. One short transaction each; twice is harmless.
    """
    late = [said.application for said in queries.overdue()]
    count = 0
    for some in (late[at : at + _GIVEN_AT_ONCE] for at in range(0, len(late), _GIVEN_AT_ONCE)):
        days = Days()
        if len(some) > 1:
            # After a bad week thousands are late in one night: where each stands is asked once for all of them.
            days.cards.know_all_places()
        count += sum(_give_another(application, by, days) for application in some)
    return count


@transaction.atomic
def _give_another(application: Application, by: Actor, days: Days) -> bool:
    case = lock(application)
    said = queries.held_now(case)
    if said is None or said.day >= clock.today() or case.state not in queries.AWAITED:
        return False
    if with_the_person(case):
        _end(said, Outcome.MOVED, _("Pemohon belum datang untuk perekaman."))
        return True
    _break(said, case, by)
    if found := days.ready(case):
        _make(case, found, days, said, by)
    return True


def promise_withheld(*, by: Actor = SYSTEM) -> bool:
    """Give a day to those whose card had no blank, in the order of the print list, now that there is one for it.

    Some at a time, each in a transaction of its own; return whether there may be more. Twice is harmless.
    """
    waiting, days = queries.without_a_day(), Days()
    known = [case for case in waiting if not days.cards.lacks_blanks(days.cards.place(case))]
    known.sort(key=days.cards.place)
    # In a shortage many thousand wait for one box: where each stands is asked once for all that are given a day now.
    for key in known[:_GIVEN_AT_ONCE]:
        if case := cases.by_key(key):
            promise_ready(case, days=days, by=by)
    return len(known) > _GIVEN_AT_ONCE


def _withhold(said: Promise | None, case: Application, by: Actor) -> None:
    """Take a day back for which there is no blank; one that is over was broken, whatever happens now."""
    if said is None:
        return
    if said.day < clock.today():
        _break(said, case, by)
    else:
        _end(said, Outcome.WITHHELD, NO_BLANKS)
        tell_withheld(said, by=by)


def tell_withheld(promise: Promise, *, by: Actor) -> None:
    """Journal that a date does not stand any more, and why; another is said when it is known."""
    record_all([withheld_told(promise, by=by)])


def withheld_told(promise: Promise, *, by: Actor) -> Fact:
    """Return what the journal tells of a date that was withheld."""
    case, facts = promise.application, {"day": str(promise.day), "cause": promise.cause.kept}
    return Fact("promise.withhold", case.subject, by, case.number, facts=facts)


@transaction.atomic
def correct_promises(*, by: Actor, plan: Incident | None = None) -> list[Application]:
    """Give another day for what the calendar, as it is now, makes later; return whose. Nobody is told an earlier one.

    A day that is over is late, and stays what was said. `plan` is the outage that was announced or moved, if that is
    what changed: then it is the cause, and what it moved is one making.
    """
    days = Days()
    corrected = []
    cause: Lazy = _CALENDAR
    making = None
    if plan:
        needs = plan.scope
        cause = filled(_PLANNED, needs=lambda: text.and_list([str(need.label) for need in needs]))
    for said in queries.to_be_kept().prefetch_related("application__steps"):
        case = said.application
        found = days.again(said, needs_ahead(case))
        if found.day > said.day:
            if plan and making is None:
                making = Making.objects.create(at=days.now, cause=cause, needs=plan.needs, plan=plan)
            _end(said, Outcome.MOVED, cause, making)
            _make(case, found, days, said, by, making)
            corrected.append(case)
    if making:
        making.moved = len(corrected)
        making.save(update_fields=["moved"])
    return corrected


def _make(
    case: Application, found: Ready, days: Days, before: Promise | None, by: Actor, making: Making | None = None
) -> Promise:
    promise = Promise.objects.create(
        application=case,
        what=What.READY,
        day=found.day,
        basis=found.basis,
        begins_at=found.begins_at,
        hours=found.hours,
        days=found.days,
        stated=found.share or days.share,
        rests_on=needs_ahead(case),
        made_at=days.now,
        made_by=by.name,
        making=making,
    )
    if before is None:
        record("promise.make", subject=case.subject, case=case.number, by=by, day=str(found.day))
    else:
        tell_moved(promise, before, by=by)
    return promise


def tell_moved(promise: Promise, before: Promise, *, by: Actor) -> None:
    """Journal that a date stands instead of another, and why."""
    record_all([move_told(promise.application, promise.day, before.day, before.cause, by=by)])


def move_told(case: Application, day: date, was: date, cause: Words, *, by: Actor) -> Fact:
    """Return what the journal tells of a date that stands instead of another."""
    facts = {"day": str(day), "was": str(was), "cause": cause.kept}
    return Fact("promise.move", case.subject, by, case.number, facts=facts)


def _end(promise: Promise, outcome: Outcome, cause: Words | Lazy | str = "", making: Making | None = None) -> None:
    promise.ended_at = clock.now()
    promise.ended_by = making
    promise.outcome = outcome
    promise.cause = cause
    promise.save(update_fields=["ended_at", "ended_by", "outcome", "cause"])


def _take_back(promise: Promise, case: Application, cause: Lazy, by: Actor) -> None:
    """End a promise before its day is over; one whose day went by was broken, whatever happens now."""
    if promise.day < clock.today():
        _break(promise, case, by)
    else:
        _end(promise, Outcome.MOVED, cause)


def _break(promise: Promise, case: Application, by: Actor) -> None:
    _end(promise, Outcome.BROKEN, _cause_of(promise, case))
    record(
        "promise.break",
        subject=case.subject,
        case=case.number,
        by=by,
        day=str(promise.day),
        cause=promise.cause.kept,
    )


def _cause_of(promise: Promise, case: Application) -> Lazy:
    """What a day was broken by: where the case was when it was over, and what did not stand meanwhile."""
    at = case.current_step
    stage = str(at.label) if at else case.state_label
    stood_still = queries.stopped_between(promise.rests_on, promise.made_at, _end_of(promise.day))
    if not stood_still:
        return filled(_LATE, stage=stage)
    return filled(_LATE_WITHOUT, stage=stage, needs=lambda: text.and_list([str(need.label) for need in stood_still]))


def _end_of(day: date) -> datetime:
    return clock.at(day, 23, 59)
