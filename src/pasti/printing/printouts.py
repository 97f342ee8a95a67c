"""The rows of what goes through a machine's queue: made with the run, before anything is sent (see `sending`)."""

import secrets
from collections.abc import Collection, Iterable

from django.db import transaction
from django.db.models import F, QuerySet
from django.utils.translation import gettext as _

from pasti.journal.actions import record
from pasti.journal.actors import Actor
from pasti.journal.moves import check, take
from pasti.kit import clock
from pasti.kit.errors import NotAllowed, Refused
from pasti.printing import queries
from pasti.printing.models import Job, Printer, Printout, Run
from pasti.printing.states import AT_MACHINE, JobState, PrintoutState, RunState
from pasti.stock import ribbons


def plan(run: Run, jobs: Iterable[Job]) -> None:
    """Note that the faces of cards are to go to the run's machine, each for the blank on which it is now."""
    if run.printer_id:
        rows = [
            Printout(
                job=job, run=run, printer_id=run.printer_id, serial=job.serial, key=secrets.token_hex(8),
                state=PrintoutState.WAITING,
            )
            for job in jobs
        ]  # fmt: skip
        Printout.objects.bulk_create(rows)


def of_run(run: Run) -> QuerySet[Printout]:
    """Return what goes to the machine for a run, in the order of its blanks, which is that of the machine."""
    rows = run.printouts.exclude(state=PrintoutState.WITHDRAWN)
    return rows.select_related("job__application", "printer").order_by("serial")


def came_out(run: Run) -> frozenset[str]:
    """Return the blanks of a run that the machine has printed on."""
    return frozenset(of_run(run).filter(state=PrintoutState.DONE).values_list("serial", flat=True))


def of_blank(serial: str) -> Printout | None:
    """Return what goes, or went, to a machine for a blank."""
    return Printout.objects.filter(serial=serial).exclude(state=PrintoutState.WITHDRAWN).first()


def is_printed(job: Job, by: Actor) -> None:
    """A person holds the card on this blank: whoever did not know whether it was printed knows now.

    What is still in the queue is left to it: it says itself when it is done, and the next one waits for that.
    """
    printout = of_blank(job.serial)
    if printout and printout.state in (PrintoutState.UNSURE, PrintoutState.FAILED):
        take(printout, "finish", by=by)


def is_spoiled(serial: str, by: Actor) -> None:
    """The blank is spoiled: nothing more is printed on it, and what is in the queue for it is taken out."""
    printout = of_blank(serial)
    if printout is None:
        return
    if printout.state == PrintoutState.WAITING:
        take(printout, "withdraw", by=by)
    elif printout.state in (PrintoutState.UNSURE, PrintoutState.FAILED):
        take(printout, "finish", by=by)
    elif printout.state in AT_MACHINE:
        Printout.objects.filter(pk=printout.pk).update(unwanted_since=clock.now())


def has_it(printout: Printout) -> bool:
    """Whether the machine has what is printed on a blank, or has had it: then the blank is not clean any more."""
    return printout.state not in (PrintoutState.WAITING, PrintoutState.FAILED, PrintoutState.WITHDRAWN)


def is_put_back(serial: str, by: Actor) -> None:
    """The blank goes back into stock, clean. Raises Refused when the machine has it, or has had it."""
    printout = of_blank(serial)
    if printout is None:
        return
    if has_it(printout):
        said = _("Muka kartu sudah dikirim ke mesin untuk blangko %s (%s). Pindai kartunya, atau catat gagal.")
        raise Refused(said % (serial, printout.state_label))
    take(printout, "withdraw", by=by)


@transaction.atomic
def pause(run: Run, *, by: Actor) -> Run:
    """Send nothing more of a run to the machine for now; the card that it has is finished. Twice is refused."""
    return take(run, "pause", by=by, run=run.number)


