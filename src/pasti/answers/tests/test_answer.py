"""What the holder of a case chooses is done, once, and said in the journal."""

from datetime import date, datetime, timedelta

import pytest
from tests.cast import ANYBODY, MONDAY, submitted

from pasti.answers import actions, queries
from pasti.answers.models import Answer, Via
from pasti.answers.states import Choice, State
from pasti.answers.tests.conftest import a_booked_case, a_printing_case, answer, booked_at, key_of
from pasti.applications import actions as applications
from pasti.applications.models import Application
from pasti.appointments import actions as appointments
from pasti.appointments.models import Booking
from pasti.handover.models import Relation
from pasti.journal.models import Entry
from pasti.kit import clock
from pasti.kit.errors import NotAllowed, Refused
from pasti.offices.actions import decide, set_holiday
from pasti.promises import queries as promises

NINE, TEN = "2026-11-24T09:00:00+07:00", "2026-11-24T10:00:00+07:00"
TEN_THEN = datetime.fromisoformat(TEN)


def kinds(case: Application) -> list[str]:
    return list(Entry.objects.filter(case=case.number).order_by("id").values_list("kind", flat=True))


def rule(office, name: str, value: int) -> None:
    decide(name, value=value, valid_from=MONDAY.date(), legal_basis="SOP", by=office.agus.actor, seen=[])


def last(case: Application) -> Entry:
    return Entry.objects.filter(case=case.number).order_by("-id")[0]


def test_keeping_a_visit_is_noted_and_changes_nothing_else(booked):
    given = answer(booked, Choice.KEEP)
    assert (given.state, given.choice, given.via) == (State.GIVEN, "keep", "link")
    assert booked_at(booked) == NINE
    entry = last(booked)
    assert (entry.kind, entry.by_id, entry.by_name) == ("answer.keep", "citizen:link", "Pemohon, lewat tautan")
    said = "Jawaban pemohon (tautan): tetap datang Selasa, 24 November 2026 pukul 09.00 WIB."
    assert entry.sentence == said


def test_moving_books_the_other_session_and_gives_the_first_back(booked):
    answer(booked, Choice.MOVE, starts_at=TEN_THEN)
    assert booked_at(booked) == TEN
    assert kinds(booked)[-3:] == ["booking.cancel", "booking.make", "answer.move"]


def test_moving_to_the_session_that_one_has_keeps_it(booked):
    assert answer(booked, Choice.MOVE, starts_at=datetime.fromisoformat(NINE)).choice == "keep"
    assert booked_at(booked) == NINE


@pytest.mark.parametrize("choice", [Choice.KEEP, Choice.CANCEL])
def test_the_same_twice_is_one_answer(booked, choice):
    first = answer(booked, choice)
    before = kinds(booked)
    assert answer(booked, choice).pk == first.pk
    assert kinds(booked) == before


def test_moving_twice_to_the_same_is_one_answer_also_by_the_link_of_before(booked):
    key = key_of(booked)
    first = answer(booked, Choice.MOVE, starts_at=TEN_THEN, key=key)
    before = kinds(booked)
    assert answer(booked, Choice.MOVE, starts_at=TEN_THEN, key=key).pk == first.pk
    assert kinds(booked) == before
    assert Booking.objects.filter(application=booked).count() == 2


def test_who_only_says_move_goes_to_the_next_day_at_the_same_hour(booked):
    answer(booked, Choice.MOVE, via=Via.SMS)
    assert booked_at(booked) == "2026-11-25T09:00:00+07:00"


def test_the_same_message_twice_moves_once(booked):
    first = answer(booked, Choice.MOVE, via=Via.SMS, message="sms-17")
    assert answer(booked, Choice.MOVE, via=Via.SMS, message="sms-17").pk == first.pk
    assert booked_at(booked) == "2026-11-25T09:00:00+07:00"
    answer(booked, Choice.MOVE, via=Via.SMS, message="sms-18")
    assert booked_at(booked) == "2026-11-26T09:00:00+07:00"


def test_cancelling_keeps_the_application_and_offers_other_sessions(booked):
    key = key_of(booked)
    answer(booked, Choice.CANCEL)
    booked.refresh_from_db()
    assert (booked.state, booked_at(booked)) == ("submitted", "")
    assert last(booked).sentence.endswith("dibatalkan; permohonan tetap berlaku.")
    answer(booked, Choice.MOVE, starts_at=TEN_THEN, key=key)
    assert booked_at(booked) == TEN


def test_a_missed_visit_is_booked_again_with_one_answer(booked):
    with clock.stopped_at(MONDAY + timedelta(days=2)):
        assert queries.choices(booked).occasion.about == "missed"
        appointments.close_missed()
        answer(booked, Choice.MOVE, starts_at=datetime.fromisoformat("2026-11-26T09:00:00+07:00"))
        assert booked_at(booked) == "2026-11-26T09:00:00+07:00"
    booked.refresh_from_db()
    assert booked.state == "submitted"


