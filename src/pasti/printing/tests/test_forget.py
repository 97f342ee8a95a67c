"""What the centre released for a card is deleted some days after printing, and never before."""

from datetime import date, timedelta

import pytest
from tests.cast import ANYBODY, MONDAY

from pasti.applications.actions import finish_step
from pasti.kit import blobs, clock
from pasti.offices.actions import decide
from pasti.printing import actions, duties, forgetting
from pasti.printing.models import Job
from pasti.printing.tests.released import print_all


@pytest.fixture
def printed(ready, joko) -> Job:
    """A card that was printed, and is in somebody's hand."""
    ready(1)
    print_all(actions.start_run(1, by=joko), joko)
    job = Job.objects.get()
    finish_step(job.application, "handover", by=ANYBODY, changes={"closed_at": clock.now()}, to="self")
    return job


def test_deleted_after_its_time_and_not_before(printed, settle):
    with clock.stopped_at(MONDAY + timedelta(days=7) - timedelta(seconds=1)):
        assert forgetting.forget_printed() == 0
        assert blobs.path_of(printed.content).exists()
    with clock.stopped_at(MONDAY + timedelta(days=7)), settle():
        assert forgetting.forget_printed() == 1
        assert forgetting.forget_printed() == 0
    assert not blobs.path_of(printed.content).exists()
    kept = Job.objects.get()
    assert (kept.content, kept.state, kept.serial) == ("", "printed", "BK00000001")


def test_how_long_is_the_offices_rule(printed, office):
    decide("printing.keep_days", value=0, valid_from=date(2026, 11, 1), legal_basis="SK", by=office.nur.actor)
    duties.forget()
    assert Job.objects.get().content == ""


def test_what_is_not_printed_yet_is_kept(ready, joko):
    waiting, inside = ready(2)
    actions.start_run(1, by=joko)
    with clock.stopped_at(MONDAY + timedelta(days=400)):
        assert forgetting.forget_printed() == 0
    assert blobs.path_of(waiting.content).exists()
    assert blobs.path_of(inside.content).exists()
