"""Nobody is passed in the order of printing by an exception without reading so on their own page."""

import re
from datetime import timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.cast import MONDAY, browser_of
from tests.examples import examples

from pasti.kit import clock
from pasti.printing import actions, advancing, queries
from pasti.printing.models import Advance, Deadline, Job, Run
from pasti.printing.passing import Passed, passed
from pasti.printing.tests.released import release
from pasti.printing.turns import Turn

TODAY = MONDAY.date()
GONE = r"(\d+) kartu yang siap sesudah kartu ini sudah masuk proses cetak lebih dahulu, atas keputusan dua orang"
TO_COME = r"(\d+) kartu yang siap sesudah kartu ini akan dicetak lebih dahulu, atas keputusan dua orang"


def told(case) -> tuple[int, int]:
    """What a case's own page says: how many went before it by an exception, and how many will."""
    shown = browser_of(case).get(f"/lacak/{case.number}/").content.decode()
    gone, to_come = (re.search(said, shown) for said in (GONE, TO_COME))
    return int(gone[1]) if gone else 0, int(to_come[1]) if to_come else 0


def advanced(case, office) -> Advance:
    reason = "Dirawat di rumah sakit"
    return advancing.grant(advancing.propose(case, reason, by=office.budi.actor), by=office.agus.actor)


def test_each_passing_is_told_once_it_is_decided_and_for_as_long_as_one_waits(office):
    first, second, third = (release(office, minutes=minute).application for minute in range(3))
    assert told(first) == (0, 0)
    advanced(second, office)
    assert (told(first), told(second)) == ((0, 1), (0, 0))
    actions.start_run(1, by=office.joko.actor)
    assert told(first) == (1, 0)
    with clock.stopped_at(MONDAY + timedelta(hours=1)):
        advanced(third, office)
        assert told(first) == (1, 1)
        actions.start_run(1, by=office.joko.actor)
        assert told(first) == (2, 0)
        assert passed(first) == Passed((TODAY, TODAY))
        shown = browser_of(first).get(f"/lacak/{first.number}/").content.decode()
    assert "rumah sakit" not in shown
    assert second.shown_number not in shown
    assert second.name not in shown


def test_the_clerk_reads_the_same(office, signed_in):
    first, second = (release(office, minutes=minute).application for minute in range(2))
    advanced(second, office)
    actions.start_run(1, by=office.joko.actor)
    shown = signed_in(office.budi).get(f"/cetak/urutan/{first.number}/").content.decode()
    assert re.search(GONE, shown)


def test_by_what_is_the_rule_nobody_is_passed(office):
    first, second, third = (release(office, minutes=minute).application for minute in range(3))
    advancing.state_deadline(second, TODAY, proof="Surat panggilan tes", by=office.budi.actor)
    # Decided and taken back before anything was printed.
    advancing.refuse(advanced(third, office), by=office.budi.actor)
    actions.start_run(1, by=office.joko.actor)
    assert told(first) == (0, 0)


def test_who_could_not_be_printed_then_was_not_passed(office):
    early, late = (release(office, minutes=minute).application for minute in range(2))
    advanced(late, office)
    Job.objects.filter(application=early).update(not_before=TODAY + timedelta(days=1))
    actions.start_run(1, by=office.joko.actor)
    with clock.stopped_at(MONDAY + timedelta(days=1)):
        assert told(early) == (0, 0)


def test_who_came_to_the_list_afterwards_was_not_passed(office):
    first = release(office, minutes=5).application
    advanced(first, office)
    actions.start_run(1, by=office.joko.actor)
    with clock.stopped_at(MONDAY + timedelta(hours=1)):
        # Released by the centre earlier, and on its way for an hour.
        assert told(release(office, minutes=1).application) == (0, 0)


cards = st.tuples(st.integers(0, 4), st.sampled_from(["", "deadline", "beginner", "advance"]), st.integers(0, 3))


@settings(
    max_examples=examples(5), deadline=None, derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)  # fmt: skip
@given(cards=st.lists(cards, min_size=3, max_size=6), runs=st.lists(st.integers(1, 2), min_size=2, max_size=3))
def test_nobody_is_passed_twice_without_being_told(db, office, cards, runs):
    for job in Job.objects.filter(state=Job.State.IN_RUN):
        actions.put_back(job, by=office.joko.actor)
    for model in (Advance, Deadline, Job, Run):
        model.objects.all().delete()
    jobs, how = [], {}
    for minutes, way, days in cards:
        job = release(office, minutes=minutes)
        jobs.append(job)
        how[job.application_id] = way
        if way == "deadline":
            day = TODAY + timedelta(days=days)
            advancing.state_deadline(job.application, day, proof="Surat panggilan tes", by=office.budi.actor)
        Job.objects.filter(pk=job.pk).update(beginner=way == "beginner")
    # One after the other: a passing that was told must stay so when the next comes.
    exceptions = [job for job in jobs if how[job.application_id] == "advance"]
    went: list[Job] = []
    for count in runs:
        if exceptions:
            advanced(exceptions.pop().application, office)
        waiting = list(queries.waiting())
        if not waiting:
            break
        run = actions.start_run(min(count, len(waiting)), by=office.joko.actor)
        took = {job.pk for job in queries.jobs_of(run)}
        went += [job for job in waiting if job.pk in took and job.turn == Turn.ADVANCED]
        rest = [job for job in waiting if job.pk not in took]
        for mine in rest:
            place = rest.index(mine)
            gone = [one for one in went if (one.released_at, one.pk) > (mine.released_at, mine.pk)]
            coming = [
                one
                for one in rest[:place]
                if one.turn == Turn.ADVANCED and (one.released_at, one.pk) > (mine.released_at, mine.pk)
            ]
            assert told(mine.application) == (len(gone), len(coming))
