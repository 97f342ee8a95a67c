"""Faces on their way to a machine: claimed in one transaction, sent outside of any, noted in another; then followed.

One card is in a machine at a time, in the order of its blanks: what is not known of one holds up the next, so that no
card slips onto another's blank. What was sent and not answered is looked for in the queue, and never sent again
unless a person has looked at the blank (docs/adr/0063).
"""

import logging
import secrets
from datetime import timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from pasti.journal.actions import record
from pasti.journal.actors import SYSTEM, Actor
from pasti.journal.moves import check, take
from pasti.kit import clock
from pasti.kit.errors import NotAllowed, Refused
from pasti.kit.words import Words
from pasti.printing import faces, ipp, printers, printouts
from pasti.printing.models import Job, Printer, Printout, Run
from pasti.printing.states import IN_QUEUE, JobState, PrintoutState, RunState

log = logging.getLogger("pasti.printing")

# Longer than sending can take, also when whoever began it was killed.
STALE_AFTER = timedelta(seconds=ipp.LONGEST_SECONDS + 15)
_LONGEST_WAIT_SECONDS = 60
# Of a machine that does nothing.
_LOOKED_AT_EVERY = timedelta(seconds=15)

_FOLLOWED = (PrintoutState.SENDING, *IN_QUEUE, PrintoutState.UNSURE)
_MOVES = {
    ipp.PENDING: ("queue", PrintoutState.QUEUED),
    ipp.PENDING_HELD: ("hold", PrintoutState.HELD),
    ipp.PROCESSING: ("start", PrintoutState.PRINTING),
    ipp.PROCESSING_STOPPED: ("stop", PrintoutState.STOPPED),
    ipp.CANCELED: ("fail", PrintoutState.FAILED),
    ipp.ABORTED: ("fail", PrintoutState.FAILED),
    ipp.COMPLETED: ("finish", PrintoutState.DONE),
}


def send_next() -> bool:
    """Send each machine that is free its next card; return whether one was sent."""
    sent = [_send_to(printer) for printer in printers.printers()]
    return any(sent)


def _send_to(printer: Printer) -> bool:
    printout = printouts.next_of(printer.pk)
    if printout is None:
        return False
    try:
        # Drawn first: what cannot be drawn was surely not sent.
        face = faces.draw([printout.job])
    except Refused as refused:
        _wait(printout, faces.why_not(printout.job, refused))
        return False
    if not claim(printout):
        return False
    try:
        number = ipp.send(printer.address, printout.name, face)
    except ipp.NotSent as no:
        not_sent(printout, no.said)
        return False
    except ipp.NoAnswer as unsure:
        log.warning("no answer to %s from %s: %s", printout.key, printer.name, unsure)
        _give_up(printout, "lose")
        return False
    _take(printout, "accept", queue_id=number, in_flight_since=None, problem="")
    return True


@transaction.atomic
def claim(printout: Printout) -> bool:
    """Write down that a card is being sent, before it is; False when it is not to be sent after all."""
    job = Job.locked(printout.job_id)
    run = Run.locked(printout.run_id)
    if (job.state, job.serial, run.state) != (JobState.IN_RUN, printout.serial, RunState.OPEN):
        return False
    changes = {"in_flight_since": clock.now(), "tries": printout.tries + 1}
    try:
        # Another worker may have sent this machine a card at this moment.
        with transaction.atomic():
            take(printout, "claim", by=SYSTEM, changes=changes)
    except (NotAllowed, IntegrityError):
        return False
    job.face_at = clock.now()
    job.save(update_fields=["face_at"])
    record("job.face", subject=job.subject, case=job.case_number, by=SYSTEM, serial=job.serial)
    return True


def _take(printout: Printout, name: str, **changes: object) -> bool:
    """Take a move if it is open still; False if somebody was quicker."""
    facts: dict[str, Any] = {} if name in Printout.MACHINE.quiet else {"serial": printout.serial}
    try:
        take(printout, name, by=SYSTEM, changes=changes, **facts)
    except NotAllowed:
        return False
    return True


@transaction.atomic
def not_sent(printout: Printout, why: Words) -> None:
    """Let a card that surely did not get into the queue be sent again later, unless its blank was spoiled meanwhile."""
    changes = {"in_flight_since": None, "problem": why, "not_before": _later(printout.tries + 1)}
    if not _give_up(printout, "") and _take(printout, "retry", **changes):
        Job.objects.filter(pk=printout.job_id, serial=printout.serial).update(face_at=None)


def _wait(printout: Printout, why: Words) -> None:
    tries = printout.tries + 1
    waiting = Printout.objects.filter(pk=printout.pk, state=PrintoutState.WAITING)
    waiting.update(problem=why, not_before=_later(tries), tries=tries)


def _later(tries: int) -> object:
    return clock.now() + timedelta(seconds=min(_LONGEST_WAIT_SECONDS, 2**tries))


def watch() -> bool:
    """Ask the queues what became of what they have; return whether a card moved on, so that the next can follow."""
    moved = [_watch(printer) for printer in printers.printers() if _is_to_be_watched(printer)]
    return any(moved)


