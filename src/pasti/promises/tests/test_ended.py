"""What became of a date: kept, moved, broken, each with its cause; and what the office learns from it."""

from datetime import date, datetime, timedelta

import pytest
from tests.cast import LOST, MONDAY, accepted, heard_from_the_centre

from pasti.applications import actions as applications
from pasti.applications.models import Application
from pasti.journal.actors import SYSTEM, node
from pasti.journal.models import Entry
from pasti.kit import clock
from pasti.promises import queries
from pasti.promises.actions import break_late, keep_promise
from pasti.promises.awaited import chances_missed
from pasti.promises.measuring import measure
from pasti.promises.models import Pace, Promise, Stop
from pasti.promises.survival import Curve

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
        heard_from_the_centre()
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


def ended(case: Application, count: int, outcome: str = "broken", **other: object) -> None:
    """So many dates of a case ended an hour ago."""
    said = {
        "what": "ready", "day": MONDAY.date(), "basis": "measured", "begins_at": MONDAY, "hours": 5.0, "cause": "x",
        "made_by": SYSTEM.name, "ended_at": MONDAY - timedelta(hours=1), "outcome": outcome,
    }  # fmt: skip
    for _one in range(count):
        Promise.objects.create(application=case, **said | other)


@pytest.fixture
def case(office) -> Application:
    """A case, and no date that was said."""
    found = accepted(office.budi.actor, "LOST", LOST)
    Promise.objects.all().delete()
    return found


def factor() -> float:
    measure()
    return Pace.objects.get(service__code="LOST", step="centre").factor


def test_dates_that_were_broken_make_the_next_ones_longer(case):
    ended(case, 30)
    assert factor() > 1.02
    pace = Pace.objects.get(service__code="LOST", step="centre")
    assert pace.share == pytest.approx(0.97), "and they are said at a larger share until that is made good"


def test_each_date_teaches_once_however_many_end(case):
    ended(case, 30)
    first = factor()
    assert factor() == first
    # Many more than are shown to the public: what was learned from the first is not forgotten.
    ended(case, 540, "kept", ended_at=MONDAY + timedelta(hours=1), cause="")
    ended(case, 60, ended_at=MONDAY + timedelta(hours=1))
    with clock.stopped_at(MONDAY + timedelta(hours=2)):
        assert factor() == pytest.approx(first)


def test_what_ended_a_moment_ago_may_not_be_written_down_yet_and_teaches_later(case):
    ended(case, 30, ended_at=MONDAY)
    assert factor() == 1.0
    with clock.stopped_at(MONDAY + timedelta(minutes=1)):
        assert factor() > 1.02


def test_what_is_awaited_teaches_by_how_it_stands(office):
    case = accepted(office.budi.actor, "LOST", LOST)
    case.promises.update(basis="measured", day=at("11-24T00:00").date(), stated=0.85)
    hours = [float(hour) for hour in range(1, 36)]
    curves = {"centre": Curve(hours, [1 - hour / 36 for hour in hours])}

    def chance(now: datetime) -> float:
        with clock.stopped_at(now):
            return chances_missed(case.service, curves, 1.0, now)[0]

    first, later = chance(MONDAY), chance(at("11-24T14:00"))
    assert 0.5 < first < later < 1.0, "the longer it waits, the likelier it is late"
    assert chance(at("11-26T08:00")) == 1.0, "its day is over, though nobody has written that down yet"
    assert chances_missed(case.service, {}, 1.0, MONDAY) == [pytest.approx(0.15)], "nothing known but what was said"
    keep_promise(case, by=SYSTEM)
    assert chance(MONDAY) == 0.0


@pytest.mark.parametrize("other", [{"basis": "working-days"}, {"basis": "cards"}, {"outcome": "moved"}])
def test_dates_that_did_not_follow_from_it_or_never_came_to_their_day_teach_nothing(case, other):
    ended(case, 30, **other)
    assert factor() == 1.0


@pytest.mark.parametrize(
    ("kept", "broken", "enough", "poor"),
    [
        (0, 0, False, False),
        (1, 2, False, False),
        (19, 0, False, False),
        (20, 0, True, False),
        (18, 2, True, False),
        (10, 10, True, True),
    ],
)
def test_of_few_nobody_says_that_they_are_poor(kept, broken, enough, poor):
    what = queries.Kept(stated=90, kept=kept, broken=broken)
    assert (what.is_enough, what.is_poor) == (enough, poor)
