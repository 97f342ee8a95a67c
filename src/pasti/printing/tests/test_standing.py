"""Printing rests on the machines as their queues say they are; an office without a queue prints as ever."""

from datetime import timedelta

import pytest
from tests.cast import MONDAY

from pasti.kit import clock
from pasti.printing import standing
from pasti.printing.models import Printer
from pasti.readiness import queries as readiness
from pasti.readiness.needs import Need
from pasti.readiness.probes import asked


def machine(name: str, *reasons: str, **other: object) -> Printer:
    given = {"address": "ipp://localhost/printers/x", "looked_at": MONDAY, "reasons": list(reasons)} | other
    return Printer.objects.create(name=name, **given)


def test_without_a_queue_nobody_can_tell(office):
    assert standing.answer() is None
    machine("Lama", "offline", closed_at=MONDAY)
    machine("Baru", looked_at=None)
    assert standing.answer() is None
    assert not readiness.stands(Need.PRINTER).state.fallen


@pytest.mark.parametrize(
    ("reasons", "why"),
    [
        (["media-empty-error"], "Lantai 1: Blangko di mesin habis"),
        (["offline", "media-low-warning"], "Lantai 1: Mesin mati atau kabelnya lepas"),
        (["marker-supply-empty"], "Lantai 1: Pita habis"),
        (["paused"], "Lantai 1: Antrean mesin dihentikan; nyalakan lagi di komputer antreannya"),
    ],
    ids=lambda given: str(given)[:20],
)
def test_a_machine_that_prints_nothing_does_not_stand(office, reasons, why):
    machine("Lantai 1", *reasons)
    found = asked(Need.PRINTER)
    assert found is not None
    assert (found.stands, found.why) == (False, why)


def test_stopped_without_a_reason(office):
    machine("Lantai 1", stopped=True)
    found = standing.answer()
    assert found is not None
    assert (found.stands, found.why) == (False, "Lantai 1: berhenti")


@pytest.mark.parametrize(
    "reason", ["media-low", "marker-supply-low-warning", "media-empty-warning", "com.example-curl"]
)
def test_a_warning_stops_nobody(office, reason):
    machine("Lantai 1", reason)
    found = standing.answer()
    assert found is not None
    assert (found.stands, found.why) == (True, "")


def test_of_two_one_is_enough_and_which_is_down_is_said(office):
    machine("Lantai 1", "media-jam")
    machine("Lantai 2")
    found = standing.answer()
    assert found is not None
    assert (found.stands, found.why) == (True, "Lantai 1: Kartu macet di mesin")


def test_silent_for_a_moment_is_no_news_and_then_it_is(office):
    machine("Lantai 1", silent_since=MONDAY)
    found = standing.answer()
    assert found is not None
    assert found.stands
    with clock.stopped_at(MONDAY + timedelta(seconds=26)):
        gone = standing.answer()
        assert gone is not None
        assert (gone.stands, gone.since, gone.why) == (False, MONDAY, "Lantai 1: antreannya tidak menjawab")


def test_what_was_seen_long_ago_says_nothing(office):
    machine("Lantai 1", "offline")
    with clock.stopped_at(MONDAY + timedelta(minutes=4)):
        assert standing.answer() is None
