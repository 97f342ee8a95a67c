"""A request for a card is noted, once, and nothing is released in the peer's request."""

import pytest

from pasti.centre.intake import actions
from pasti.centre.intake.models import Record
from pasti.centre.intake.tests.packets import CASE, asks, releases, says, sealed, told
from pasti.journal.actors import SYSTEM
from pasti.journal.models import Entry
from pasti.link.models import Peer
from pasti.link.schema import Said


@pytest.fixture
def known(centre: Peer) -> Peer:
    """Siti was recorded years ago."""
    actions.adopt(sealed("archive-1", ""), centre, by=SYSTEM)
    return centre


def test_it_is_noted_and_nothing_is_released_yet(known):
    assert asks(known) == ""
    row = Record.objects.get(application=CASE)
    assert (row.state, row.packet, row.person, row.claims) == ("received", "", None, True)
    assert (told(known), releases(known)) == (["RECEIVED_AT_CENTRAL"], [])
    assert Entry.objects.get(kind="record.ask").by_id.startswith("node:office-")


def test_asked_twice_is_harmless(known):
    assert [asks(known), asks(known)] == ["", ""]
    assert Record.objects.filter(application=CASE).count() == 1
    assert told(known) == ["RECEIVED_AT_CENTRAL"]


@pytest.mark.parametrize("other", [{"name": "Wati Rahmawati"}, {"nik": "3215015206099002"}, {"address": "Jl. Lain"}])
def test_one_case_cannot_ask_again_with_other_data(known, other):
    asks(known)
    assert "data lain" in asks(known, **other)
    assert Record.objects.get(application=CASE).name == "Siti Nurjanah"


@pytest.mark.parametrize("other", [{"nik": "1"}, {"sex": "X"}, {"birth_date": "yesterday"}])
def test_a_request_of_nonsense_is_set_aside(known, other):
    body = {"nik": "3275015206099001", "name": "x", "birth_place": "x", "birth_date": "2009-06-12", "sex": "F",
            "address": "x", "village": "x", "district": "x", "regency": "x", "province": "x"}  # fmt: skip
    assert says(known, Said.PRINT_REQUEST, application=CASE, service="LOST", biodata=body | other)
    assert not Record.objects.filter(application=CASE).exists()
