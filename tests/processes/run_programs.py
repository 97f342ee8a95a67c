"""What processes of their own do with one print run."""

from datetime import timedelta

from pasti.journal.actors import SYSTEM
from pasti.kit.errors import Refused
from pasti.link.actions import trust
from pasti.printing import actions, printers, printouts, queries, sending
from pasti.printing.models import Job, Printout, Run
from pasti.printing.tests.released import centre, content
from pasti.stock.reconciling import findings_of, reconcile
from tests.cast import ANYBODY, LOST, MONDAY, accepted
from tests.fixtures import OtherNode
from tests.processes.start import begin


def run_begins(cards: str) -> list[str]:
    """Begin a run of so many cards at a machine whose queue is away; return its blanks."""
    if not printers.printers().exists():
        # It is told of each card, and never answers.
        trust(OtherNode("centre", "Pusat").card, url="http://127.0.0.1:1", by=SYSTEM)
        printers.add_printer("Lantai 1", address="ipp://127.0.0.1:1/printers/kartu", by=ANYBODY)
    for number in range(int(cards)):
        case = accepted(ANYBODY, "LOST", LOST, phone=f"+62812345{Job.objects.count():05d}")
        actions.take_release(case, content(case), at=MONDAY + timedelta(minutes=number), by=centre())
    run = actions.start_run(int(cards), printer=printers.printers().get(), by=ANYBODY)
    return [job.serial for job in queries.jobs_of(run)]


def end_or_go_on(serials: str, how: str, who: str) -> str:
    """One says that all the rest is spoiled, or goes on from PDF; others send the last cards, or spoil them."""
    blanks = serials.split(",")
    job = Job.objects.get(serial=blanks[-int(who)])
    printout = Printout.objects.select_related("job").get(serial=job.serial)
    run = Run.objects.get(pk=printout.run_id)
    begin()
    try:
        if who != "0":
            if int(who) % 2:
                actions.spoil(job, "macet", serial=job.serial, by=ANYBODY)
            else:
                sending.claim(printout)
        elif how == "rest":
            actions.spoil_rest(run, "mesin rusak", serials=blanks, by=ANYBODY)
        else:
            printouts.go_on_by_hand(run, by=ANYBODY)
    except Refused:
        return "refused"
    return "done"


def blanks_agree() -> list[dict[str, str]]:
    """What ledger and cards do not agree on."""
    return findings_of(reconcile())
