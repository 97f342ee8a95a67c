"""Records as a search leaves them, and releases on the way."""

from typing import Any

from pasti.centre.intake import actions as intake
from pasti.centre.intake.models import Record
from pasti.centre.intake.tests.packets import received
from pasti.centre.persons import actions as persons
from pasti.centre.release import actions
from pasti.centre.release.duties import seal_granted
from pasti.centre.release.models import Ground, Release
from pasti.journal.actors import SYSTEM
from pasti.link.models import Peer


def searching(row: Record) -> Record:
    return intake.advance(row, "search", by=SYSTEM)


def granted(office: Peer, packet: str = "p1", /, *case: str, **other: Any) -> Release:
    """A first recording that was found unique."""
    row = searching(received(office, packet, *case, **other))
    person = persons.enter(row.biodata, region=office.region_code)
    return actions.grant(row, person, Ground.OWN, by=SYSTEM)


def released(office: Peer, packet: str = "p1", /, *case: str, **other: Any) -> Record:
    """Its card's data were sealed and sent."""
    row = granted(office, packet, *case, **other).record
    while seal_granted():
        pass
    row.refresh_from_db()
    return row
