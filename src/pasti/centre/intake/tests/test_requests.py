"""Who was recorded before gets a card at once; who was not is said to be unknown."""

from base64 import b64decode

import pytest
from tests.fixtures import OtherNode

from pasti.centre.intake import actions
from pasti.centre.intake.models import Record
from pasti.centre.intake.tests.packets import CASE, FACE, asks, received, releases, says, sealed, told
from pasti.journal.actors import SYSTEM
from pasti.journal.models import Entry
from pasti.link.actions import trust
from pasti.link.models import Peer
from pasti.link.schema import CardContent, Said


@pytest.fixture
def known(centre: Peer) -> Peer:
    """Siti was recorded years ago."""
    actions.adopt(sealed("archive-1", ""), centre, by=SYSTEM)
    return centre


def test_a_known_person_is_released_with_the_data_of_today(known, bekasi):
    assert asks(known, name="Siti Nurjanah Putri") == ""
    row = Record.objects.get(application=CASE)
    assert (row.state, row.packet) == ("released", "")
    assert told(known) == ["RECEIVED_AT_CENTRAL", "PRINT_READY_RECORD"]
    card = CardContent.model_validate_json(bekasi.unseal(b64decode(releases(known)[0]["content"])))
    assert (card.biodata.name, b64decode(card.photo)) == ("Siti Nurjanah Putri", FACE)
    assert Entry.objects.get(kind="record.ask").by_id.startswith("node:office-")


def test_an_unknown_person_is_said_to_be_unknown(centre):
    asks(centre)
    assert Record.objects.get().state == "unknown"
    assert told(centre) == ["RECEIVED_AT_CENTRAL", "UNREGISTERED"]
    assert releases(centre) == []


def test_asked_twice_is_harmless(known):
    assert [asks(known), asks(known)] == ["", ""]
    assert Record.objects.filter(application=CASE).count() == 1
    assert len(releases(known)) == 1
    assert told(known) == ["RECEIVED_AT_CENTRAL", "PRINT_READY_RECORD"]


def test_an_unknown_person_who_is_recorded_then_is_released(centre):
    asks(centre)
    actions.release(received(centre), by=SYSTEM)
    assert told(centre)[-1] == "PRINT_READY_RECORD"
    assert dict(Record.objects.values_list("packet", "state")) == {"": "unknown", "p1": "released"}


@pytest.mark.parametrize("state", ["announced", "failed", "received", "suspected", "duplicate", "unknown"])
def test_who_was_not_found_unique_is_not_known(known, state):
    Record.objects.update(state=state)
    asks(known)
    assert Record.objects.get(application=CASE).state == "unknown"


def test_who_was_recorded_elsewhere_is_known(known, bekasi):
    karawang = trust(OtherNode("office", "Karawang", "32.15").card, by=SYSTEM)
    asks(karawang)
    assert told(karawang)[-1] == "PRINT_READY_RECORD"
    assert (len(releases(karawang)), len(releases(known))) == (1, 0)


@pytest.mark.parametrize("other", [{"nik": "1"}, {"sex": "X"}, {"birth_date": "yesterday"}])
def test_a_request_of_nonsense_is_set_aside(known, other):
    body = {"nik": "3275015206099001", "name": "x", "birth_place": "x", "birth_date": "2009-06-12", "sex": "F",
            "address": "x", "village": "x", "district": "x", "regency": "x", "province": "x"}  # fmt: skip
    assert says(known, Said.PRINT_REQUEST, application=CASE, service="LOST", biodata=body | other)
    assert not Record.objects.filter(application=CASE).exists()
