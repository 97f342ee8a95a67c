"""A counter that is killed again and again while cards are handed over: `python -m tests.processes.counter_programs`.

One clerk serves the holders, another somebody of the family who comes for the same card, a worker reads the journal
beside them. Each may die: at a random moment; at a random statement; just before a transaction is committed, or just
after it; and when all is written down and the card still lies on the counter. Whoever did not get theirs asks again.
"""

import json
import os
import random
import sys
import time
from base64 import b64decode
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import django

django.setup()

from django.db import connection  # noqa: E402

from pasti.applications import actions as applications  # noqa: E402
from pasti.applications.models import Application  # noqa: E402
from pasti.catalogue.loader import load  # noqa: E402
from pasti.certificates import actions as certificates  # noqa: E402
from pasti.certificates.models import Suket  # noqa: E402
from pasti.handover.actions import Collector, Given, hand_over  # noqa: E402
from pasti.handover.models import Card, Handover, OldCard, Receipt, Recognition, Relation, Shown, Surrendered  # noqa: E402
from pasti.handover.receipts import Received  # noqa: E402
from pasti.journal import chain  # noqa: E402
from pasti.journal.actors import SYSTEM, Actor, node  # noqa: E402
from pasti.journal.followers import catch_up, followers  # noqa: E402
from pasti.journal.models import Entry, Snag  # noqa: E402
from pasti.kit import blobs, clock  # noqa: E402
from pasti.kit.errors import Refused  # noqa: E402
from pasti.link.actions import become, trust  # noqa: E402
from pasti.link.models import Envelope  # noqa: E402
from pasti.offices import actions as offices  # noqa: E402
from pasti.printing import actions as printing  # noqa: E402
from pasti.printing.tests.released import content, picture, print_all  # noqa: E402
from pasti.readiness import actions as readiness  # noqa: E402
from pasti.readiness.needs import Cause, Need  # noqa: E402
from pasti.stock import queries as stock  # noqa: E402
from pasti.stock.actions import receive_delivery  # noqa: E402
from pasti.stock.models import Blank  # noqa: E402
from pasti.stock.reconciling import findings_of, reconcile  # noqa: E402
from tests.cast import ALL_ROLES, ANYBODY, LOST, MONDAY, accepted  # noqa: E402
from tests.fixtures import OtherNode  # noqa: E402
from tests.processes import dying  # noqa: E402
from tests.processes.dying import Dies  # noqa: E402

_CENTRE = node("centre", "Pusat")
# Who went away with which card, and what was given that must not be: a line for each.
_SEEN = Path(os.environ["PASTI_DATA_DIR"]) / "seen-at-the-counter"
_HOLDER, _FAMILY = "Pemilik Kartu", "Saudara Sekartu"
_LONGEST = 120


def make(cards: int) -> None:
    """Furnish an office in which so many cards lie ready; for most of them a Suket is owed."""
    become(role="office", name="Uji", region_code="32.75")
    # It is told of each card, and never answers.
    trust(OtherNode("centre", "Pusat").card, url="http://127.0.0.1:1", by=SYSTEM)
    offices.open_office(name="Uji", region_code="32.75", by=SYSTEM)
    load()
    _bring(cards, after=0)


