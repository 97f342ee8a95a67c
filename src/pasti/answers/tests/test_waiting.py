"""Who was asked and has not answered: missed and released visits by themselves, others when a message asks."""

import re
from datetime import date, timedelta

import pytest
from tests.cast import ANYBODY, MONDAY
from tests.house.test_public_views import case_in

from pasti.answers import actions, queries
from pasti.answers.models import Answer
from pasti.answers.states import Choice
from pasti.answers.tests.conftest import a_booked_case, answer
from pasti.applications import actions as applications
from pasti.applications.states import APPLICATION, LIVE, State
from pasti.appointments import actions as appointments
from pasti.journal import followers
from pasti.journal.chain import seal_new
from pasti.journal.moves import take
from pasti.kit import clock
from pasti.offices.actions import set_holiday


def follow() -> None:
    followers.place_cursors()
    follower = followers.followers.get("answers")
    while seal_new():
        pass
    while followers.catch_up(follower):
        pass


def waiting() -> list[tuple[str, str]]:
    return [(row.application.number, row.about) for row in queries.waiting()]


def test_a_visit_ahead_is_waited_for_once_a_message_asks(booked):
    assert waiting() == []
    assert actions.ask(booked).pk == actions.ask(booked).pk
    assert waiting() == [(booked.number, "visit")]
    answer(booked, Choice.KEEP)
    assert waiting() == []
    assert actions.ask(booked) is None


def test_a_missed_visit_is_asked_about_by_itself(booked):
    followers.place_cursors()
    with clock.stopped_at(MONDAY + timedelta(days=2)):
        appointments.close_missed()
        follow()
        assert waiting() == [(booked.number, "missed")]
        answer(booked, Choice.MOVE)
        follow()
        assert waiting() == []


def test_a_released_visit_is_asked_about_by_itself(booked, office):
    followers.place_cursors()
    answer(booked, Choice.KEEP)
    met = [f"booking-{booked.bookings.get().pk}"]
    set_holiday(date(2026, 11, 24), name="Pilkada", source="local", closed=True, by=office.agus.actor, seen=met)
    follow()
    assert waiting() == [(booked.number, "freed")]


def test_who_came_is_waited_for_no_more(booked):
    followers.place_cursors()
    actions.ask(booked)
    appointments.attend(booked)
    follow()
    assert waiting() == []
    assert Answer.objects.get().state == "over"


def test_what_is_over_by_the_clock_is_closed(booked):
    with clock.stopped_at(MONDAY + timedelta(days=2)):
        actions.ask(booked)
        assert actions.end_what_is_over() == 0
    with clock.stopped_at(MONDAY + timedelta(days=40)):
        assert actions.end_what_is_over() == 1
    assert waiting() == []


def test_it_is_found_by_number_and_by_name(booked):
    other = a_booked_case(at="2026-11-24T10:00:00+07:00", name="Made Wirawan")
    actions.ask(booked)
    actions.ask(other)
    assert [row.application for row in queries.waiting("wirawan")] == [other]
    assert [row.application for row in queries.waiting(booked.number[-4:])] == [booked]
    assert queries.waiting(about="missed").count() == 0


def test_who_brought_the_papers_is_not_kept_as_who_collects(office):
    case = a_booked_case("KK", answers={})
    answer(case, Choice.REPRESENT, name="Ahmad Fauzi", relation="attorney")
    assert queries.wishes(case).name == "Ahmad Fauzi"
    with clock.stopped_at(MONDAY + timedelta(days=1)):
        applications.accept_papers(case, by=ANYBODY)
        actions.catch_up(case)
    assert queries.wishes(case).name == ""


def test_an_office_sees_the_list_and_what_a_case_was_asked(booked, office, signed_in):
    actions.ask(booked)
    budi = signed_in(office.budi)
    said = budi.get("/jawaban/").content.decode()
    assert booked.shown_number in said
    assert "Siti Nurjanah" in said
    assert re.findall(r'<option value="(\w+)"', said) == ["visit", "missed", "freed"]
    assert "Tidak ada yang cocok." in budi.post("/jawaban/", {"q": "Bukan Siapa"}).content.decode()
    answer(booked, Choice.KEEP)
    case = budi.get(f"/permohonan/{booked.number}/").content.decode()
    assert "Jawaban lewat pesan" in case
    assert "Jawaban pemohon (tautan): tetap datang" in case
    assert signed_in(office.joko).get("/jawaban/").status_code == 403


CLOSING = {name: move for name, move in APPLICATION.moves.items() if move.target not in LIVE}


@pytest.mark.parametrize("name", CLOSING)
def test_nobodys_name_is_kept_however_a_case_ends(office, name):
    followers.place_cursors()
    case = case_in(next(state for state in LIVE if state in CLOSING[name].sources))
    Answer.objects.create(
        application=case, key="ready", about="ready", state="given", choice="represent", via="link",
        answered_at=clock.now(), name="Ahmad Fauzi", relation="attorney",
    )  # fmt: skip
    follow()
    assert Answer.objects.get().name == "Ahmad Fauzi"
    closed = {"closed_at": clock.now()} if CLOSING[name].target == State.CLOSED else {}
    take(case, name, by=ANYBODY, changes=closed, to="self", reason="x", number="x")
    follow()
    assert (Answer.objects.get().name, Answer.objects.get().relation) == ("", "")
