"""What an incident cost in numbers that were sent to another lane."""

import pytest
from tests.cast import ANYBODY

from pasti.queue import actions
from pasti.queue.tests.hall import after, serving
from pasti.readiness import actions as readiness
from pasti.readiness.costs import cost_of
from pasti.readiness.models import Incident
from pasti.readiness.needs import Cause, Need


def sent(incident: Incident) -> int:
    return sum(line.count for line in cost_of(incident) if str(line.what) == "Nomor yang dialihkan ke lajur lain")


@pytest.fixture
def incident(office) -> Incident:
    """Cameras and readers do not work, from ten minutes to twenty minutes after half past eight."""
    with after(5):
        actions.pass_on(serving(office, 4, "B"), office.lanes["D"], by=ANYBODY)
    with after(10):
        return readiness.open_incident(needs=[Need.STATION], cause=Cause.EQUIPMENT, by=ANYBODY)


def test_who_leaves_the_lane_whose_work_does_not_go_on_counts_once(office, incident):
    with after(12):
        ticket = serving(office, 4, "B")
    with after(13):
        actions.pass_on(ticket, office.lanes["D"], by=ANYBODY)
        assert sent(incident) == 1
    with after(14):
        # From a lane whose work goes on they go on their way.
        actions.pass_on(serving(office), office.lanes["D"], by=ANYBODY)
        assert sent(incident) == 1


def test_who_is_done_there_or_goes_on_afterwards_was_not_sent(office, incident):
    with after(12):
        actions.finish(serving(office, 4, "B"), by=ANYBODY)
    with after(20):
        readiness.close_incident(incident, by=ANYBODY)
    with after(25):
        actions.pass_on(serving(office, 4, "B"), office.lanes["D"], by=ANYBODY)
        assert sent(incident) == 0
