"""A clerk rings somebody up, and notes what they choose: the same as behind their link, and that they know."""

import re
from datetime import datetime, timedelta

import pytest
from tests.cast import OWNER, submitted

from pasti.answers import queries as answers
from pasti.answers.models import Answer
from pasti.appointments import queries as appointments
from pasti.appointments.actions import book
from pasti.audit.models import Look
from pasti.journal.models import Entry
from pasti.kit import clock
from pasti.notices import queries
from pasti.notices.models import Notice
from pasti.notices.tests.telling import go_on
from pasti.offices.actions import set_holiday

CALLS = "/pemberitahuan/telepon/"


@pytest.fixture
def freed(office):
    """Somebody whose session the office had to cancel, and whom no message can reach."""
    case = submitted(name="Qomariah Wexley")
    starts = appointments.days_on_offer()[1].slots[0].starts_at
    book(case, starts, by=OWNER)
    met = [f"booking-{case.bookings.get().pk}"]
    set_holiday(clock.local_day(starts), name="Uji", source="local", closed=True, by=office.agus.actor, seen=met)
    for minutes in (0, 2):
        with clock.stopped_at(clock.now() + timedelta(minutes=minutes)):
            go_on()
    return case


@pytest.fixture
def notice(freed) -> Notice:
    return Notice.objects.get(application=freed, state="call")


def at(notice: Notice) -> str:
    return f"{CALLS}{notice.pk}/"


def test_the_page_has_the_words_the_number_and_what_may_be_chosen(office, freed, notice, signed_in):
    browser = signed_in(office.budi)
    assert f'href="{at(notice)}"' in browser.get(CALLS).content.decode()
    page = browser.get(at(notice)).content.decode()
    assert "Qomariah Wexley" in page
    assert "dibatalkan kantor" in page
    assert 'name="starts_at"' in page
    # The session is no more: it cannot be kept, nor called off.
    assert 'value="keep"' not in page
    assert 'value="cancel"' not in page
    assert freed.nik not in page
    assert freed.subject in {subject for look in Look.objects.all() for subject in look.subjects}


def test_who_moves_has_another_session_and_is_off_the_list(office, freed, notice, signed_in):
    browser = signed_in(office.budi)
    starts = re.findall(r'name="starts_at" value="([^"]+)"', browser.get(at(notice)).content.decode())[0]
    for _twice in range(2):
        assert browser.post(at(notice), {"choice": "move", "starts_at": starts}).url == CALLS
    assert appointments.open_booking(freed).session.starts_at == datetime.fromisoformat(starts)
    given = answers.given(freed)
    assert (given.choice, given.via) == ("move", "office")
    assert Entry.objects.get(kind="answer.move").by_name == "Budi Hartono"
    notice.refresh_from_db()
    assert (notice.state, notice.reached_by) == ("reached", "Budi Hartono")
    assert queries.call_list() == []


def test_an_answer_is_to_what_was_spoken_of(office, freed, notice, signed_in):
    browser = signed_in(office.budi)
    page = browser.get(at(notice)).content.decode()
    sent = {"choice": "move", "key": re.findall(r'name="key" value="([^"]+)"', page)[0]}
    sent["starts_at"] = re.findall(r'name="starts_at" value="([^"]+)"', page)[0]
    # Meanwhile somebody of theirs chooses a session.
    chosen = appointments.days_on_offer()[2].slots[0].starts_at
    book(freed, chosen, by=OWNER)
    assert browser.post(at(notice), sent).status_code == 422
    assert appointments.open_booking(freed).session.starts_at == chosen


@pytest.mark.parametrize("sent", [
    {"choice": "keep"}, {"choice": "nonsense"}, {}, {"choice": "move", "starts_at": "besok"},
    {"choice": "move", "starts_at": "2026-11-22T08:00:00+07:00"}, {"choice": "represent"},
])  # fmt: skip
def test_what_cannot_be_is_said_and_they_stay_on_the_list(office, freed, notice, signed_in, sent):
    answer = signed_in(office.budi).post(at(notice), sent)
    assert answer.status_code == 422
    assert not Answer.objects.filter(state="given").exists()
    assert [one.notice for one in queries.call_list()] == [notice]


def test_who_may_not_answer_for_others_is_not_offered_it(office, notice, signed_in):
    browser = signed_in(office.agus)
    assert f'href="{at(notice)}"' not in browser.get(CALLS).content.decode()
    assert browser.get(at(notice)).status_code == 403
