"""The office says where a card is; late, double and strange news change nothing."""

from datetime import timedelta

import pytest
from tests.cast import MONDAY
from tests.fixtures import OtherNode

from pasti.centre.intake import queries as records
from pasti.centre.intake.models import Record
from pasti.centre.intake.tests.packets import progress, received, told
from pasti.centre.release.tests.granted import granted
from pasti.centre.release.tests.granted import released as released_to
from pasti.journal.actors import SYSTEM
from pasti.journal.models import Entry
from pasti.link.actions import trust

BEFORE = ["RECEIVED_AT_CENTRAL", "PRINT_READY_RECORD"]
ALL = ["SENT_FOR_CARD_PRINTING", "CARD_PRINTED", "CARD_ISSUED"]


@pytest.fixture
def released(centre) -> Record:
    return released_to(centre)


def now(row: Record) -> tuple[str, str]:
    row.refresh_from_db()
    return row.state, row.serial


def test_every_status_on_the_way_is_confirmed(released, centre):
    for minutes, code in enumerate(ALL):
        progress(centre, code, at=MONDAY + timedelta(minutes=minutes))
    assert now(released) == ("issued", "BK1")
    assert told(centre) == BEFORE + ALL
    entry = Entry.objects.get(kind="record.issue")
    assert entry.happened_at == MONDAY + timedelta(minutes=2)
    assert entry.by_id.startswith("node:office-")


def test_news_may_come_twice(released, centre):
    for code in ALL:
        assert [progress(centre, code), progress(centre, code)] == ["", ""]
    assert now(released) == ("issued", "BK1")
    assert told(centre) == BEFORE + ALL
    assert records.counts_by_office() == {centre.pk: {"issued": 1}}


@pytest.mark.parametrize("code", ALL)
def test_late_news_do_not_take_a_card_back(released, centre, code):
    progress(centre, "CARD_ISSUED")
    assert progress(centre, code, "BK9") == ""
    assert now(released) == ("issued", "BK1")


def test_a_spoiled_card_is_printed_on_another_blank(released, centre):
    progress(centre, "SENT_FOR_CARD_PRINTING", "BK1")
    progress(centre, "SENT_FOR_CARD_PRINTING", "BK2")
    progress(centre, "CARD_PRINTED", "BK3")
    assert now(released) == ("printed", "BK3")


@pytest.mark.parametrize("code", ["", "CARD_EATEN", "release", "RECEIVED_AT_CENTRAL"])
def test_a_word_that_is_unknown_changes_nothing(released, centre, code):
    progress(centre, code)
    assert now(released) == ("released", "")


@pytest.mark.parametrize(("make", "state"), [(received, "received"), (lambda o: granted(o).record, "cleared")])
def test_a_card_that_was_not_released_cannot_be_printed(centre, make, state):
    row = make(centre)
    for code in ALL:
        progress(centre, code)
    assert now(row) == (state, "")


def test_another_offices_word_counts_for_nothing(released):
    karawang = trust(OtherNode("office", "Karawang", "32.15").card, by=SYSTEM)
    progress(karawang, "CARD_ISSUED")
    assert now(released) == ("released", "")