def test_a_visit_that_the_office_released_is_not_kept(booked, office):
    answer(booked, Choice.KEEP)
    met = [f"booking-{booked.bookings.get().pk}"]
    set_holiday(date(2026, 11, 24), name="Pilkada", source="local", closed=True, by=office.agus.actor, seen=met)
    with pytest.raises(Refused, match="tidak berlaku lagi"):
        answer(booked, Choice.KEEP)
    answer(booked, Choice.MOVE)
    assert booked_at(booked) == "2026-11-25T09:00:00+07:00"


def test_a_session_that_is_full_is_refused_and_nothing_changes(booked, office):
    rule(office, "appointments.session_capacity", 1)
    a_booked_case(at=TEN)
    before = kinds(booked)
    with pytest.raises(Refused, match="penuh"):
        answer(booked, Choice.MOVE, starts_at=TEN_THEN)
    assert (booked_at(booked), kinds(booked), Answer.objects.count()) == (NINE, before, 0)


def test_a_ready_card_is_collected_in_another_week(ready):
    answer(ready, Choice.LATER, day=date(2026, 11, 30), week=True)
    stretch = queries.wishes(ready).stretch
    assert (stretch.day, stretch.until) == (date(2026, 11, 30), date(2026, 12, 4))
    assert last(ready).sentence.endswith("diambil antara Senin, 30 November 2026 dan Jumat, 4 Desember 2026.")


def test_who_collects_later_is_not_reminded_until_then(ready):
    answer(ready, Choice.LATER, day=date(2026, 11, 30), week=True)
    assert queries.collect_on([ready]) == {ready.pk: date(2026, 12, 4)}
    answer(ready, Choice.MOVE, starts_at=TEN_THEN)
    assert queries.collect_on([ready]) == {}


def test_collecting_later_gives_a_booked_place_back(ready):
    appointments.book(ready, TEN_THEN, by=ANYBODY)
    answer(ready, Choice.LATER, day=date(2026, 12, 1))
    assert booked_at(ready) == ""
    answer(ready, Choice.LATER, day=date(2026, 12, 1))
    assert kinds(ready).count("answer.later") == 1


@pytest.mark.parametrize("day", ["2026-11-23", "2026-11-29", "2027-06-01"], ids=["today", "closed", "too far"])
def test_a_day_on_which_it_cannot_be_collected_is_refused(ready, day):
    with pytest.raises(Refused, match="Pilih hari lain"):
        answer(ready, Choice.LATER, day=date.fromisoformat(day))


def test_who_waits_for_a_card_says_that_it_is_collected_after_it_is_ready(office):
    case = a_printing_case(office)
    weeks = queries.choices(case).weeks
    assert weeks[0].day >= promises.dates_of(case).ready_on
    answer(case, Choice.LATER, day=weeks[1].day, week=True)
    assert queries.wishes(case).stretch == weeks[1]


def test_a_representative_is_named_and_the_journal_names_nobody(ready):
    answer(ready, Choice.REPRESENT, name="Ahmad Fauzi", relation=Relation.FAMILY)
    wishes = queries.wishes(ready)
    assert (wishes.name, wishes.relation) == ("Ahmad Fauzi", Relation.FAMILY)
    assert last(ready).sentence == "Jawaban pemohon (tautan): diwakilkan kepada anggota satu KK."
    assert "Ahmad" not in str(last(ready).facts)


@pytest.mark.parametrize(
    ("name", "relation"),
    [
        ("", Relation.FAMILY),
        ("3275015206099001", Relation.FAMILY),
        ("Ahmad", Relation.SELF),
        ("Ahmad", None),
        ("A" * 61, Relation.FAMILY),
    ],
    ids=["nobody", "a NIK", "the holder", "no relation", "too long"],
)
def test_a_representative_as_the_office_does_not_let_collect_is_refused(ready, name, relation):
    with pytest.raises(Refused):
        answer(ready, Choice.REPRESENT, name=name, relation=relation)
    assert Answer.objects.count() == 0


def test_family_does_not_collect_where_the_office_says_so(ready, office):
    rule(office, "handover.family_may_collect", 0)
    assert queries.choices(ready).relations == [Relation.ATTORNEY]
    with pytest.raises(Refused):
        answer(ready, Choice.REPRESENT, name="Ahmad", relation=Relation.FAMILY)


def test_nobody_else_is_recorded_in_the_applicants_place(booked):
    with pytest.raises(Refused, match="harus datang sendiri"):
        answer(booked, Choice.REPRESENT, name="Ahmad", relation=Relation.ATTORNEY)


