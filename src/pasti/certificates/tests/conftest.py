import pytest
from tests.cast import MONDAY, Cast, accepted
from tests.scenes import scene

from pasti.applications import queries as applications
from pasti.applications.models import Application
from pasti.certificates.tokens import Certificate, Kind
from pasti.journal.actors import Actor
from pasti.recording import actions as recording
from pasti.recording.positions import MissingReason, Position
from pasti.recording.tests.pictures import fill


@pytest.fixture
def nur(office: Cast) -> Actor:
    return office.nur.actor


@pytest.fixture
def certificate() -> Certificate:
    return Certificate(
        kind=Kind.PROOF, number="TBP-3275-481-770-8161", issuer="Disdukcapil Kota Contoh", issued=MONDAY,
        name="Siti Nurjanah", birth_date=MONDAY.date().replace(year=2009), shown_nik="3275********9001",
    )  # fmt: skip


@scene
def recorded(office: Cast) -> Application:
    """A first card whose person was recorded just now; of one hand a finger is missing."""
    case = accepted(office.budi.actor)
    opened = recording.open_recording(case, by=office.rini.actor)
    fill(opened, office.rini.actor, without=(Position.LEFT_LITTLE,))
    recording.note_missing(opened, Position.LEFT_LITTLE, MissingReason.ABSENT, by=office.rini.actor)
    recording.seal(opened, by=office.rini.actor)
    found = applications.by_number(case.number)
    assert found is not None
    return found
