"""Every night the ledger is held against the cards: what was sold, swapped or printed aside shows."""

from datetime import timedelta

import pytest
from tests.cast import ANYBODY, MONDAY

from pasti.journal.models import Entry
from pasti.kit import clock
from pasti.kit.duties import duties
from pasti.stock import actions, reconciling
from pasti.stock.concerns import concerns
from pasti.stock.models import Blank, Check, Delivery
from pasti.stock.reconciling import Held


@pytest.fixture
def rooms(office, monkeypatch):
    """What the rooms say that they hold."""
    held = {"loaded": {"BK00000003"}, "used": {"BK00000001", "BK00000002"}}
    monkeypatch.setattr(reconciling, "_asked", [lambda: Held(frozenset(held["loaded"]), frozenset(held["used"]))])
    actions.load(3, by=ANYBODY)
    for serial in ("BK00000001", "BK00000002"):
        actions.use(serial, by=ANYBODY)
    return held


def found():
    return {finding["serials"]: finding["what"]["id"] for finding in reconciling.reconcile().findings}


def test_what_agrees_is_quiet(rooms):
    assert found() == {}
    assert reconciling.latest().blanks == 20
    assert not Entry.objects.filter(kind="stock.disagrees").exists()
    assert list(concerns()) == []


def test_a_card_that_nobody_was_released_shows(rooms):
    rooms["used"].discard("BK00000002")
    assert "tidak menjadi kartu siapa pun" in found()["BK00000002"]
    assert [c.urgent for c in concerns()] == [True]
    assert Entry.objects.filter(kind="stock.disagrees").count() == 1


def test_a_card_on_a_blank_that_the_ledger_still_has_shows(rooms):
    rooms["used"].add("BK00000009")
    assert "tidak terpakai" in found()["BK00000009"]


@pytest.mark.parametrize("serial", ["BK00000003", "BK00000004"])
def test_the_machine_and_the_runs_hold_the_same(rooms, serial):
    rooms["loaded"] ^= {serial}
    assert list(found()) == [serial]


def test_a_blank_that_was_taken_out_of_the_ledger_shows(rooms):
    Blank.objects.filter(serial="BK00000017").delete()
    assert found() == {"BK00000001": "Isi kotak tidak sama dengan yang diterima"}
    Delivery.objects.update(count=19)
    assert found() == {}


def test_when_it_agrees_again_nobody_is_called(rooms):
    rooms["used"].discard("BK00000002")
    found()
    rooms["used"].add("BK00000002")
    found()
    assert list(concerns()) == []


def test_what_moves_between_the_two_looks_is_no_finding(rooms, monkeypatch):
    looks = iter([frozenset({"BK00000001"}), frozenset(rooms["used"])])
    monkeypatch.setattr(reconciling, "_asked", [lambda: Held(frozenset(rooms["loaded"]), next(looks))])
    assert found() == {}


def test_it_is_done_once_a_day_without_anybody(rooms):
    for _twice in range(2):
        duties.get("stock.reconcile").act()
    assert Check.objects.count() == 1
    rooms["used"].add("BK00000009")
    with clock.stopped_at(MONDAY + timedelta(days=1)):
        duties.get("stock.reconcile").act()
        assert "BK00000009" in {finding["serials"] for finding in reconciling.latest().findings}