def test_who_collects_and_when_are_said_apart_and_taken_back_together(ready):
    answer(ready, Choice.REPRESENT, name="Ahmad Fauzi", relation=Relation.FAMILY)
    answer(ready, Choice.LATER, day=date(2026, 12, 1))
    wishes = queries.wishes(ready)
    assert (wishes.name, wishes.stretch.day) == ("Ahmad Fauzi", date(2026, 12, 1))
    answer(ready, Choice.KEEP)
    assert queries.wishes(ready) == queries.Wishes()


def test_a_representatives_name_goes_when_the_case_is_over(ready):
    answer(ready, Choice.REPRESENT, name="Ahmad Fauzi", relation=Relation.FAMILY)
    applications.finish_step(ready, "handover", by=ANYBODY, changes={"closed_at": clock.now()}, to="family")
    actions.catch_up(ready)
    assert Answer.objects.get().name == ""


def test_where_the_office_does_not_deliver_that_is_said(ready):
    with pytest.raises(Refused, match="belum mengantar"):
        answer(ready, Choice.DELIVERED)
    assert queries.delivered([ready]) == set()


@pytest.fixture
def delivers(office):
    decide(
        "handover.delivers_home", value=1, valid_from=clock.today(), legal_basis="Uji", by=office.nur.actor, seen=None
    )


def test_who_wants_it_brought_comes_for_nothing_and_nobody_instead(ready, delivers):
    answer(ready, Choice.REPRESENT, name="Ahmad Fauzi", relation=Relation.FAMILY)
    answer(ready, Choice.LATER, day=date(2026, 12, 1))
    given = answer(ready, Choice.DELIVERED)
    assert answer(ready, Choice.DELIVERED).answered_at == given.answered_at
    assert queries.wishes(ready) == queries.Wishes(delivered=True)
    assert "minta diantar ke rumah" in last(ready).sentence
    assert Entry.objects.filter(kind="answer.delivered").count() == 1


@pytest.mark.parametrize(("choice", "wanted"), [
    (Choice.KEEP, {}), (Choice.LATER, {"day": date(2026, 12, 1)}),
    (Choice.REPRESENT, {"name": "Ahmad Fauzi", "relation": Relation.FAMILY}),
])  # fmt: skip
def test_another_way_to_get_it_takes_the_wish_back(ready, delivers, choice, wanted):
    answer(ready, Choice.DELIVERED)
    assert queries.delivered([ready]) == {ready.pk}
    answer(ready, choice, **wanted)
    assert queries.delivered([ready]) == set()


def test_who_wishes_it_while_the_card_is_made_and_then_waits_wishes_it_still(office, delivers):
    case = a_printing_case(office)
    answer(case, Choice.DELIVERED)
    said = promises.current(case).day
    # Another date: another occasion, and another message.
    set_holiday(said, name="Uji", source="local", closed=True, by=office.agus.actor, seen=[])
    assert promises.current(case).day > said
    answer(case, Choice.KEEP)
    assert queries.delivered([case]) == {case.pk}


def test_who_wishes_it_and_keeps_the_same_date_wishes_it_still(office, delivers):
    case = a_printing_case(office)
    answer(case, Choice.DELIVERED)
    answer(case, Choice.KEEP)
    assert queries.delivered([case]) == {case.pk}


def test_who_still_has_to_come_has_nothing_to_be_brought(booked, delivers):
    with pytest.raises(Refused, match="Belum ada yang dapat diantar"):
        answer(booked, Choice.DELIVERED)


def test_who_hands_over_sees_who_wants_it_brought_and_where(office, ready, delivers, signed_in):
    browser = signed_in(office.budi)
    screens = ["/pengambilan/", f"/pengambilan/{ready.number}/"]
    assert not any("minta diantar" in browser.get(one).content.decode() for one in screens)
    answer(ready, Choice.DELIVERED)
    listed, page = (browser.get(one).content.decode() for one in screens)
    assert "minta diantar" in listed
    assert f"</b> {ready.full_address}" in page
    assert "tidak mengantar lagi" not in page
    decide(
        "handover.delivers_home", value=0, valid_from=clock.today(), legal_basis="Uji", by=office.nur.actor, seen=None
    )
    assert "tidak mengantar lagi" in browser.get(screens[1]).content.decode()


def test_nobody_answers_for_another_case(booked):
    other = submitted()
    with pytest.raises(NotAllowed):
        actions.answer(booked, Choice.KEEP, by=actions.holder(other, Via.LINK), via=Via.LINK)
    assert Answer.objects.count() == 0


def test_a_clerk_answers_for_who_is_on_the_telephone(booked, office):
    given = actions.answer(booked, Choice.KEEP, by=office.budi.actor, via=Via.OFFICE)
    assert (given.via, last(booked).by_name) == ("office", "Budi Hartono")
