"""A link opens one occasion of one case, as long as the case stands there, and nobody can make one."""

from datetime import datetime, timedelta

import pytest
from tests.cast import ANYBODY, MONDAY, OWNER
from tests.house.test_public_views import case_in

from pasti.answers import links, queries
from pasti.answers.occasions import occasion_of
from pasti.answers.states import Choice
from pasti.answers.tests.conftest import a_booked_case, a_printing_case, a_ready_case, answer, place
from pasti.applications import actions as applications
from pasti.applications.models import Application
from pasti.applications.states import State
from pasti.appointments import actions as appointments
from pasti.kit import clock

TEN = datetime.fromisoformat("2026-11-24T10:00:00+07:00")


def token(case: Application) -> str:
    return place(case)[3:]


def test_it_is_short_enough_for_an_sms(booked, settings):
    link = queries.link_for(booked)
    assert link.startswith(settings.PUBLIC_URL + "/j/")
    # Of an office with a billion cases, too.
    occasion = occasion_of(booked)
    booked.pk = 10**9
    assert len(links.link_to(booked, occasion).removeprefix(settings.PUBLIC_URL)) <= 25


def test_it_is_the_same_while_the_occasion_is_and_writes_nothing(booked, django_assert_num_queries):
    assert queries.link_for(booked) == queries.link_for(Application.objects.get(pk=booked.pk))
    assert booked.holder_answers.count() == 0


def test_it_says_nothing_of_the_person(booked):
    assert not any(part in queries.link_for(booked) for part in (booked.number, booked.nik, "siti"))


def test_it_is_read_as_people_type_it(booked):
    said = token(booked)
    for typed in (said, said.upper(), f"{said}.", said.replace("0", "o").replace("1", "l"), f" {said} "):
        assert links.opened(typed).application == booked, typed


@pytest.mark.parametrize("said", ["", "a", "0", "z" * 12, "z" * 13, "z" * 22, "../" * 6, "ü" * 14, "0" * 13])
def test_what_is_no_link_opens_nothing(booked, said):
    assert links.opened(said) is None


def test_one_letter_changed_opens_nothing(booked):
    said = token(booked)
    for place_of in range(len(said)):
        other = "7" if said[place_of] != "7" else "8"
        assert links.opened(said[:place_of] + other + said[place_of + 1 :]) is None


def test_another_cases_seal_opens_nothing(booked):
    other = a_booked_case(at="2026-11-24T10:00:00+07:00")
    mixed = token(booked)[:-12] + token(other)[-12:]
    assert token(booked)[:-12] != token(other)[:-12]
    assert links.opened(mixed) is None


def test_another_nodes_key_makes_other_links(booked, settings):
    said = token(booked)
    settings.SECRET_KEY = "another"
    assert links.opened(said) is None


def test_what_went_to_a_wrong_number_opens_nothing_once_it_is_right(booked):
    said = token(booked)
    Application.objects.filter(pk=booked.pk).update(phone="+6281234567890")
    assert links.opened(said) is None
    booked.refresh_from_db()
    assert links.opened(token(booked)).occasion


def test_it_goes_on_where_its_own_answers_led(booked):
    said = token(booked)
    answer(booked, Choice.MOVE, starts_at=TEN, key=links.opened(said).key)
    assert links.opened(said).occasion.about == "visit"
    answer(booked, Choice.CANCEL, key=links.opened(said).key)
    assert links.opened(said).occasion.about == "come"


def test_it_ends_when_another_session_was_chosen_elsewhere(booked):
    said = token(booked)
    appointments.book(booked, TEN, by=OWNER)
    found = links.opened(said)
    assert (found.application, found.occasion) == (booked, None)


def test_it_ends_when_the_case_went_on(office):
    case = a_booked_case("KK", answers={})
    said = token(case)
    appointments.attend(case)
    applications.accept_papers(case, by=ANYBODY)
    assert links.opened(said).occasion is None


def test_it_opens_a_missed_visit_for_as_long_as_the_office_says(booked):
    said = token(booked)
    with clock.stopped_at(MONDAY + timedelta(days=3)):
        assert links.opened(said).occasion.about == "missed"
    with clock.stopped_at(MONDAY + timedelta(days=40)):
        assert links.opened(said).occasion is None


def test_a_date_that_is_another_has_another_link(office):
    case = a_printing_case(office)
    said = token(case)
    assert links.opened(said).occasion.about == "date"
    applications.finish_step(case, "printing", by=ANYBODY, changes={"product": "BK00000001"})
    assert links.opened(said).occasion is None
    assert links.opened(token(Application.objects.get(pk=case.pk))).occasion.about == "ready"


@pytest.mark.parametrize("state", ["draft", "held", "closed", "withdrawn", "refused", "lapsed"])
def test_a_case_that_asks_nothing_has_no_link(office, state):
    assert queries.link_for(case_in(State(state))) == ""


def test_a_card_that_lies_ready_has_one(office):
    assert links.opened(token(a_ready_case(office))).occasion.about == "ready"