@transaction.atomic
def go_on(run: Run, *, by: Actor) -> Run:
    """Go on with a run that was paused."""
    return take(run, "go_on", by=by, run=run.number)


@transaction.atomic
def go_on_by_hand(run: Run, *, by: Actor) -> Run:
    """Print the rest of a run from its PDF: the machine's queue is of no use. Twice is harmless.

    Raises NotAllowed for whoever does not print, and Refused while the machine may still print a card of it of which
    nobody has said whether it came out well.
    """
    queries.lock_rest(run)
    fresh = Run.locked(run.pk)
    check(fresh, "finish", by)
    if fresh.printer_id is None:
        return fresh
    if card := unsettled().filter(run=fresh).first():
        raise Refused(still_there(card))
    for printout in of_run(fresh).filter(state=PrintoutState.WAITING):
        take(printout, "withdraw", by=by)
    # Its cards come out of the same machine, and take its ribbon.
    fresh.printer, fresh.by_hand_at = None, fresh.printer
    fresh.save(update_fields=["printer", "by_hand_at"])
    record("run.by_hand", subject=fresh.subject, by=by, run=fresh.number)
    return fresh


def unsettled() -> QuerySet[Printout]:
    """Return the cards that machines have or had, as far as known, and of which nobody has said what they became."""
    at_machine = Printout.objects.filter(state__in=AT_MACHINE, job__state=JobState.IN_RUN, job__serial=F("serial"))
    return at_machine.order_by("serial")


def still_there(printout: Printout) -> str:
    """Return what is to be done first with a card that a machine has, as a sentence."""
    return _("Kartu pada blangko %s masih di mesin. Selesaikan dahulu kartu itu.") % printout.serial


def run_by_hand_at(printer_id: int) -> Run | None:
    """Return the run that is being printed at a machine past its queue, which waits for that."""
    return Run.objects.filter(by_hand_at=printer_id).exclude(state=RunState.FINISHED).first()


def next_of(printer_id: int) -> Printout | None:
    """Return what goes to a machine next, if it may: the machine is free, has a ribbon, the run is not paused.

    While somebody prints at it by hand nothing goes to it. They go in the order of the blanks, as these lie in the
    machine; who is first in it is waited for.
    """
    if Printout.objects.filter(printer=printer_id, state__in=AT_MACHINE).exists() or is_ribbon_empty(printer_id):
        return None
    if run_by_hand_at(printer_id):
        return None
    waiting = Printout.objects.filter(printer=printer_id, state=PrintoutState.WAITING, run__state=RunState.OPEN)
    first = waiting.select_related("printer").order_by("run", "serial").first()
    return first if first and first.not_before <= clock.now() else None


def is_ribbon_empty(printer_id: int) -> bool:
    """Whether the ribbon in a machine has no print left, by the count of the cards that came out and were noted.

    What came out and was not noted yet has taken its print as well. Where ribbons are not noted, nobody can tell.
    """
    left = ribbons.left_in_machine(Printer.objects.values_list("name", flat=True).get(pk=printer_id))
    came = Printout.objects.filter(
        printer=printer_id, state=PrintoutState.DONE, job__state=JobState.IN_RUN, job__serial=F("serial")
    )
    return left is not None and left <= came.count()


def ensure_by_hand(jobs: Collection[Job]) -> None:
    """Raise where a face from a PDF would be printed twice: NotAllowed for a queue's, Refused for one that came out."""
    if any(job.run and job.run.printer_id for job in jobs):
        raise NotAllowed(
            _("Muka kartu ini dikirim sendiri ke mesin cetak. Untuk mencetak dari PDF, pilih tanpa antrean.")
        )
    serials = [job.serial for job in jobs]
    if came := Printout.objects.filter(serial__in=serials, state=PrintoutState.DONE).order_by("serial").first():
        said = _("Kartu pada blangko %s sudah keluar dari mesin. Pindai nomor serinya, atau catat gagal.")
        raise Refused(said % came.serial)
