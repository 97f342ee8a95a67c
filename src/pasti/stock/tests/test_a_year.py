"""A year of an office, by chance: boxes, spoils, ribbons, theft. After every step each blank is accounted for."""

from datetime import timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.cast import ANYBODY, MONDAY
from tests.examples import examples

from pasti.journal.actors import Actor
from pasti.kit import clock
from pasti.kit.errors import NotAllowed, Refused
from pasti.stock import actions, counting, moving, queries, ranges, reconciling, removing, ribbons
from pasti.stock.models import Blank, Count, Delivery, Place, Removal, Ribbon, Transfer
from pasti.stock.reconciling import Held

FIRST = ANYBODY
SECOND = Actor("second", "Orang kedua", ANYBODY.roles)
WITNESSES = "A, Satpol PP\nB, Inspektorat"


def some(state: str, count: int, **where: object) -> str:
    rows = Blank.objects.filter(state=state, **where).order_by("serial")[:count]
    return ranges.said(row.serial for row in rows)


# Where a blank that left the house may be afterwards: a card on it that nobody had yet may turn out to be lost.
ENDS = {"used": {"used", "lost"}, "lost": {"lost"}, "destroyed": {"destroyed"}, "returned": {"returned"}}


class Office:
    """What may happen in it: each takes a number that says how much of it."""

    def __init__(self) -> None:
        self.place = Place.objects.create(name="Kecamatan")

    def box(self, n: int) -> None:
        first = f"YR{Blank.objects.count() + 1:06d}"
        actions.receive_delivery(first_serial=first, count=n * 3, letter=str(n), by=FIRST)

    def print(self, n: int) -> None:
        for number, blank in enumerate(actions.load(n, by=FIRST)):
            if number % 3 == 0:
                actions.use(blank.serial, by=FIRST)
            elif number % 3 == 1:
                actions.put_back(blank.serial, by=FIRST)
            else:
                actions.spoil(blank.serial, "miring", by=FIRST)

    def spoil(self, n: int) -> None:
        actions.write_off(some("in_stock", 1), "patah", by=FIRST)

    def carry(self, n: int) -> None:
        origin, target = (None, self.place) if n % 2 else (self.place, None)
        moving.send(some("in_stock", n, place=origin), origin=origin, target=target, carried_by="kurir", by=FIRST)

    def arrive(self, n: int) -> None:
        if transfer := Transfer.objects.filter(state="on_its_way").first():
            moving.arrive(transfer, some("travelling", n, transfer=transfer), by=SECOND)

    def steal(self, n: int) -> None:
        self._leave("lost", some("travelling" if n % 2 else "in_stock", n))

    def miss_a_card(self, n: int) -> None:
        """Finished cards are declared lost before anybody had them."""
        for serial in ranges.listed(some("used", n)):
            actions.lose_card(serial, f"permohonan {n}", by=SECOND)

    def burn(self, n: int) -> None:
        self._leave("destroyed", some("spoiled", n))

    def give_back(self, n: int) -> None:
        self._leave("returned", some("in_stock", n))

    def _leave(self, kind: str, serials: str) -> None:
        removing.propose(kind, serials, reason="x", letter="LP/1", witnesses=WITNESSES, by=FIRST)

    def agree(self, n: int) -> None:
        if removal := Removal.objects.filter(state="proposed").first():
            removing.confirm(removal, by=SECOND)

    def take_back(self, n: int) -> None:
        if removal := Removal.objects.filter(state="proposed").first():
            removing.withdraw(removal, by=SECOND)

    def count(self, n: int) -> None:
        for by in (FIRST, SECOND):
            counting.count(None, some("in_stock", 10_000, place=None), by=by)

    def ribbon(self, n: int) -> None:
        ribbons.mount(ribbons.receive(f"P{Ribbon.objects.count()}", made_for=500, by=FIRST), by=FIRST)


events = st.sampled_from([name for name in vars(Office) if not name.startswith("_")])
days = st.lists(st.tuples(events, st.integers(1, 12), st.integers(0, 30)), min_size=5, max_size=60)


def holds() -> Held:
    return Held(
        *(frozenset(Blank.objects.filter(state=s).values_list("serial", flat=True)) for s in ("loaded", "used"))
    )


@settings(
    max_examples=examples(15), deadline=None, derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)  # fmt: skip
@given(year=days)
def test_whatever_happens_all_is_accounted_for(db, office, monkeypatch, year):
    monkeypatch.setattr(reconciling, "_asked", [holds])
    for model in (Blank, Delivery, Transfer, Removal, Count, Ribbon, Place):
        model.objects.all().delete()
    bekasi, now, printed = Office(), MONDAY, 0
    # The year begins with something in the house, so that what may befall it finds some.
    with clock.stopped_at(now):
        bekasi.box(12)
        bekasi.print(9)
    before = dict(Blank.objects.values_list("serial", "state"))
    for what, n, later in year:
        now += timedelta(days=later)
        with clock.stopped_at(now):
            refused = False
            try:
                getattr(bekasi, what)(n)
            except (Refused, NotAllowed):
                refused = True
        received = sum(Delivery.objects.values_list("count", flat=True))
        ledger = queries.ledger()
        assert (
            received
            == ledger.used + ledger.spoiled + ledger.lost + ledger.destroyed + ledger.returned + ledger.in_house
        )
        after = dict(Blank.objects.values_list("serial", "state"))
        assert not refused or after == before
        left = {serial: state for serial, state in before.items() if state in ENDS}
        assert all(after[serial] in ENDS[state] for serial, state in left.items()), "what left does not come back"
        assert sum(left for _place, left in queries.by_place()) == ledger.in_stock + ledger.elsewhere
        before = after
        made = sum(Ribbon.objects.values_list("prints", flat=True))
        assert made >= printed
        printed = made
    assert reconciling.reconcile().findings == []
    assert counting.unexplained() == []
