"""A run takes the next cards in order, each on a blank of known serial in order, and tells the centre each step."""

import pytest
from tests.cast import MONDAY

from pasti.applications.models import Application
from pasti.journal.models import Entry
from pasti.kit import clock
from pasti.kit.errors import NotAllowed, Refused
from pasti.link.models import Envelope
from pasti.offices.actions import decide
from pasti.printing import actions, queries
from pasti.printing.models import Job, Run
from pasti.printing.tests.released import print_all, release, waits_for_the_centre
from pasti.stock import actions as stock
from pasti.stock import forecast
from pasti.stock import queries as blanks
from pasti.stock.models import Blank
from pasti.stock.reconciling import reconcile


def serials(run: Run) -> list[str]:
    return [job.serial for job in queries.jobs_of(run)]


def told() -> list[tuple[str, str]]:
    """What the centre hears of the cards."""
    rows = Envelope.objects.filter(kind="card.progress").order_by("id")
    return [(row.body["code"], row.body["serial"]) for row in rows]


def leave_blanks(count: int, joko) -> None:
    for blank in list(Blank.objects.order_by("serial"))[count:]:
        stock.spoil(blank.serial, "basah", by=joko)


def state_of(job: Job) -> tuple[str, str]:
    fresh = Job.objects.get(pk=job.pk)
    return fresh.state, fresh.serial


def test_first_released_first_printed_on_the_next_blanks(ready, joko):
    jobs = ready(3)
    run = actions.start_run(2, by=joko)
    assert list(queries.jobs_of(run)) == jobs[:2]
    assert serials(run) == ["BK00000001", "BK00000002"]
    assert list(queries.waiting()) == jobs[2:]
    assert (run.number, run.started_by, run.state) == ("2026-11-23/1", "Joko Prasetyo", "open")
    assert told() == [("SENT_FOR_CARD_PRINTING", "BK00000001"), ("SENT_FOR_CARD_PRINTING", "BK00000002")]
    assert Entry.objects.get(kind="run.start").facts["count"] == 2


def test_the_order_is_that_of_the_release_and_not_of_its_arrival(office, joko):
    late, early = release(office, minutes=9), release(office, minutes=3)
    assert list(queries.jobs_of(actions.start_run(5, by=joko))) == [early, late]


def test_a_run_begins_at_the_blank_that_lies_in_the_machine(ready, joko):
    ready(2)
    assert serials(actions.start_run(2, first_serial=" bk00000010", by=joko)) == ["BK00000010", "BK00000011"]


def test_fewer_cards_than_asked_for_are_fine(ready, joko):
    ready(2)
    run = actions.start_run(50, by=joko)
    assert serials(run) == ["BK00000001", "BK00000002"]
    assert blanks.ledger().loaded == 2


def test_started_twice_each_card_and_each_blank_is_taken_once(ready, joko):
    ready(3)
    first, second = actions.start_run(2, by=joko), actions.start_run(2, by=joko)
    assert serials(first) + serials(second) == ["BK00000001", "BK00000002", "BK00000003"]
    assert (first.sequence, second.sequence) == (1, 2)
    with pytest.raises(Refused):
        actions.start_run(2, by=joko)
    assert Run.objects.count() == 2


def test_runs_are_counted_anew_each_day(ready, joko):
    ready(2)
    actions.start_run(1, by=joko)
    with clock.stopped_at(MONDAY.replace(day=24)):
        assert actions.start_run(1, by=joko).number == "2026-11-24/1"


@pytest.mark.parametrize("count", [0, -1, 101, 10**30])
def test_so_many_cards_are_refused(ready, joko, count):
    ready(1)
    with pytest.raises(Refused):
        actions.start_run(count, by=joko)


def test_the_largest_run_is_the_offices_rule(ready, office, joko):
    ready(3)
    decide("printing.largest_run", value=2, valid_from=MONDAY.date(), legal_basis="SK", by=office.nur.actor)
    with pytest.raises(Refused):
        actions.start_run(3, by=joko)
    assert actions.start_run(2, by=joko).jobs.count() == 2


@pytest.mark.parametrize("serial", ["BK00000099", "XX00000001", "123", "'; --"])
def test_a_first_blank_that_is_not_in_stock_starts_nothing(ready, joko, serial):
    jobs = ready(1)
    with pytest.raises(Refused):
        actions.start_run(1, first_serial=serial, by=joko)
    assert (state_of(jobs[0]), Run.objects.count(), told()) == (("waiting", ""), 0, [])


