"""A card released by the centre enters the print list, once, and only where a card is waited for."""

from datetime import date, timedelta
from typing import Any

import pytest
from tests.cast import MONDAY, accepted

from pasti.applications import actions as applications
from pasti.applications.held import record_again
from pasti.applications.models import Application
from pasti.applications.queries import by_number
from pasti.journal.models import Entry
from pasti.kit import blobs, clock
from pasti.kit.errors import NotAllowed, Refused
from pasti.link import inbox
from pasti.link.models import Peer, Received
from pasti.link.schema import Said
from pasti.link.wire import Wire
from pasti.printing import actions, queries
from pasti.printing.models import Job
from pasti.printing.tests.released import centre, content, print_all, release, waits_for_the_centre


@pytest.fixture
def case(office) -> Application:
    return waits_for_the_centre(office)


def arrives(application: str, sealed: str, number: int = 1) -> str:
    """The centre's envelope arrives; return why it was set aside."""
    body: Any = {"application": application, "at": MONDAY.isoformat(), "content": sealed}
    wire = Wire(number=number, kind=Said.RELEASE, key=f"{number}", body=body, happened_at=MONDAY)
    inbox.receive(Peer.objects.get(), [wire])
    return str(Received.objects.get(number=number).set_aside)


def step(case: Application) -> str:
    fresh = by_number(case.number)
    assert fresh
    assert fresh.current_step
    return str(fresh.current_step.code)


def test_a_release_puts_the_card_into_the_list_and_the_case_a_step_on(case):
    assert arrives(case.number, content(case)) == ""
    job = Job.objects.get()
    assert (job.state, job.application, job.released_at, job.serial) == ("waiting", case, MONDAY, "")
    assert blobs.path_of(job.content).exists()
    assert step(case) == "printing"
    said = Entry.objects.filter(case=case.number, by_id__startswith="node:").order_by("id")
    assert [entry.kind for entry in said] == ["application.released", "job.ready"]


def test_the_same_envelope_twice_makes_one_card(case):
    sealed = content(case)
    arrives(case.number, sealed)
    arrives(case.number, sealed)
    assert Job.objects.count() == 1


def test_what_was_released_lies_sealed(case):
    job = release_of(case)
    assert case.nik.encode() not in blobs.read(job.content)


def release_of(case: Application, minutes: int = 0) -> Job:
    return actions.take_release(case, content(case), at=MONDAY + timedelta(minutes=minutes), by=centre())


def test_a_newer_release_replaces_the_older_and_its_data_is_deleted(case, settle):
    older = release_of(case)
    with settle():
        newer = release_of(case, minutes=5)
    assert [(j.pk, j.state, j.content) for j in Job.objects.order_by("pk")] == [
        (older.pk, "replaced", ""),
        (newer.pk, "waiting", newer.content),
    ]
    assert not blobs.path_of(older.content).exists()
    assert blobs.path_of(newer.content).exists()
    assert list(queries.waiting()) == [newer]


def test_an_older_release_that_comes_late_changes_nothing(case):
    newer = release_of(case, minutes=10)
    assert release_of(case) == newer
    assert [(job.pk, job.state) for job in Job.objects.all()] == [(newer.pk, "waiting")]


def test_the_same_content_again_keeps_its_data(case, settle):
    sealed = content(case)
    with settle():
        for _ in range(2):
            job = actions.take_release(case, sealed, at=MONDAY, by=centre())
    assert blobs.path_of(job.content).exists()


def test_a_release_does_not_change_a_card_that_is_being_printed(case, joko, settle):
    job = release_of(case)
    actions.start_run(1, by=joko)
    with settle(), pytest.raises(NotAllowed):
        release_of(case, minutes=5)
    job.refresh_from_db()
    assert (job.state, Job.objects.count()) == ("in_run", 1)
    assert blobs.path_of(job.content).exists()


def test_a_card_that_was_printed_is_not_printed_again(case, joko):
    release_of(case)
    print_all(actions.start_run(1, by=joko), joko)
    assert arrives(case.number, content(case))
    assert [job.state for job in Job.objects.all()] == ["printed"]


def test_a_late_release_does_not_overtake_a_new_recording(office):
    """The centre held the first recording; the person is recorded again, and the old verdict arrives after all."""
    case = accepted(office.budi.actor)
    applications.finish_step(case, "recording", by=office.rini.actor)
    applications.hold(case, "tidak terbaca", by=centre())
    record_again(case, by=office.rini.actor)
    assert arrives(case.number, content(case))
    assert (Job.objects.count(), step(case)) == (0, "recording")


def test_a_held_case_goes_on_when_it_is_released(case):
    applications.hold(case, "diduga ganda", by=centre())
    release_of(case)
    case.refresh_from_db()
    assert (case.state, step(case)) == ("in_progress", "printing")


def test_a_release_of_a_case_that_is_not_ours_is_set_aside(case):
    assert "999999999999" in arrives("999999999999", content(case))
    assert Job.objects.count() == 0


@pytest.mark.parametrize("rubbish", ["%%%", "abc", "é", "QUJD\n!"])
def test_content_that_is_not_base64_is_set_aside(case, rubbish):
    assert arrives(case.number, rubbish)
    assert (Job.objects.count(), step(case)) == (0, "centre")
    with pytest.raises(Refused):
        actions.take_release(case, rubbish, at=MONDAY, by=centre())


def test_nobody_else_releases(case, joko):
    with pytest.raises(NotAllowed):
        actions.take_release(case, content(case), at=MONDAY, by=joko)
    assert (Job.objects.count(), step(case)) == (0, "centre")


def test_recorded_at_sixteen_the_card_waits_for_the_birthday(office):
    case = accepted(office.budi.actor, "NEW16", {"recorded_before": "no"}, birth_date=date(2010, 2, 14))
    applications.finish_step(case, "recording", by=office.rini.actor)
    job = release(office, case)
    assert job.not_before == date(2027, 2, 14)
    assert list(queries.waiting()) == []
    assert list(queries.waiting_for_birthday()) == [job]
    with pytest.raises(Refused):
        actions.start_run(1, by=office.joko.actor)
    with clock.stopped_at(clock.at(date(2027, 2, 13), 23, 59)):
        assert list(queries.waiting()) == []
    with clock.stopped_at(clock.at(date(2027, 2, 14), 0, 1)):
        assert list(queries.waiting()) == [job]
        assert list(queries.waiting_for_birthday()) == []
    # A Sunday; the office is open on the day after.
    with clock.stopped_at(clock.at(date(2027, 2, 15), 9, 0)):
        assert actions.start_run(1, by=office.joko.actor).jobs.get() == job