def _bring(cards: int, *, after: int) -> None:
    """Let so many cards lie ready, after so many earlier ones: of each second the old one is handed in."""
    receive_delivery(first_serial=f"BK{after + 1:08d}", count=cards, letter=f"470/{after}", by=ANYBODY)
    cases = []
    for number in range(after, after + cards):
        service, answers = ("DMG", {"holds_card": "yes"}) if number % 2 else ("LOST", LOST)
        case = accepted(ANYBODY, service, answers, nik=f"327501520609{number + 1:04d}")
        printing.take_release(case, content(case), at=MONDAY + timedelta(minutes=number), by=_CENTRE)
        applications.note_status(case, "PRINT_READY_RECORD", at=clock.now(), source="Pusat", by=_CENTRE)
        cases.append(Application.objects.get(pk=case.pk))
    outage = readiness.open_incident(needs=[Need.MAY_PRINT], cause=Cause.CENTRE, by=ANYBODY)
    certificates.switch_on(outage, reason="Izin cetak ditarik", until=clock.today(), by=ANYBODY)
    for case in cases[: cards * 2 // 3]:
        certificates.issue_suket(case, by=ANYBODY)
    readiness.close_incident(outage, by=ANYBODY)
    print_all(printing.start_run(cards, by=ANYBODY), ANYBODY)


def _see(*words: str) -> None:
    with _SEEN.open("a") as file:
        file.write(" ".join(words) + "\n")


def _seen() -> list[list[str]]:
    return [line.split() for line in _SEEN.read_text().splitlines()] if _SEEN.exists() else []


def _waiting() -> Iterator[Application]:
    """Those of whom nobody has gone away with the card."""
    gone = {line[1] for line in _seen() if line[0] == "given"}
    for card in Card.objects.order_by("id").select_related("application__service"):
        if card.application.number not in gone:
            yield card.application


def _serve(name: str, relation: Relation, chance: random.Random, dies: Dies) -> None:
    """Serve those of whom nobody has the card yet, as the clerk for these collectors does."""
    by = Actor(f"account:{name}", f"Petugas {name}", ALL_ROLES)
    collector = Collector(name, relation, Shown.CARD, proof_seen=True)
    for case in _waiting():
        if chance.random() < 0.2:
            _try_what_must_not_be(case, collector, by)
        try:
            hand_over(case, collector, _given(case), by=by)
        except Refused:
            # Somebody else has it.
            continue
        dies.step("on the counter")
        _see("given", case.number, case.product, *name.split())


def _given(case: Application) -> Given:
    # A picture of its own: none is kept for another's.
    receipt = Received(Receipt.PHOTO, b64decode(picture((40, 40 + case.pk))))
    if case.service.code == "LOST":
        return Given(case.product, receipt)
    return Given(case.product, receipt, OldCard.TAKEN, f"LAMA{case.pk:06d}")


def _try_what_must_not_be(case: Application, collector: Collector, by: Actor) -> None:
    """Give somebody another's card, and a card that was given to one who comes after."""
    other = Card.objects.exclude(application=case).order_by("id").last()
    gone = Handover.objects.select_related("application__service").order_by("id").last()
    stranger = Collector("Orang Lain", Relation.SELF, Shown.CARD)
    tries = [(case, collector, Given(other.serial, old_card=OldCard.TAKEN))] if other else []
    if gone:
        tries.append((gone.application, stranger, _given(gone.application)))
    for whose, who, given in tries:
        try:
            hand_over(whose, who, given, by=by)
        except Refused:
            continue
        _see("wrong", whose.number, given.serial, *who.name.split())


def _read_journal(*, for_ever: bool) -> None:
    while True:
        while chain.seal_new():
            pass
        for follower in followers:
            while catch_up(follower):
                pass
        if not for_ever:
            return
        time.sleep(0.05)


def _dies_at_commits(dies: Dies) -> None:
    """Let what is done just before and just after a commit be steps, too."""
    commit = connection.commit

    def committed() -> None:
        dies.step("before a commit")
        commit()
        dies.step("after a commit")

    connection.commit = committed  # type: ignore[method-assign]


def _way(chance: random.Random) -> Dies:
    how = chance.choice(["moment", "statement", "before a commit", "after a commit", "on the counter"])
    return Dies(how, chance.randint(1, 150) if how == "statement" else chance.randint(1, 2))


class _Round:
    """Two clerks and a worker at once, each of whom may die."""

    def __init__(self, number: int, seed: int) -> None:
        self.at = MONDAY + timedelta(seconds=number)
        self.chance = random.Random(seed * 1000 + number)

    def clerk(self, name: str, relation: Relation, dies: Dies) -> int:
        """Begin a clerk."""
        chance = random.Random(self.chance.random())

        def work() -> None:
            _patient()
            _dies_at_commits(dies)
            _serve(name, relation, chance, dies)

        return dying.begin(work, dies=dies, at=self.at)

    def worker(self, dies: Dies, *, for_ever: bool = True) -> int:
        """Begin a worker."""

        def work() -> None:
            _patient()
            _dies_at_commits(dies)
            _read_journal(for_ever=for_ever)

        return dying.begin(work, dies=dies, at=self.at)

    def go(self) -> list[str]:
        """Let all work; return how the clerks died who did."""
        chance = self.chance
        worker = self.worker(_way(chance)) if chance.random() < 0.5 else None
        ways = [_way(chance)]
        clerks = [self.clerk(_HOLDER, Relation.SELF, ways[0])]
        if chance.random() < 0.5:
            ways.append(_way(chance))
            clerks.append(self.clerk(_FAMILY, Relation.FAMILY, ways[1]))
        if "moment" in {dies.how for dies in ways}:
            time.sleep(0.3 * chance.random())
        for dies, clerk in zip(ways, clerks, strict=True):
            if dies.how == "moment":
                dying.kill(clerk)
        dead = [dies.how for dies, clerk in zip(ways, clerks, strict=True) if dying.died(clerk)]
        if worker:
            dying.kill(worker)
            dying.died(worker)
        return dead

    def end(self) -> None:
        """Let all work to the end: nobody dies."""
        never = Dies("never", 1)
        for work in (
            lambda: self.clerk(_HOLDER, Relation.SELF, never),
            lambda: self.clerk(_FAMILY, Relation.FAMILY, never),
            lambda: self.worker(never, for_ever=False),
        ):
            assert not dying.died(work())


def _patient() -> None:
    # Whoever writes beside others on a busy machine waits longer than a clerk would.
    if connection.vendor == "sqlite":
        connection.settings_dict["OPTIONS"]["timeout"] = _LONGEST


def kill(kills: int, seed: int, cards: int) -> dict[str, object]:
    """Kill so many clerks; then let all be served. Says how they died and what lay on the counter then.

    Whenever all cards are given before that, as many are ready again.
    """
    ways, on_counter = Counter[str](), 0
    ready, number = cards, 0
    while ways.total() < kills:
        if not any(_waiting()):
            _bring(cards, after=ready)
            ready += cards
        dead = _Round(number, seed).go()
        number += 1
        ways.update(dead)
        if dead:
            on_counter += Handover.objects.count() - sum(line[0] == "given" for line in _seen())
    _Round(number, seed).end()
    return {"killed": ways.total(), "ways": ways, "on_counter": on_counter, "ready": ready}


def all_of_it(kills: int, seed: int, cards: int) -> dict[str, object]:
    """Furnish, kill, and look."""
    make(cards)
    return {**kill(kills, seed, cards), **state()}


def _per_case(kind: str) -> list[int]:
    """Return how many entries of a kind the cases have that have any."""
    return sorted(Counter(Entry.objects.filter(kind=kind).values_list("case", flat=True)).values())


def state() -> dict[str, object]:
    """Return what there is to be held against each other."""
    ledger = stock.ledger()
    handovers = list(Handover.objects.select_related("application__service").order_by("id"))
    return {
        "seen": sorted(_seen()),
        "handed_over": sorted(
            ["given", one.application.number, one.application.product, *one.taken_by.split()] for one in handovers
        ),
        "cases": dict(Counter(Application.objects.values_list("state", flat=True))),
        "cards": dict(Counter(Card.objects.values_list("state", flat=True))),
        "lying": Card.objects.exclude(rack=None).count(),
        "serials": sorted(Card.objects.values_list("serial", flat=True)),
        "used": sorted(Blank.objects.filter(state="used").values_list("serial", flat=True)),
        "receipts": len({one.content for one in handovers if one.content and blobs.is_whole(one.content)}),
        "recognised": len({one.recognition_id for one in handovers if one.recognition_id}),
        "recognitions": dict(Counter(Recognition.objects.values_list("state", flat=True))),
        "old": sorted(Surrendered.objects.values_list("serial", flat=True)),
        "to_be_old": sorted(f"LAMA{o.application_id:06d}" for o in handovers if o.application.service.code == "DMG"),
        "entries": {
            kind: _per_case(kind)
            for kind in ("application.hand_over", "recognition.look", "handover.old_card", "suket.settle")
        },
        "told": sorted(Envelope.objects.filter(body__code="CARD_ISSUED").values_list("body__serial", flat=True)),
        "slips": _per_case("slip.issue"),
        "suket": dict(Counter(Suket.objects.values_list("state", flat=True))),
        "owed": Suket.objects.count(),
        "blanks": [ledger.received, ledger.used, ledger.spoiled, ledger.loaded, ledger.in_stock],
        "findings": findings_of(reconcile()),
        "torn": [str(tear) for tear in chain.tears()],
        "set_aside": Snag.objects.count(),
    }


if __name__ == "__main__":
    verb, given = sys.argv[1], [int(one) for one in sys.argv[2:]]
    with clock.stopped_at(MONDAY):
        print(json.dumps(globals()[verb](*given)))
