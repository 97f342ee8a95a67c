"""What became of a date: kept, moved, broken, each with its cause; and what the office learns from it."""

from datetime import date, datetime, timedelta

import pytest
from tests.cast import LOST, MONDAY, accepted

from pasti.applications import actions as applications
from pasti.applications.models import Application
from pasti.journal.actors import SYSTEM, node
from pasti.journal.models import Entry
from pasti.kit import clock
from pasti.promises import queries
from pasti.promises.actions import break_late
from pasti.promises.measuring import measure
from pasti.promises.models import Pace, Promise, Stop

CENTRE = node("centre-1", "Pusat")
SLOW = "Tahap “pemeriksaan pusat” berlangsung lebih lama daripada biasanya."


def at(text: str) -> datetime:
    return datetime.fromisoformat(f"2026-{text}:00+07:00")


def printed(office, case: Application) -> Application:
    case = applications.finish_step(case, "centre", by=CENTRE)
    return applications.finish_step(case, "printing", by=office.joko.actor)


def outcomes(case: Application) -> list[tuple[str, date]]:
    return [(promise.outcome, promise.day) for promise in case.promises.all()]


def test_what_is_ready_on_its_day_is_kept(office):
    case = accepted(office.budi.actor, "LOST", LOST)
    with clock.stopped_at(at("11-26T14:59")):
        printed(office, case)
    assert outcomes(case) == [("kept", date(2026, 11, 26))]
    assert queries.kept_since(MONDAY).share == 100


def test_a_day_that_goes_by_is_broken_says_why_and_another_is_given_once(office):
    case = accepted(office.budi.actor, "LOST", LOST)
    with clock.stopped_at(at("11-26T23:59")):
        assert break_late() == 0
    with clock.stopped_at(at("11-27T00:01")):
        assert break_late() == 1
        assert break_late() == 0
        assert queries.dates_of(Application.objects.get(pk=case.pk)).ready_on == date(2026, 12, 2)
    broken = case.promises.get(outcome="broken")
    assert broken.cause == SLOW
    said = [entry.sentence for entry in Entry.objects.filter(kind__in=["promise.break", "promise.move"]).order_by("id")]
    assert said == [
        f"Belum siap pada Kamis, 26 November 2026 seperti yang dikatakan: {SLOW}",
        f"Tanggal siap diganti dari Kamis, 26 November 2026 menjadi Rabu, 2 Desember 2026: {SLOW}",
    ]
    assert queries.kept_since(MONDAY) == queries.Kept(stated=90, kept=0, moved=0, broken=1)


def test_what_did_not_stand_meanwhile_is_named(office):
    case = accepted(office.budi.actor, "LOST", LOST)
    Stop.objects.create(need="blanks", since=at("11-25T08:00"), until=at("11-25T09:00"), over_at=at("11-25T09:00"))
    with clock.stopped_at(at("11-27T00:01")):
        break_late()
    assert "selama itu tidak tersedia: blangko" in str(case.promises.get(outcome="broken").cause)


def test_what_becomes_ready_before_anybody_swept_is_late_all_the_same(office):
    case = accepted(office.budi.actor, "LOST", LOST)
    with clock.stopped_at(at("11-30T09:00")):
        printed(office, case)
    assert outcomes(case) == [("broken", date(2026, 11, 26)), ("kept", date(2026, 12, 3))]


def test_it_is_measured_from_what_is_finished_and_what_is_open(office):
    began = MONDAY - timedelta(days=14)
    for n in range(6):
        with clock.stopped_at(began + timedelta(hours=n % 3)):
            case = accepted(office.budi.actor, "LOST", LOST)
        if n < 4:
            with clock.stopped_at(began + timedelta(days=2, hours=2)):
                printed(office, case)
    assert measure() > 0
    pace = Pace.objects.get(service__code="LOST", step="centre")
    assert (pace.finished, pace.still_open) == (4, 2)
    day = 7.0
    assert all(day < hours < 2 * day + 2 for hours in pace.hours), "from the papers to the beginning of the day"
    assert pace.waiting[-1] == pytest.approx(2 / 6)
    before = list(Pace.objects.values_list("hours", "waiting"))
    measure()
    assert list(Pace.objects.values_list("hours", "waiting")) == before


def test_dates_that_were_broken_make_the_next_ones_longer(office):
    service = accepted(office.budi.actor, "LOST", LOST).service
    case = Application.objects.get()
    Promise.objects.all().delete()
    for outcome in ["broken"] * 30:
        Promise.objects.create(
            application=case, what="ready", day=MONDAY.date(), basis="measured", begins_at=MONDAY, hours=5.0,
            made_by=SYSTEM.name, ended_at=MONDAY, outcome=outcome, cause="x",
        )  # fmt: skip
    measure()
    assert Pace.objects.get(service=service, step="centre").factor > 1.2