def _is_to_be_watched(printer: Printer) -> bool:
    now = clock.now()
    if printer.looked_at is None or abs(now - printer.looked_at) > _LOOKED_AT_EVERY:
        return True
    at_machine = Printout.objects.filter(printer=printer, state__in=[*IN_QUEUE, PrintoutState.UNSURE])
    stale = Printout.objects.filter(printer=printer, in_flight_since__lt=now - STALE_AFTER)
    return at_machine.exists() or stale.exists()


def _watch(printer: Printer) -> bool:
    try:
        seen = ipp.look(printer.address, first=_last_number(printer))
    except (ipp.NotSent, ipp.NoAnswer):
        printers.note(printer, None)
        return False
    printers.note(printer, seen)
    followed = Printout.objects.filter(printer=printer, state__in=_FOLLOWED).select_related("job")
    moved = [_follow(printout, seen, printer.address) for printout in followed]
    return any(moved)


def _last_number(printer: Printer) -> int:
    """Return from which number on the queue is asked: what it was given after that one has a higher one."""
    known = Printout.objects.filter(printer=printer, queue_id__isnull=False)
    live = known.filter(state__in=IN_QUEUE).order_by("queue_id").first()
    last = live or known.order_by("-pk").first()
    return last.queue_id or 1 if last else 1


def _follow(printout: Printout, seen: ipp.Seen, address: str) -> bool:
    by_name = {job.name: job for job in seen.jobs}
    if printout.state in IN_QUEUE:
        found = by_name.get(printout.name) or next((job for job in seen.jobs if job.id == printout.queue_id), None)
        return _note(printout, found, seen, address) if found else _give_up(printout, "lose")
    if found := by_name.get(printout.name):
        _take(printout, "accept", queue_id=found.id, in_flight_since=None, problem="")
    elif printout.state == PrintoutState.SENDING and _is_stale(printout):
        return _give_up(printout, "lose")
    elif printout.state == PrintoutState.UNSURE:
        return _give_up(printout, "")
    return False


@transaction.atomic
def _give_up(printout: Printout, name: str) -> bool:
    """Note that nobody knows what became of a card, or that the machine gave it up; True when that is no question.

    It is none when a person has said already what became of its blank: nobody need look, and the next card goes on.
    """
    job = Job.locked(printout.job_id)
    if (job.state, job.serial) != (JobState.IN_RUN, printout.serial):
        return _take(printout, "finish", in_flight_since=None)
    if name:
        _take(printout, name, in_flight_since=None)
    return False


def _is_stale(printout: Printout) -> bool:
    return printout.in_flight_since is not None and printout.in_flight_since < clock.now() - STALE_AFTER


def _note(printout: Printout, job: ipp.SeenJob, seen: ipp.Seen, address: str) -> bool:
    """Write down how a job in the queue is; True when the machine is free of it."""
    name, state = _MOVES[job.state]
    if job.state == ipp.PENDING and seen.state == ipp.STOPPED:
        name, state = "stop", PrintoutState.STOPPED
    if name == "fail":
        return _give_up(printout, name)
    if printout.unwanted_since and state in IN_QUEUE:
        _cancel(printout, address)
    if printout.state == state:
        return False
    return _take(printout, name) and state == PrintoutState.DONE


def _cancel(printout: Printout, address: str) -> None:
    try:
        ipp.cancel(address, printout.queue_id or 0)
    except (ipp.NotSent, ipp.NoAnswer) as failure:
        log.warning("%s is still in its queue: %s", printout.key, failure)


def again(printout: Printout, *, by: Actor) -> Printout:
    """A person has looked: the blank is clean, and so is the machine. Send the card again, by another name.

    Raises NotAllowed for whoever does not print, Refused when the queue has it after all, and when the queue does not
    answer: then nobody knows, and it may still come out.
    """
    check(printout, "again", by)
    if printout.state == PrintoutState.UNSURE and _is_in_queue(printout):
        raise Refused(_("Kartu ini ternyata ada di antrean mesin. Tunggu sampai keluar."))
    with transaction.atomic():
        job = Job.locked(printout.job_id)
        changes = {"key": secrets.token_hex(8), "queue_id": None, "not_before": clock.now(), "problem": ""}
        fresh = take(printout, "again", by=by, changes=changes, serial=printout.serial)
        if job.state == JobState.IN_RUN and job.serial == fresh.serial:
            job.face_at = None
            job.save(update_fields=["face_at"])
    return fresh


def _is_in_queue(printout: Printout) -> bool:
    # From its first job on as well: a queue that was set up anew counts from one again.
    try:
        seen = [ipp.look(printout.printer.address, first=first) for first in {1, _last_number(printout.printer)}]
    except (ipp.NotSent, ipp.NoAnswer) as silent:
        raise Refused(
            _("Antrean mesin tidak menjawab. Kartunya masih mungkin tercetak; kirim lagi setelah antreannya menyala.")
        ) from silent
    return any(job.name == printout.name for one in seen for job in one.jobs)
