"""The waiting list for an earlier day: asking, taking what is offered, leaving; and what ends by itself."""

from collections.abc import Collection
from itertools import islice

from django.db import transaction
from django.utils.translation import gettext as _

from pasti.applications import actions as applications
from pasti.applications.models import Application
from pasti.applications.visits import next_visit
from pasti.appointments import actions, offering, queries
from pasti.appointments.models import Booking, Part, Waiting
from pasti.appointments.states import Wait
from pasti.journal.actions import record
from pasti.journal.actors import Actor
from pasti.journal.moves import check, check_owner, take
from pasti.kit import clock
from pasti.kit.errors import Refused
from pasti.kit.once import one_look
from pasti.offices import actions as offices
from pasti.offices import policy


@transaction.atomic
def join(application: Application, *, weekdays: Collection[int], part: Part, by: Actor) -> Waiting:
    """Let a case wait for an earlier place on these days of the week (0 = Monday), in that part of the day.

    Who waits already keeps their turn; what suits them is what was said last. Raises NotAllowed for an applicant whose
    case it is not, Refused for a case that need not come and when no day suits.
    """
    check_owner(application.number, by)
    offices.lock_office()
    case = applications.lock(application)
    if why_not := next_visit(case).why_not:
        raise Refused(why_not)
    days = "".join(str(day) for day in sorted(set(weekdays) & set(range(7))))
    if not days:
        raise Refused(_("Pilih paling sedikit satu hari yang cocok."))
    row = offering.open_of(case)
    if row is None:
        row = Waiting.objects.create(
            application=case, state=Wait.WAITING, asked_at=clock.now(), weekdays=days, part=part
        )  # fmt: skip
        record("waitlist.join", subject=row.subject, case=case.number, by=by)
    elif (row.weekdays, row.part) != (days, part):
        row.weekdays, row.part = days, part
        row.save(update_fields=["weekdays", "part"])
    offering.offer_freed()
    return Waiting.objects.get(pk=row.pk)


@transaction.atomic
def take_offer(application: Application, *, by: Actor) -> Booking:
    """Book the place that is held for a case; the place it had goes to the next. Twice is harmless.

    Raises Refused when nothing is held any more, and what `actions.book` raises: the day may have been closed since.
    """
    check_owner(application.number, by)
    offices.lock_office()
    case = applications.lock(application)
    row = offering.open_of(case)
    if row is None or row.session is None or not is_held(row):
        taken = Waiting.objects.filter(application=case, state=Wait.TAKEN).order_by("-id").first()
        own = queries.open_booking(case)
        if row is None and taken and own and own.session_id == taken.session_id:
            return own
        raise Refused(_("Tempat itu sudah diberikan kepada yang lain. Jadwal Anda tidak berubah."))
    return actions.book(case, row.session.starts_at, by=by)


def offer_of(application: Application) -> Waiting | None:
    """Return what is held for a case now, if anything is."""
    row = offering.open_of(application)
    return row if row and is_held(row) else None


def is_held(row: Waiting) -> bool:
    """Whether a place is held for somebody now; judged by the clock."""
    return row.state == Wait.OFFERED and row.held_until is not None and clock.now() < row.held_until


@transaction.atomic
def decline(application: Application, *, by: Actor) -> None:
    """Give back the place that is held for a case, and wait on; the next is asked. Twice is harmless."""
    check_owner(application.number, by)
    offices.lock_office()
    row = offering.open_of(applications.lock(application))
    if row is None or row.session is None or row.state != Wait.OFFERED:
        return
    starts_at = row.session.starts_at
    changes = {"held_until": None, "passed": [*row.passed, offering.mark(starts_at)], "unanswered": 0}
    take(row, "decline", by=by, changes=changes, when=starts_at.isoformat())
    offering.offer_freed()


@transaction.atomic
def leave(application: Application, *, by: Actor) -> None:
    """Wait no more; what was held goes to the next. The appointment stays as it is. Twice is harmless."""
    check_owner(application.number, by)
    offices.lock_office()
    row = offering.open_of(applications.lock(application))
    if row is None:
        return
    check(row, "leave", by)
    take(row, "leave", by=by, changes={"held_until": None})
    offering.offer_freed()


def go_on(at_once: int = 50) -> bool:
    """Let offers end whose time is over or that cannot be kept any more, offer what is free; return if there is more.

    Each in a transaction of its own.
    """
    for case in _not_kept(at_once):
        _let_go(case)
    # Looked at first: mostly nothing is free, and nobody who books needs to wait for that.
    return offering.can_offer() and offering.offer_freed() > 0


@one_look()
def _not_kept(most: int) -> list[Application]:
    """Return the cases to which something is offered that is not kept for them any more, so many at most."""
    rows = offering.with_state(Wait.OFFERED).order_by("held_until", "id")
    return list(islice((row.application for row in rows if not is_held(row) or not _still_there(row)), most))


def _still_there(row: Waiting) -> bool:
    """Whether the session that is offered is still one on which this person may come."""
    case, visit = row.application, next_visit(row.application)
    if row.session is None or not visit.must:
        return False
    outages, lanes = queries.outages_for(case), queries.lanes_of(case)
    slot = queries.slot_at(row.session.starts_at, visit.days, outages, lanes, holder=case.pk)
    return slot is not None and slot.free > 0


@transaction.atomic
def _let_go(application: Application) -> None:
    offices.lock_office()
    row = offering.open_of(applications.lock(application))
    if row is None or row.state != Wait.OFFERED:
        return
    if is_held(row):
        if not _still_there(row):
            offering.close_offer(row, "retract")
        return
    row = offering.close_offer(row, "lapse", unanswered=row.unanswered + 1)
    if row.unanswered >= policy.value("appointments.offers_unanswered"):
        offering.end(application)


def end_what_is_over() -> int:
    """Let nobody wait whose case goes on without them; return how many there were."""
    over = 0
    for row in list(Waiting.objects.filter(state__in=offering.OPEN).select_related("application")):
        if not next_visit(row.application).must:
            with transaction.atomic():
                offices.lock_office()
                offering.end(applications.lock(row.application))
            over += 1
    return over
