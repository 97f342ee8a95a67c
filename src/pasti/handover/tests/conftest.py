from collections.abc import Callable
from itertools import count

import pytest
from tests.cast import ANYBODY, LOST, Cast, accepted

from pasti.applications import actions as applications
from pasti.applications.models import Application
from pasti.handover.actions import issue_slip
from pasti.handover.models import Slip
from pasti.journal.actors import Actor

Ready = Callable[..., Application]


@pytest.fixture
def budi(office: Cast) -> Actor:
    return office.budi.actor


@pytest.fixture
def ready(office: Cast) -> Ready:
    """Return a case that is ready: a card that was printed, or a family card that was issued."""

    serials = (f"BK{number:08d}" for number in count(1))

    def make(service: str = "LOST", answers: dict[str, str] | None = None, **person: object) -> Application:
        case = accepted(office.budi.actor, service, LOST if service == "LOST" else answers or {}, **person)
        if not case.service.makes_card:
            return applications.finish_step(case, "issuing", by=ANYBODY, changes={"product": "3275011201180006"})
        applications.finish_step(case, "centre", by=ANYBODY)
        return applications.finish_step(case, "printing", by=ANYBODY, changes={"product": next(serials)})

    return make


@pytest.fixture
def damaged(ready: Ready) -> Application:
    """A case whose old card must be handed in."""
    return ready("DMG", {"holds_card": "yes"})


@pytest.fixture
def slip(ready: Ready) -> Slip:
    return issue_slip(ready())
