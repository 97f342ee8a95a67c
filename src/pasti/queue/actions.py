"""Taking a number, calling, passing on, ending. Of two who do the same at once, one is refused."""

from collections.abc import Collection
from datetime import date, timedelta

from django.db import IntegrityError, transaction
from django.db.models import BigIntegerField, DateField
from django.utils.translation import gettext as _

from pasti.applications import actions as applications
from pasti.applications.models import Application
from pasti.applications.states import LIVE as CASE_LIVE
from pasti.applications.visits import Visit, next_visit, why_not_on
from pasti.applications.whereabouts import whereabouts
from pasti.catalogue.models import Service
from pasti.catalogue.queries import Answers
from pasti.journal.actions import record
from pasti.journal.actors import SYSTEM, Actor
from pasti.journal.moves import check, take
from pasti.kit import clock
from pasti.kit.errors import NotAllowed, Refused
from pasti.kit.many import update_each
from pasti.kit.prepared import Rows
from pasti.offices import actions as office
from pasti.offices import queries as offices
from pasti.offices.models import Counter, Lane
from pasti.queue import endings, first_step, hooks, order, over, queries
from pasti.queue.first_step import NotNow, Stopped
from pasti.queue.models import LaneDay, Ticket
from pasti.queue.outcomes import Ending, Outcome, Reason, Why
from pasti.queue.states import LIVE, OVER, State

_NO_TIME = timedelta(0)
_COUNT = Rows(
    lambda lane, day: LaneDay.objects.select_for_update().filter(lane=lane, day=day),
    lane=BigIntegerField(),
    day=DateField(),
)


@transaction.atomic
def issue_ticket(
    lane: Lane,
    *,
    application: Application | None = None,
    wants: Service | None = None,
    answers: Answers | None = None,
    knowing: bool = False,
    asking: bool = False,
    by: Actor,
) -> Ticket:
    """Give out the next number of a lane for today. A case that has a live number today gets that one again.

    Who is `asking` has a question about their case: whatever it is at, they wait in the lane that they chose. Who has
    none may say what service they want, with their `answers` to its questions: the clerk begins with them.

    Raises Refused for a case that is over, for a lane that is not in use or not the one for the case's next step, and
    while the office is closed and nobody serves; NotNow for a case whose person need not come now; Stopped when the
    next step cannot be done now, unless the person waits `knowing` it.
    """
    _check_open(lane)
    if application:
        # The case is the lock: two arrivals at once with the same case get one number.
        locked = applications.lock(application)
        if locked.state not in CASE_LIVE:
            raise Refused(next_visit(locked).why_not)
        _close_earlier(locked)
        current = Ticket.objects.filter(application=locked, state__in=LIVE).first()
        if current:
            return current
        if not asking:
            _check_comes_for(locked, lane, knowing=knowing)
    if wants and not knowing:
        first_step.check(wants, answers or {})
    first_step.check_serving()
    today, now = clock.today(), clock.now()
    ticket = Ticket.objects.create(
        day=today,
        letter=lane.letter,
        sequence=_next_number(lane, today),
        lane=lane,
        application=application,
        wants=wants,
        answers=dict(answers or {}),
        state=State.WAITING,
        priority=lane.priority,
        booked_for=(booked_for := hooks.booked(application, today) if application else None),
        issued_at=now,
        queued_at=now,
        counts_from=order.counts_from(now, booked_for),
    )
    record(
        "ticket.issue",
        subject=ticket.subject,
        case=ticket.case_number,
        by=by,
        happened_at=now,
        ticket=ticket.number,
        lane=lane.letter,
        priority=ticket.priority,
        counts_from=ticket.counts_from.isoformat(),
        booked_for=booked_for.isoformat() if booked_for else "",
    )
    if application:
        hooks.given_a_number(application)
    return ticket


def _check_open(lane: Lane) -> None:
    if not lane.active:
        raise Refused(_("Lajur %s sedang tidak dibuka.") % lane.letter)


def _check_comes_for(application: Application, lane: Lane, *, knowing: bool) -> None:
    """Raise NotNow, Stopped or Refused unless the next step of a case is done with the person in this lane, now."""
    visit = _coming(application, knowing=knowing)
    if visit.work not in lane.serves:
        raise Refused(
            _("Lajur %(letter)s bukan untuk tahap permohonan ini: %(step)s.")
            % {"letter": lane.letter, "step": visit.step.label if visit.step else ""}
        )


def _coming(application: Application, *, knowing: bool) -> Visit:
    """Return for what a person comes now.

    Raises NotNow when it is in vain: nothing to be done, or still too young. Raises Stopped when it cannot be done now.
    """
    visit = next_visit(application)
    if not visit.possible:
        there = whereabouts(application)
        raise NotNow(visit.why_not, elsewhere=None if there.here else there)
    if nowhere := visit.nowhere:
        raise NotNow(nowhere)
    first = visit.days.first
    if first and clock.today() < first:
        raise NotNow(why_not_on(application, clock.today()), first)
    going = visit.going()
    if not going.ok and not knowing:
        raise Stopped(visit.step.label if visit.step else "", going)
    return visit


