"""A print room that is killed again and again in the middle of its runs: `python -m tests.processes.printing_programs`.

The queue and the machine behind it are real programs and live on. Whoever is killed is the worker and the operator's
page at once: between plan, send, answer and confirm. It dies at a random moment, with all that it has begun or
without; at a random statement; just before a face is handed to the queue, or just after it, with nothing written down.
"""

import json
import os
import random
import sys
import time
from collections import Counter
from datetime import timedelta
from pathlib import Path

import django

django.setup()

from pasti.catalogue.loader import load  # noqa: E402
from pasti.journal.actors import SYSTEM  # noqa: E402
from pasti.kit import clock  # noqa: E402
from pasti.kit.errors import Refused  # noqa: E402
from pasti.link.actions import become, trust  # noqa: E402
from pasti.offices import actions as offices  # noqa: E402
from pasti.printing import actions, ipp, printers, queries, sending  # noqa: E402
from pasti.printing.models import Job, Printout, Run  # noqa: E402
from pasti.printing.states import AT_MACHINE  # noqa: E402
from pasti.printing.tests.released import centre, content  # noqa: E402
from pasti.stock import queries as stock  # noqa: E402
from pasti.stock.actions import receive_delivery  # noqa: E402
from pasti.stock.reconciling import findings_of, reconcile  # noqa: E402
from tests.cast import ANYBODY, LOST, MONDAY, accepted  # noqa: E402
from tests.fixtures import OtherNode  # noqa: E402
from tests.processes import dying  # noqa: E402
from tests.processes.dying import Dies  # noqa: E402

_TRAY = Path(os.environ.get("PASTI_TEST_CARDS", "")) / "tray"
_A_RUN = 3
# From one process to the next so much time passes: what the first had in flight is stale.
_BETWEEN = timedelta(minutes=2)


def make(cards: int) -> None:
    """Furnish an office with cards to be printed, blanks for them and for what is spoiled, and the machine."""
    become(role="office", name="Uji", region_code="32.75")
    # It is told of each card, and never answers.
    trust(OtherNode("centre", "Pusat").card, url="http://127.0.0.1:1", by=SYSTEM)
    offices.open_office(name="Uji", region_code="32.75", by=SYSTEM)
    load()
    printers.add_printer("Lantai 1", address=os.environ["PASTI_TEST_CUPS"], by=ANYBODY)
    _bring(cards, after=0)


def _bring(cards: int, *, after: int) -> None:
    """Let so many cards be ready, after so many earlier ones, and blanks come for them."""
    receive_delivery(first_serial=f"BK{2 * after + 1:08d}", count=2 * cards, letter=f"470/{after}", by=ANYBODY)
    for number in range(after, after + cards):
        nik = f"327501520609{number + 1:04d}"
        case = accepted(ANYBODY, "LOST", LOST, nik=nik, phone=f"+62812345{number:05d}")
        actions.take_release(case, content(case), at=MONDAY + timedelta(minutes=number), by=centre())


def tray() -> list[str]:
    """Return the blanks that came out of the machine as cards, each as often as it did."""
    return [card.name.split()[1] for card in _TRAY.iterdir()]


def _work(chance: random.Random) -> None:
    """Print until there is no card any more."""
    while _operate(chance):
        sending.send_next()
        sending.watch()


def _operate(chance: random.Random) -> bool:
    """Do what an operator does who looks at page and tray; False when nothing is left to be done."""
    for run in queries.open_runs():
        for job in queries.jobs_of(run).filter(state=Job.State.IN_RUN):
            _look_at(job, run, chance)
    if queries.open_runs().exists() or Printout.objects.filter(state__in=AT_MACHINE).exists():
        return True
    if not queries.waiting().exists():
        return False
    actions.start_run(_A_RUN, printer=printers.printers().get(), by=ANYBODY)
    return True


def _look_at(job: Job, run: Run, chance: random.Random) -> None:
    try:
        if job.serial in tray():
            if chance.random() < 0.1:
                actions.spoil(job, "buram", serial=job.serial, by=ANYBODY)
            else:
                actions.confirm(run, job.serial, by=ANYBODY)
            return
        unsure = Printout.objects.filter(serial=job.serial, state__in=["unsure", "failed"]).first()
        if unsure:
            sending.again(unsure, by=ANYBODY)
    except Refused:
        # It is in the queue after all, or came out at this moment: the next look will tell.
        return


def _dies_at_the_queue(dies: Dies) -> None:
    """Let what is done just before and just after a face is handed over be steps, too."""
    send = ipp.send

    def handed_over(address: str, name: str, face: bytes) -> int:
        dies.step("before")
        number = send(address, name, face)
        dies.step("after")
        return number

    ipp.send = handed_over


def _way(chance: random.Random) -> Dies:
    how = chance.choice(["moment", "statement", "before", "after"])
    return Dies(how, chance.randint(1, 300) if how == "statement" else chance.randint(1, 2))


def _begin(number: int, seed: int, dies: Dies) -> int:
    """Let a process of its own print; return it."""

    def work() -> None:
        _dies_at_the_queue(dies)
        _work(random.Random(seed * 1000 + number))

    return dying.begin(work, dies=dies, at=MONDAY + number * _BETWEEN)


def kill(kills: int, seed: int, cards: int) -> dict[str, object]:
    """Kill so many; then let one print to the end. Says what was at the machine when they were killed.

    Whenever all is printed before that, as many cards are ready again.
    """
    chance, hit = random.Random(seed), Counter[str]()
    ready = cards
    number, killed = 0, 0
    while killed < kills:
        dies = _way(chance)
        child = _begin(number, seed, dies)
        if dies.how == "moment":
            time.sleep(chance.choice([0.5, 2.0, 5.0]) * chance.random())
            dying.kill(child, all_of_it=chance.random() < 0.5)
        number += 1
        if not dying.died(child):
            _bring(cards, after=ready)
            ready += cards
            continue
        killed += 1
        at_machine = Printout.objects.filter(state__in=AT_MACHINE).first()
        hit[at_machine.state if at_machine else "nothing"] += 1
    for last in (number + 1, number + 2):
        assert not dying.died(_begin(last, seed, Dies("never", 1)))
    return {"killed": killed, "hit": hit, "ready": ready}


def state() -> dict[str, object]:
    """Return what there is to be held against each other."""
    ledger = stock.ledger()
    return {
        "cards": dict(Counter(Job.objects.values_list("state", flat=True))),
        "cases": Job.objects.filter(state="printed").values("application").distinct().count(),
        "printed": sorted(Job.objects.filter(state="printed").values_list("serial", flat=True)),
        "tray": sorted(tray()),
        "blanks": [ledger.received, ledger.used, ledger.spoiled, ledger.loaded, ledger.in_stock],
        "runs": dict(Counter(Run.objects.values_list("state", flat=True))),
        "printouts": dict(Counter(Printout.objects.values_list("state", flat=True))),
        "sent_again": Printout.objects.filter(tries__gt=1).count(),
        "findings": findings_of(reconcile()),
    }


if __name__ == "__main__":
    verb, given = sys.argv[1], [int(one) for one in sys.argv[2:]]
    with clock.stopped_at(MONDAY):
        print(json.dumps(globals()[verb](*given)))
