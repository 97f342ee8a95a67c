"""What falls moves the dates that rest on it, each once and with its cause; what rises makes none earlier."""

from datetime import date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.cast import LOST, MONDAY, accepted
from tests.examples import examples

from pasti.applications import actions as applications
from pasti.applications.models import Application
from pasti.journal.actors import node
from pasti.journal.models import Entry
from pasti.kit import clock
from pasti.link import leases
from pasti.link.leases import WireLease
from pasti.link.models import Peer
from pasti.offices import actions as offices
from pasti.promises import actions, queries, watching
from pasti.promises.actions import break_late
from pasti.promises.days import Days
from pasti.promises.history import of as days_said
from pasti.promises.models import Earlier, Making, Pace, Promise, Stop
from pasti.promises.together import journal_makings
from pasti.readiness import actions as readiness
from pasti.readiness import queries as standings
from pasti.readiness import watch as history
from pasti.readiness.models import Incident
from pasti.readiness.needs import Need
from pasti.readiness.probes import Answer, probes
from pasti.readiness.tests.watching import begin, link

CENTRE = node("centre-1", "Pusat")


@pytest.fixture
def down(office, monkeypatch) -> set[Need]:
    """What does not stand: whatever is put in here. All else does."""
    fallen: set[Need] = set()

    def stand(need: Need) -> None:
        monkeypatch.setitem(
            probes._items, need, lambda: Answer(stands=need not in fallen, why="rusak" if need in fallen else "")
        )

    for need in Need:
        stand(need)
    return fallen


def watch() -> Making | None:
    """Look twice, a little apart: what is down for a moment moves nothing."""
    first = watching.watch()
    with clock.stopped_at(clock.now() + timedelta(seconds=31)):
        return watching.watch() or first


def day_of(case: Application) -> date:
    found = queries.current(case)
    assert found is not None
    return found.day


def at(text: str) -> datetime:
    return datetime.fromisoformat(f"2026-{text}:00+07:00")


def test_a_link_that_is_cut_for_days_moves_who_rests_on_it_and_nobody_else(office, down):
    card, document = accepted(office.budi.actor), accepted(office.budi.actor, "KK", {})
    assert (day_of(card), day_of(document)) == (date(2026, 11, 30), date(2026, 11, 25))
    down.add(Need.LINK)
    for moment in ("11-24T08:00", "11-25T08:01", "11-26T08:02"):
        with clock.stopped_at(at(moment)):
            watch()
    assert day_of(card) == date(2026, 12, 3)
    assert day_of(document) == date(2026, 11, 25)
    assert [stop.need for stop in Stop.objects.all()] == ["link"]
    *moved, now = days_said(card)
    assert [said.day for said in moved] == [date(2026, 11, 30), date(2026, 12, 1), date(2026, 12, 2)]
    assert [said.outcome for said in (*moved, now)] == ["moved", "moved", "moved", None]
    assert (
        [said.ended_by for said in moved] == [said.making for said in (*moved, now)][1:] == list(Making.objects.all())
    )
    assert [said.made_at for said in (*moved, now)] == [MONDAY, *(making.at for making in Making.objects.all())]
    assert "sambungan ke pusat tidak tersedia sejak Selasa, 24 November 2026 pukul 08.00 WIB" in str(moved[0].cause)
    days = at("11-24T07:00"), at("11-27T07:00")
    assert (queries.moved_by(["link"], *days), queries.moved_by(["blanks"], *days)) == (3, 0)
    assert queries.moved_by(["link"], at("11-27T07:00"), at("11-28T07:00")) == 0


def test_all_needs_are_asked_for_together(office):
    """It looks every two seconds: what was written down of twelve needs is read once, not twelve times."""
    history.look_at_all()
    with CaptureQueriesContext(connection) as asked:
        assert watching.watch() is None
    of_readiness = [query["sql"] for query in asked if '"readiness_' in query["sql"]]
    assert len(of_readiness) == 3, "\n".join(of_readiness)


def test_each_date_is_journalled_once_with_its_cause(office, down):
    cases = [accepted(office.budi.actor) for _ in range(3)]
    down.add(Need.MAY_PRINT)
    with clock.stopped_at(at("11-24T07:30")):
        making = watch()
        assert making is not None
        assert making.moved == 3
        assert not Entry.objects.filter(kind="promise.move").exists()
        assert not journal_makings()
        assert not journal_makings()
    told = Entry.objects.filter(kind="promise.move")
    assert sorted(told.values_list("case", flat=True)) == sorted(case.number for case in cases)
    assert "izin mencetak dari pusat tidak tersedia" in told[0].sentence
    assert told[0].sentence.startswith("Tanggal siap diganti dari Senin, 30 November 2026 menjadi Selasa, 1 Desember")
    assert Entry.objects.get(kind="promise.remake").facts["moved"] == 3