def _close_earlier(application: Application) -> None:
    """Close the number that a case has from an earlier day, if the night's duty has not done so."""
    for ticket in Ticket.objects.filter(application=application, state__in=LIVE, day__lt=clock.today()):
        _close(ticket)


@transaction.atomic
def _close(ticket: Ticket) -> None:
    fresh = over.locked(ticket)
    check(fresh, "close", SYSTEM)
    if endings.all_done(fresh):
        over.end(fresh, "close_served", Ending(Outcome.SERVED), None, SYSTEM, counter=None)
    else:
        why = endings.why_at_closing(fresh)
        over.end(fresh, "close", endings.because(fresh, why), why, SYSTEM, counter=None)


def _next_number(lane: Lane, day: date) -> int:
    count = _COUNT.first(lane=lane.pk, day=day)
    if count is None:
        LaneDay.objects.get_or_create(lane=lane, day=day)
        count = _COUNT.one(lane=lane.pk, day=day)
    count.last += 1
    update_each([count], ["last"])
    return count.last


@transaction.atomic
def call_next(counter: Counter, *, by: Actor) -> Ticket | None:
    """Call who is next at a counter by the rule on the wall (`order`); return None when nobody waits.

    Raises NotAllowed while somebody is still at the counter, and while its clerk pauses. Clerks who call at the same
    moment get different people: whoever is being called elsewhere is skipped, not waited for. A lane that was closed
    gives out no new numbers, but who has one is called.
    """
    office.lock_counter(counter)
    if there := queries.current(counter):
        if there.day >= clock.today():
            raise NotAllowed(_("Selesaikan dahulu nomor %s.") % there.number)
        # Left at the counter on an earlier day, if the night's duty has not closed it.
        _close(there)
    order.check_not_pausing(counter)
    turn = order.take_next(counter)
    if turn is None:
        return None
    ticket, now = turn.ticket, clock.now()
    order.note(counter, turn)
    changes = {"counter": counter, "called_at": now, "calls": 1, "waited": max(now - ticket.counts_from, _NO_TIME)}
    # What the rule looked at, so that the call can be explained for as long as the journal is kept.
    lanes = "".join(lane.letter for lane in offices.lanes_of(counter))
    return take(
        ticket, "call", by=by, changes=changes, ticket=ticket.number, counter=counter.number, lanes=lanes,
        in_a_row=turn.before, at_most=turn.at_most,
    )  # fmt: skip


def recall(ticket: Ticket, *, by: Actor) -> Ticket:
    """Call the same number again."""
    counter = ticket.counter
    changes = {"called_at": clock.now(), "calls": ticket.calls + 1}
    number = counter.number if counter else 0
    return take(ticket, "recall", by=by, changes=changes, ticket=ticket.number, counter=number)


def serve(ticket: Ticket, *, by: Actor) -> Ticket:
    """Note that the person has come to the counter."""
    return take(ticket, "serve", by=by, ticket=ticket.number, counter=ticket.counter.number if ticket.counter else 0)


@transaction.atomic
def miss(ticket: Ticket, *, by: Actor) -> Ticket:
    """Note that the person did not come; they may come back the same day and are called again.

    Raises NotAllowed before the number was called as often as the office has decided, and until so many seconds after
    the last call (`queries.seconds_until_missed`): nobody crosses a hall in the moment that three keys take.
    """
    fresh = Ticket.locked(ticket.pk)
    check(fresh, "miss", by)
    wanted = queries.calls_before_missed()
    if fresh.calls < wanted:
        raise NotAllowed(
            _("Nomor %(number)s baru dipanggil %(calls)s kali; panggil %(wanted)s kali sebelum dilewati.")
            % {"number": fresh.number, "calls": fresh.calls, "wanted": wanted}
        )
    if left := queries.seconds_until_missed(fresh):
        raise NotAllowed(
            _("Nomor %(number)s baru saja dipanggil; beri waktu %(left)s detik lagi untuk datang.")
            % {"number": fresh.number, "left": left}
        )
    return take(ticket, "miss", by=by, changes={"counter": None}, ticket=ticket.number)


@transaction.atomic
def attach(ticket: Ticket, application: Application, *, by: Actor) -> Ticket:
    """Connect a number that was taken without a case with the case.

    Raises Refused when either has another already, or when the case is not under way.
    """
    locked = applications.lock(application)
    fresh = Ticket.locked(ticket.pk)
    if fresh.application_id == locked.pk:
        return fresh
    if fresh.application_id:
        raise Refused(_("Nomor %s sudah dihubungkan dengan permohonan lain.") % fresh.number)
    if locked.state not in CASE_LIVE:
        raise Refused(
            _("Permohonan %(number)s tidak sedang berjalan: %(state)s.")
            % {
                "number": locked.shown_number,
                "state": locked.state_label,
            }
        )
    _close_earlier(locked)
    try:
        with transaction.atomic():
            attached = take(fresh, "attach", by=by, changes={"application": locked}, ticket=fresh.number)
    except IntegrityError:
        raise Refused(_("Permohonan ini sudah punya nomor antrean lain hari ini.")) from None
    hooks.given_a_number(locked)
    return attached