def test_without_enough_blanks_nothing_is_started(ready, joko):
    jobs = ready(3)
    leave_blanks(2, joko)
    with pytest.raises(Refused, match="2"):
        actions.start_run(3, by=joko)
    assert {state_of(job) for job in jobs} == {("waiting", "")}
    assert (Run.objects.count(), blanks.ledger().loaded, told()) == (0, 0, [])
    assert actions.start_run(2, by=joko).jobs.count() == 2


@pytest.mark.parametrize("who", ["budi", "rini", "agus", "nur", "stranger"])
def test_only_a_print_operator_prints(ready, office, joko, who):
    waiting, _printing = ready(2)[1], actions.start_run(1, by=joko)
    job, by = _printing.jobs.get(), getattr(office, who).actor
    before = Entry.objects.count()
    for act in (
        lambda: actions.start_run(1, by=by),
        lambda: actions.mark_printed(job, serial="BK00000001", by=by),
        lambda: actions.spoil_rest(_printing, "buram", serials=["BK00000001"], by=by),
        lambda: actions.spoil(job, "buram", by=by),
        lambda: actions.put_back(job, by=by),
    ):
        with pytest.raises(NotAllowed):
            act()
    assert (state_of(job), state_of(waiting)) == (("in_run", "BK00000001"), ("waiting", ""))
    assert Entry.objects.count() == before


# ── printed ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_printed_card_makes_the_case_ready(ready, joko):
    job = ready(1)[0]
    run = actions.start_run(1, by=joko)
    print_all(run, joko)
    done = Job.objects.get(pk=job.pk)
    case = Application.objects.get(pk=job.application_id)
    assert (done.state, done.printed_at) == ("printed", MONDAY)
    assert (case.state, case.product) == ("ready", "BK00000001")
    assert Blank.objects.get(serial="BK00000001").state == "used"
    assert told()[-1] == ("CARD_PRINTED", "BK00000001")
    run.refresh_from_db()
    assert (run.state, run.finished_at) == ("finished", MONDAY)
    assert queries.printed_since(MONDAY.date()) == 1


def test_printed_twice_is_refused_and_changes_nothing(ready, joko):
    job = ready(1)[0]
    run = actions.start_run(1, by=joko)
    print_all(run, joko)
    before = (Entry.objects.count(), told())
    with pytest.raises(NotAllowed):
        actions.mark_printed(job, serial="BK00000001", by=joko)
    with pytest.raises(NotAllowed):
        actions.confirm(run, "BK00000001", by=joko)
    assert (Entry.objects.count(), told()) == before


def test_all_printed_leaves_out_what_was_put_back(ready, joko):
    jobs = ready(3)
    run = actions.start_run(3, by=joko)
    actions.put_back(jobs[1], by=joko)
    assert print_all(run, joko) == 2
    assert print_all(run, joko) == 0
    assert [state_of(job)[0] for job in jobs] == ["printed", "waiting", "printed"]
    assert Entry.objects.filter(kind="run.finish").count() == 1


def test_a_run_is_open_while_a_card_is_in_it(ready, joko):
    jobs = ready(2)
    run = actions.start_run(2, by=joko)
    actions.fetch_faces(list(queries.jobs_of(run)), by=joko)
    actions.confirm(run, "BK00000001", by=joko)
    assert list(queries.open_runs()) == [run]
    actions.put_back(jobs[1], by=joko)
    assert list(queries.open_runs()) == []


# ── what comes out badly ────────────────────────────────────────────────────────────────────────────────────────────


def test_a_spoiled_card_is_printed_again_on_the_next_blank(ready, joko):
    jobs = ready(2)
    run = actions.start_run(2, by=joko)
    again = actions.spoil(jobs[0], " tinta buram ", by=joko)
    assert (again.state, again.serial, again.run, again.position) == ("in_run", "BK00000003", run, 1)
    blank = Blank.objects.get(serial="BK00000001")
    assert (blank.state, blank.reason) == ("spoiled", "tinta buram")
    assert Entry.objects.get(kind="job.spoil").facts == {"serial": "BK00000001", "reason": "tinta buram"}
    actions.fetch_faces([again], by=joko)
    actions.confirm(run, "BK00000003", by=joko)
    assert told()[-1] == ("CARD_PRINTED", "BK00000003")