def test_a_step_that_is_behind_the_case_moves_it_no_more(office, down):
    case = applications.finish_step(accepted(office.budi.actor, "LOST", LOST), "centre", by=CENTRE)
    down.add(Need.LINK)
    with clock.stopped_at(at("11-23T07:00")):
        assert watch() is None
    down.add(Need.PRINTER)
    with clock.stopped_at(at("11-24T07:00")):
        assert watch() is not None
    assert day_of(case) == date(2026, 11, 27)


def test_what_fell_after_a_case_had_passed_it_counts_for_it_neither_then_nor_later(office, down):
    passed = applications.finish_step(accepted(office.budi.actor, "LOST", LOST), "centre", by=CENTRE)
    waits = accepted(office.budi.actor, "LOST", LOST)
    said = day_of(passed)
    assert day_of(waits) == said == date(2026, 11, 26)
    down.add(Need.LINK)
    with clock.stopped_at(at("11-24T07:00")):
        watch()
    down.clear()
    with clock.stopped_at(at("11-24T15:00")):
        watch()
        met = day_of(waits)
        assert (day_of(passed), met) == (said, date(2026, 11, 27))
        applications.finish_step(waits, "centre", by=CENTRE)
        # What the calendar changes is found anew by the same rule: it moves neither.
        assert actions.correct_promises(by=office.agus.actor) == []
    down.add(Need.PRINTER)
    with clock.stopped_at(at("11-25T07:00")):
        watch()
    assert (day_of(passed), day_of(waits)) == (date(2026, 11, 27), date(2026, 11, 30))


def test_what_stands_again_makes_nothing_earlier_and_counts_from_then_on(office, down):
    case = accepted(office.budi.actor)
    down.add(Need.LINK)
    with clock.stopped_at(at("11-24T07:00")):
        watch()
    down.clear()
    with clock.stopped_at(at("11-24T09:00")):
        assert watch() is None
        assert day_of(case) == date(2026, 12, 1)
        assert day_of(accepted(office.budi.actor)) == date(2026, 12, 1)
    assert Stop.objects.get().over_at == at("11-24T09:00")
    assert watch() is None


def test_no_date_is_given_inside_what_stands_still(office, down):
    down.add(Need.LINK)
    with clock.stopped_at(at("11-23T07:00")):
        watch()
        Stop.objects.update(until=at("11-26T07:00"))
        assert day_of(accepted(office.budi.actor)) == date(2026, 12, 2)


def test_a_measured_date_moves_by_the_hours_that_are_lost(office, down):
    case = accepted(office.budi.actor)
    Pace.objects.create(
        service=case.service, step="centre", hours=[2.0, 10.0], waiting=[0.5, 0.05], finished=80, still_open=0,
        measured_at=MONDAY,
    )  # fmt: skip
    other = accepted(office.budi.actor)
    said = queries.current(other)
    assert said is not None
    assert (said.basis, said.hours, said.day) == ("measured", 10.0, date(2026, 11, 24))
    down.add(Need.LINK)
    with clock.stopped_at(at("11-23T09:00")):
        watch()
    # Until Tuesday at nine nothing goes on; from then on there are the hours that were left.
    assert day_of(other) == date(2026, 11, 25)


def test_with_too_little_seen_it_is_as_the_office_expects(office, down):
    case = accepted(office.budi.actor)
    Pace.objects.create(
        service=case.service, step="centre", hours=[2.0], waiting=[0.0], finished=49, still_open=0, measured_at=MONDAY
    )
    assert queries.current(accepted(office.budi.actor)).basis == "working-days"


@pytest.mark.parametrize("swept", [False, True])
def test_a_wait_for_the_person_is_not_the_offices(office, down, swept):
    case = accepted(office.budi.actor)
    assert day_of(case) == date(2026, 11, 30)
    with clock.stopped_at(at("12-02T09:00")):
        if swept:
            assert break_late() == 1
            assert break_late() == 0
            assert queries.current(case) is None, "it depends on the day on which they come"
        recorded = applications.finish_step(case, "recording", by=office.rini.actor)
        assert day_of(recorded) == date(2026, 12, 9)
    assert not case.promises.filter(outcome="broken").exists()


