"""The photo on a card can be shown to whoever hands it over, as long as what the centre released is kept."""

from base64 import b64decode
from datetime import timedelta

import pytest
from tests.cast import ANYBODY, MONDAY

from pasti.applications.actions import finish_step
from pasti.applications.portraits import portrait
from pasti.kit import blobs, clock
from pasti.kit.errors import Refused
from pasti.printing import actions, forgetting
from pasti.printing.tests.released import picture, print_all, release, waits_for_the_centre


@pytest.fixture
def printed(office, joko):
    job = release(office)
    print_all(actions.start_run(1, by=joko), joko)
    return job


def test_it_is_opened_as_long_as_it_is_kept(printed):
    opens = portrait(printed.application)
    assert opens is not None
    assert opens() == b64decode(picture())
    with clock.stopped_at(MONDAY + timedelta(days=8)):
        forgetting.forget_printed()
        assert portrait(printed.application) is not None, "nobody has it yet"
        finish_step(printed.application, "handover", by=ANYBODY, changes={"closed_at": clock.now()}, to="self")
        forgetting.forget_printed()
    assert portrait(printed.application) is None


def test_a_case_without_a_card_has_none(office):
    assert portrait(waits_for_the_centre(office)) is None


def test_what_does_not_open_is_refused(printed):
    opens = portrait(printed.application)
    blobs.path_of(printed.content).write_bytes(b"broken")
    assert opens is not None
    with pytest.raises(Refused):
        opens()