@transaction.atomic
def pass_on(ticket: Ticket, lane: Lane, *, knowing: bool = False, by: Actor) -> Ticket:
    """Let the person wait for the next step in another lane, with the same number; the time waited already counts.

    Raises Refused for a lane that is not in use or not the one for the case's next step, NotNow for a case for which
    nothing more is to be done with the person, NotAllowed for a number of another day; Stopped as `issue_ticket` does.
    """
    _check_open(lane)
    fresh = Ticket.locked(ticket.pk)
    over.check_of_today(fresh)
    if fresh.state == State.SERVING and fresh.application:
        _check_comes_for(fresh.application, lane, knowing=knowing)
    now = clock.now()
    since = now - fresh.waited
    changes = {"lane": lane, "counter": None, "queued_at": now, "counts_from": since, "calls": 0}
    return take(
        ticket,
        "pass_on",
        by=by,
        changes=changes,
        ticket=ticket.number,
        lane=lane.letter,
        counts_from=since.isoformat(),
    )


@transaction.atomic
def finish(ticket: Ticket, ending: Ending | None = None, *, by: Actor) -> Ticket:
    """End the coming of who is at the counter: served, partly, or in vain, with the reason. The same twice is harmless.

    Without an `ending` it is the one that the records have (`endings.preset`). Whether it was partly or in vain follows
    from what was done under the number. Raises Refused for an ending without its reason, for another reason without a
    sentence (or with a NIK in it), and for saying that somebody was served under whose number nothing was done.
    """
    fresh = over.locked(ticket)
    if fresh.state in OVER and ending and over.checked(ending, fresh) == fresh.ending:
        return fresh
    check(fresh, "finish", by)
    served = ending is not None and ending.outcome == Outcome.SERVED
    why = None if served else endings.why_not(fresh, by=by)
    given = over.checked(ending or endings.preset(fresh, by=by, why=why), fresh)
    if why is None or why.reason != given.reason:
        why = Why(given.reason, given.said) if given.reason else None
    return over.end(fresh, over.MOVE[given.outcome], given, why, by)


@transaction.atomic
def leave(ticket: Ticket, *, by: Actor) -> Ticket:
    """Note that somebody left before being served, with the reason that the records give (`endings.on_leaving`)."""
    fresh = over.locked(ticket)
    check(fresh, "leave", by)
    why = endings.on_leaving(fresh)
    return over.end(fresh, "leave", endings.because(fresh, why), why, by, counter=None)


@transaction.atomic
def note_done(application: Application, move: str, *, by: Actor) -> None:
    """Note under the number of whoever is here for a case (`queries.here_for`) that something was done.

    `move` is the case's. Nothing happens when nobody is here for it: who acts at home or behind the scenes.
    """
    if found := queries.here_for(application, move, by=by):
        note_done_under(found, move)


@transaction.atomic
def note_done_under(ticket: Ticket, move: str) -> None:
    """Note under a number that a move of a case was taken for its holder. Twice, or after its end, it is harmless.

    For whom it was done is known to who calls: the number need not be that of the case (yet).
    """
    fresh = Ticket.locked(ticket.pk)
    if fresh.state in LIVE and move not in fresh.deeds:
        fresh.done = " ".join([*fresh.deeds, move])
        fresh.save(update_fields=["done"])


@transaction.atomic
def turn_away(application: Application, *, by: Actor) -> None:
    """Note that somebody came for a case and was told at the door to go home, and why, as the records have it.

    Who has a number for it today is here already, and not turned away.
    """
    locked = applications.lock(application)
    if queries.live_of(locked) is None:
        hooks.turned_away(locked, endings.why_of_case(locked) or Why(Reason.NOT_READY), by)


def close_day(today: date | None = None) -> int:
    """Close numbers of earlier days that nobody finished; return how many."""
    day = today or clock.today()
    closed = 0
    for ticket in Ticket.objects.filter(state__in=LIVE, day__lt=day):
        try:
            _close(ticket)
            closed += 1
        except NotAllowed:  # somebody finished it a moment ago
            continue
    return closed


def lane_of(
    application: Application, *, priority: bool = False, knowing: bool = False, near: Collection[int] = ()
) -> Lane:
    """Return the lane in which a case waits for its next step, one of those `near` (ids) if there is one.

    Raises NotNow and Stopped as `issue_ticket` does.
    """
    visit = _coming(application, knowing=knowing)
    lane = offices.lane_for(visit.work, priority=priority, near=near)
    if lane is None:
        raise Refused(_("Belum ada lajur untuk tahap ini. Silakan hubungi petugas."))
    return lane