def test_what_is_down_for_a_moment_moves_nothing(office, down):
    case = accepted(office.budi.actor)
    for second in range(0, 300, 20):
        down ^= {Need.LINK}
        with clock.stopped_at(at("11-24T07:00") + timedelta(seconds=second)):
            assert watching.watch() is None
    down.clear()
    assert watching.watch() is None
    assert day_of(case) == date(2026, 11, 30)
    assert not Stop.objects.exists()


CHANGES = st.lists(st.tuples(st.sampled_from(list(Need)), st.integers(1, 60)), min_size=1, max_size=8)


@settings(
    derandomize=True,
    deadline=None,
    max_examples=examples(30),
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(changes=CHANGES)
def test_no_date_rests_on_what_is_down_past_its_forecast_and_each_that_moved_has_a_cause(office, down, changes):
    for rows in (Earlier, Promise, Making, Stop):
        rows.objects.all().delete()
    down.clear()
    cases = [accepted(office.budi.actor), accepted(office.budi.actor, "KK", {})]
    now = MONDAY
    for need, hours in changes:
        down ^= {need}
        now += timedelta(hours=hours)
        with clock.stopped_at(now):
            watch()
            while journal_makings():
                pass
            days = Days()
            for case in cases:
                said = queries.current(case)
                assert said is not None
                if said.day >= clock.today():
                    ahead = [n for n in said.rests_on if n in down]
                    assert days.again(said, ahead).day <= said.day
            assert {stop.need for stop in Stop.objects.filter(over_at=None)} == set(down)
            assert all(stop.until > now for stop in Stop.objects.filter(over_at=None))
    for case in cases:
        said = days_said(case)
        moved = [one for one in said if one.outcome == "moved"]
        assert all(one.cause for one in moved)
        assert [one.day for one in said] == sorted({one.day for one in said}), "only later"
        assert Entry.objects.filter(kind="promise.move", case=case.number).count() == len(moved)
    assert Promise.objects.filter(ended_at=None).count() == len(cases)


def test_what_will_fall_with_the_link_moves_dates_as_soon_as_it_is_known(office):
    """The centre's leave to print ends two days after the last contact; the link is said to be back later than that."""
    printed_next = applications.finish_step(accepted(office.budi.actor, "LOST", LOST), "centre", by=CENTRE)
    leave = WireLease(
        service="ektp", number=1, allows=["record", "send", "print"], seconds=172800, until=at("11-25T08:30")
    )
    leases.take(Peer.objects.get(), [leave], fresh=True)
    begin()
    before = day_of(printed_next)
    with clock.stopped_at(MONDAY + timedelta(seconds=40)):
        link(up=False, at=MONDAY)
        history.look_at_all()
        watching.watch()
        assert [stop.need for stop in Stop.objects.all()] == ["link"], "nobody has said for how long"
        readiness.forecast(Incident.objects.get(), at("11-26T15:00"), by=office.agus.actor)
        assert watching.watch() is not None
        assert set(Stop.objects.values_list("need", flat=True)) == {"link", "may_record", "may_send", "may_print"}
        assert watching.watch() is None
    assert day_of(printed_next) > before
    with clock.stopped_at(MONDAY + timedelta(hours=1)):
        link(up=True)
        for seconds in (0, 61, 122):
            with clock.stopped_at(MONDAY + timedelta(hours=1, seconds=seconds)):
                link(up=True)
                history.look_at_all()
                watching.watch()
    assert [stop.need for stop in Stop.objects.all()] == ["link"], "what was never so leaves nothing behind"


def test_what_was_believed_to_have_fallen_counts_from_then(office):
    with clock.stopped_at(MONDAY - timedelta(days=3)):
        case = accepted(office.budi.actor)
    assert day_of(case) == date(2026, 11, 27)
    begin()
    with clock.stopped_at(MONDAY + timedelta(seconds=36)):
        link(up=False, at=MONDAY)
        history.look_at_all()
        assert watching.watch() is not None, "the link is silent for more than half a minute already"
    assert day_of(case) == date(2026, 11, 30)


def test_their_lines_are_written_together(office, down):
    def asked_for(moment: str, *, more: int) -> int:
        for _case in range(more):
            accepted(office.budi.actor)
        with clock.stopped_at(at(moment)):
            making = watch()
        assert making
        assert making.moved == Promise.objects.count()
        with CaptureQueriesContext(connection) as asked:
            assert not journal_makings()
        return len(asked)

    down.add(Need.LINK)
    assert asked_for("11-24T08:00", more=1) == asked_for("11-25T08:01", more=5)


def test_a_day_that_is_moved_twice_before_that_is_told_is_told_twice(office, down):
    case = accepted(office.budi.actor)
    down.add(Need.LINK)
    for moment in ("11-24T08:00", "11-25T08:01"):
        with clock.stopped_at(at(moment)):
            watch()
    actions.keep_promise(case, by=office.joko.actor)
    while journal_makings():
        pass
    told = Entry.objects.filter(kind="promise.move").order_by("pk")
    assert [(entry.facts["was"], entry.facts["day"]) for entry in told] == [
        ("2026-11-30", "2026-12-01"), ("2026-12-01", "2026-12-02"),
    ]  # fmt: skip
    assert [(said.day.day, said.outcome) for said in days_said(case)] == [(30, "moved"), (1, "moved"), (2, "kept")]


def test_what_was_moved_before_days_were_moved_in_place_is_told_and_stays(office, down):
    """Two rows for one move, the second of which the journal has not told yet."""
    case = accepted(office.budi.actor)
    before, making = case.promises.get(), Making.objects.create(cause="Sambungan putus.", needs=["link"], moved=1)
    ended = {"ended_at": MONDAY, "ended_by": making, "outcome": "moved", "cause": "Sambungan putus."}
    case.promises.update(**ended)
    Promise.objects.create(
        application=case, what="ready", day=date(2026, 12, 1), basis=before.basis, begins_at=MONDAY, days=6,
        rests_on=before.rests_on, making=making, journalled=False,
    )  # fmt: skip
    down.add(Need.LINK)
    with clock.stopped_at(at("11-25T08:01")):
        watch()
    while journal_makings():
        pass
    told = Entry.objects.filter(kind="promise.move").order_by("facts__day")
    assert [(entry.facts["was"], entry.facts["day"]) for entry in told] == [
        ("2026-11-30", "2026-12-01"), ("2026-12-01", "2026-12-02"),
    ]  # fmt: skip
    assert [said.day.day for said in days_said(case)] == [30, 1, 2]
    assert queries.kept_since(MONDAY).moved == 2


def test_what_became_of_all_days_of_a_month_counts_those_that_were_moved_together(office, down, monkeypatch):
    monkeypatch.setattr(queries, "ENOUGH", 2)
    cases = [accepted(office.budi.actor) for _ in range(3)]
    down.add(Need.LINK)
    for moment in ("11-24T08:00", "11-25T08:01"):
        with clock.stopped_at(at(moment)):
            watch()
    for case in cases[:2]:
        actions.keep_promise(case, by=office.joko.actor)
    [month] = queries.kept_in_month(date(2026, 11, 1))
    assert (month.kept, month.cases, month.moved_cases) == (queries.Kept(90, kept=2, moved=6), 3, 3)
    assert queries.kept_since(MONDAY, service=cases[0].service_id) == queries.Kept(90, kept=2, moved=6)
    assert queries.kept_since(at("11-25T00:00")).moved == 3
    assert queries.kept_in_month(date(2026, 10, 1)) == []


def test_no_index_has_a_column_that_changes_when_a_day_is_moved(office, down):
    """Then a database writes each row beside what it was, and touches no index (docs/adr/0051)."""
    case = accepted(office.budi.actor)
    row = Promise.objects.filter(application=case).values()
    before = row.get()
    down.add(Need.LINK)
    with clock.stopped_at(at("11-24T08:00")):
        watch()
    changed = {name for name, value in row.get().items() if value != before[name]}
    assert changed == {"day", "made_at", "making_id", "moves"}
    with connection.cursor() as cursor:
        found = connection.introspection.get_constraints(cursor, Promise._meta.db_table).values()
    indexed = {name for one in found if one["index"] or one["unique"] for name in one["columns"]}
    assert {"application_id", "ended_at"} <= indexed
    assert not changed & indexed


def test_no_counter_that_records_any_more_moves_who_is_still_to_be_recorded(office):
    begin()
    case = accepted(office.budi.actor)
    before = day_of(case)
    for number, counter in office.counters.items():
        if {"B", "P"} & {lane.letter for lane in counter.lanes.all()}:
            offices.set_counter(number, lanes=[office.lanes["D"]], by=office.nur.actor)
    with clock.stopped_at(MONDAY + timedelta(minutes=1)):
        link(up=True)
        history.look_at_all()
        watch()
        incident = standings.stands(Need.RECORDER).incident
        assert incident
        readiness.forecast(incident, at("11-26T10:00"), by=office.agus.actor)
        assert watch()
    assert day_of(case) > before