def test_the_next_blank_is_the_one_in_the_machine(ready, joko):
    """The machine holds the box from 10 on: the blank after the run's last one comes next."""
    jobs = ready(2)
    actions.start_run(2, first_serial="BK00000010", by=joko)
    assert actions.spoil(jobs[0], "buram", by=joko).serial == "BK00000012"
    assert actions.spoil(jobs[0], "buram", by=joko).serial == "BK00000013"


def test_after_the_last_blank_of_the_box_comes_the_first_of_the_next(ready, joko):
    job = ready(1)[0]
    actions.start_run(1, first_serial="BK00000020", by=joko)
    assert actions.spoil(job, "buram", by=joko).serial == "BK00000001"


def test_with_no_blank_left_the_card_goes_back_to_its_place(ready, joko):
    jobs = ready(2)
    leave_blanks(1, joko)
    run = actions.start_run(1, by=joko)
    back = actions.spoil(jobs[0], "buram", by=joko)
    assert (back.state, back.serial, back.run) == ("waiting", "", None)
    assert Blank.objects.get(serial="BK00000001").state == "spoiled"
    assert list(queries.waiting()) == jobs
    run.refresh_from_db()
    assert run.state == "finished"
    stock.receive_delivery(first_serial="BK00000101", count=1, letter="470/2", by=joko)
    assert serials(actions.start_run(1, by=joko)) == ["BK00000101"]


@pytest.mark.parametrize("reason", ["", "   "])
def test_a_spoiled_card_has_its_reason(ready, joko, reason):
    job = ready(1)[0]
    actions.start_run(1, by=joko)
    with pytest.raises(Refused):
        actions.spoil(job, reason, by=joko)
    assert state_of(job) == ("in_run", "BK00000001")
    assert blanks.ledger().spoiled == 0


def test_a_card_put_back_frees_its_blank_and_keeps_its_place(ready, joko):
    jobs = ready(2)
    run = actions.start_run(1, by=joko)
    actions.put_back(jobs[0], by=joko)
    assert list(queries.waiting()) == jobs
    assert (blanks.ledger().loaded, blanks.next_serial()) == (0, "BK00000001")
    run.refresh_from_db()
    assert run.state == "finished"
    with pytest.raises(NotAllowed):
        actions.put_back(jobs[0], by=joko)


def test_blanks_add_up_whatever_happens(ready, joko):
    jobs = ready(4)
    run = actions.start_run(4, by=joko)
    actions.fetch_faces(list(queries.jobs_of(run)), by=joko)
    actions.confirm(run, "BK00000001", by=joko)
    actions.spoil(jobs[1], "buram", by=joko)
    actions.put_back(jobs[2], by=joko)
    ledger = blanks.ledger()
    assert (ledger.received, ledger.used, ledger.spoiled, ledger.loaded) == (20, 1, 1, 2)


def test_printing_goes_on_while_the_centre_is_away(office, ready, joko):
    """Nobody answers at the centre's address in these tests: what it should hear waits in the outbox."""
    ready(1)
    print_all(actions.start_run(1, by=joko), joko)
    assert set(Envelope.objects.filter(kind="card.progress").values_list("state", flat=True)) == {"waiting"}


def test_what_waits_for_the_centre_is_not_printed(office, joko):
    waits_for_the_centre(office)
    with pytest.raises(Refused):
        actions.start_run(1, by=joko)


def test_with_fewer_blanks_than_cards_each_serial_is_accounted_for_and_the_rest_is_asked_for(ready, joko):
    # Serang, a thousandth and a half of it: 35,000 ready, 20,000 blanks.
    leave_blanks(4, joko)
    jobs = ready(7)
    assert forecast.forecast().short == 3
    run = actions.start_run(4, by=joko)
    print_all(run, joko)
    assert [job.pk for job in queries.jobs_of(run)] == [job.pk for job in jobs[:4]]
    assert [job.pk for job in queries.waiting()] == [job.pk for job in jobs[4:]]
    with pytest.raises(Refused):
        actions.start_run(1, by=joko)
    assert forecast.should_ask(forecast.forecast())
    assert forecast.to_ask_for() >= 3
    kept = blanks.ledger()
    assert (kept.received, kept.used, kept.spoiled, kept.in_stock) == (20, 4, 16, 0)
    assert reconcile().findings == []
