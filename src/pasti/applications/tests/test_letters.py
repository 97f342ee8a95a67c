"""A letter that has ended is refused by the action, and a new one that was brought is noted."""

from datetime import date, timedelta

import pytest
from tests.cast import CARD_DATA, LOST, MONDAY, OWNER, submitted

from pasti.applications import actions
from pasti.journal.models import Entry
from pasti.kit import clock
from pasti.kit.errors import NotAllowed, Refused

LATER = MONDAY + timedelta(days=20)


@pytest.fixture
def case(office):
    return actions.fill(submitted("LOST", LOST), CARD_DATA, by=office.budi.actor)


def test_papers_with_a_letter_that_has_ended_are_not_complete_whatever_the_screen_says(office, case):
    with clock.stopped_at(LATER), pytest.raises(Refused, match="Mintalah yang baru sebelum datang"):
        actions.accept_papers(case, by=office.budi.actor)
    case.refresh_from_db()
    assert case.state == "submitted"


def test_a_new_letter_is_noted_and_then_they_are(office, case):
    with clock.stopped_at(LATER):
        actions.note_letter_date(case, "loss_letter_date", date(2026, 12, 10), by=office.budi.actor)
        entry = Entry.objects.latest("id")
        assert (entry.kind, entry.facts["fields"]) == ("application.corrected", ["loss_letter_date"])
        assert actions.accept_papers(case, by=office.budi.actor).state == "in_progress"


def test_the_same_date_twice_is_noted_once(office, case):
    for _time in range(2):
        actions.note_letter_date(case, "loss_letter_date", date(2026, 11, 20), by=office.budi.actor)
    assert Entry.objects.filter(kind="application.corrected", facts__fields=["loss_letter_date"]).count() == 1


@pytest.mark.parametrize(
    ("question", "day"), [("holds_card", date(2026, 11, 20)), ("", date(2026, 11, 20)), ("loss_letter_date", date.max)]
)
def test_only_a_letter_of_this_case_with_a_date_that_has_come(office, case, question, day):
    with pytest.raises(Refused):
        actions.note_letter_date(case, question, day, by=office.budi.actor)


def test_applicants_do_not_note_it_themselves_nor_anybody_afterwards(office, case):
    with pytest.raises(NotAllowed):
        actions.note_letter_date(case, "loss_letter_date", date(2026, 11, 20), by=OWNER)
    done = actions.accept_papers(case, by=office.budi.actor)
    with pytest.raises(NotAllowed):
        actions.note_letter_date(done, "loss_letter_date", date(2026, 11, 20), by=office.budi.actor)
