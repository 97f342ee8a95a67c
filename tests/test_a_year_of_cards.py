"""A year of finished cards, by chance: missed, declared lost by two people, found later, destroyed.

After every step each blank is accounted for: by the ledger, by the print room and by the shelf, which agree.
"""

from datetime import timedelta
from typing import Any

from django.db import transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from pasti.handover import counting, destroying, shelf
from pasti.handover.actions import Collector, Given, hand_over
from pasti.handover.models import Card, Minutes, Relation, Shown
from pasti.handover.states import CardState
from pasti.journal.actors import Actor
from pasti.kit import clock
from pasti.kit.errors import NotAllowed, Refused
from pasti.printing import actions, queries
from pasti.printing.models import Job
from pasti.printing.tests.released import release
from pasti.stock import queries as stock
from pasti.stock import reconciling
from pasti.stock.models import Blank, Delivery
from tests.cast import ANYBODY, MONDAY, Cast
from tests.examples import examples

FIRST, SECOND = ANYBODY, Actor("second", "Orang kedua", ANYBODY.roles)
WITNESSES = "A, Satpol PP\nB, Inspektorat"
# Declared lost by two people; what becomes of such a card afterwards is no case's any more.
GONE = {CardState.LOST, CardState.SURFACED, CardState.HELD, CardState.DESTROYED}


class Office:
    """What may happen in it: each takes a number that says how much of it, or to which."""

    def __init__(self, cast: Cast) -> None:
        self.cast = cast

    def print(self, n: int) -> None:
        """Cards for those who wait anew, and for some others; one comes out badly."""
        for _new in range(n % 3):
            release(self.cast)
        run = actions.start_run(min(5, queries.waiting().count()), by=FIRST)
        jobs = list(queries.jobs_of(run))
        if n % 2:
            jobs[0] = actions.spoil(jobs[0], "miring", serial=jobs[0].serial, by=FIRST)
        made = [job for job in jobs if job.state == Job.State.IN_RUN]
        actions.fetch_faces(made, by=FIRST)
        for job in made:
            actions.confirm(run, job.serial, by=FIRST)

    def count(self, n: int) -> None:
        """A box is counted, and some of its cards are not there."""
        there = [card.serial for card in shelf.kept()]
        counting.count(1, 1, " ".join(there[n % 3 :]) or "-", by=FIRST)
        for finding in counting.open_findings():
            counting.report(finding, by=FIRST)

    def find(self, n: int) -> None:
        """One of those that nobody found turns up in a box, whatever was decided of it meanwhile."""
        given_up = Card.objects.filter(state=CardState.LOST).order_by("id")
        astray = given_up if n % 2 and given_up else Card.objects.filter(state__in=shelf.MISSED).order_by("id")
        if astray:
            there = [card.serial for card in shelf.kept()]
            counting.count(1, 1, " ".join([*there, astray[n % len(astray)].serial]), by=FIRST)

    def declare(self, n: int) -> None:
        destroying.propose("lost", witnesses=WITNESSES, by=FIRST)

    def destroy(self, n: int) -> None:
        destroying.propose("stray", witnesses=WITNESSES, by=FIRST)

    def agree(self, n: int) -> None:
        if minutes := self._proposed():
            destroying.confirm(minutes, by=SECOND)

    def think_better(self, n: int) -> None:
        if minutes := self._proposed():
            destroying.withdraw(minutes, by=SECOND)

    def _proposed(self) -> Minutes | None:
        return Minutes.objects.filter(state="proposed").first()

    def collect(self, n: int) -> None:
        """Somebody comes with a slip, also for a card that is not on its shelf."""
        kept = Card.objects.filter(state=CardState.KEPT).order_by("id")
        cards = kept if n % 2 and kept else Card.objects.exclude(state=CardState.HANDED_OVER).order_by("id")
        if cards:
            card = cards[n % len(cards)]
            collector = Collector(card.application.name, Relation.SELF, Shown.CARD)
            hand_over(card.application, collector, Given(card.serial), by=FIRST)


# What leads further is likelier than what leads back.
events = st.sampled_from(
    [*(name for name in vars(Office) if not name.startswith("_")), "declare", "agree", "agree", "find", "destroy"]
)
days = st.lists(st.tuples(events, st.integers(0, 11), st.integers(0, 30)), min_size=30, max_size=50)


def ledger_print_room_and_shelf_agree() -> None:
    """Each blank is where one of them says it is, and none says of it what another does not."""
    ledger = stock.ledger()
    received = sum(Delivery.objects.values_list("count", flat=True))
    assert received == ledger.used + ledger.spoiled + ledger.lost + ledger.destroyed + ledger.returned + ledger.in_house
    assert reconciling.findings_of(reconciling.reconcile()) == []
    states = dict(Blank.objects.values_list("serial", "state"))
    cards = list(Card.objects.values_list("serial", "state", "application", "lost_by_id"))
    for serial, state, _case, _minutes in cards:
        assert states[serial] == ("lost" if state in GONE else "used"), (serial, state)
    assert {serial for serial, *_rest in cards} == {s for s, state in states.items() if state in ("used", "lost")}
    # Whoever's card was lost has one other at most.
    current = [case for _serial, state, case, _minutes in cards if state not in GONE]
    assert len(current) == len(set(current))


def test_whatever_becomes_of_finished_cards_each_blank_is_accounted_for(db: Any, office: Cast) -> None:
    reached: set[tuple[str, str]] = set()

    @settings(max_examples=examples(10), deadline=None, derandomize=True)
    @given(year=days)
    def lives_through(year: list[tuple[str, int, int]]) -> None:
        with transaction.atomic():
            _lives_through(Office(office), year, reached)
            transaction.set_rollback(True)

    lives_through()
    # By chance, and yet all of it happened.
    assert {
        ("missing", "kept"), ("kept", "handed_over"), ("missing", "declared"), ("declared", "lost"),
        ("lost", "surfaced"), ("surfaced", "held"), ("held", "destroyed"),
    } <= reached  # fmt: skip


def _lives_through(bekasi: Office, year: list[tuple[str, int, int]], reached: set[tuple[str, str]]) -> None:
    now = MONDAY
    with clock.stopped_at(now):
        bekasi.print(2)
        bekasi.count(2)
    before = dict(Card.objects.values_list("serial", "state"))
    for what, n, later in year:
        now += timedelta(days=later)
        with clock.stopped_at(now):
            refused = False
            try:
                with transaction.atomic():
                    getattr(bekasi, what)(n)
            except (Refused, NotAllowed):
                refused = True
            ledger_print_room_and_shelf_agree()
        after = dict(Card.objects.values_list("serial", "state"))
        assert not refused or after == before
        reached |= {(state, after[serial]) for serial, state in before.items() if after[serial] != state}
        back = {serial for serial, state in before.items() if state in GONE and after[serial] not in GONE}
        assert not back, "what two people declared lost is nobody's card again"
        before = after
