"""A day on which somebody wanted to collect, and that the office closes: seen before, taken back, told at once."""

from datetime import date, timedelta

import pytest
from tests.cast import MONDAY

from pasti.answers import actions, queries
from pasti.answers.models import Answer
from pasti.answers.states import Choice, State
from pasti.answers.tests.conftest import a_printing_case, a_ready_case, answer, page, place
from pasti.handover.models import Relation
from pasti.journal.models import Entry
from pasti.kit import clock
from pasti.offices.actions import set_holiday
from pasti.offices.resting import NotSeen

THURSDAY = date(2026, 11, 26)
SAID = "Mohon maaf, kantor tutup: waktu yang Anda pilih, pada Kamis, 26 November 2026, tidak berlaku lagi."


def close(office, day: date = THURSDAY, *seen: str) -> None:
    set_holiday(day, name="Pilkada", source="local", closed=True, by=office.agus.actor, seen=seen)


def test_nothing_is_saved_before_somebody_has_seen_whom_it_meets(ready, office):
    row = answer(ready, Choice.LATER, day=THURSDAY)
    with pytest.raises(NotSeen) as not_seen:
        close(office)
    assert [(met.number, met.key, met.said) for met in not_seen.value.met] == [
        (ready.shown_number, row.subject, "Kamis, 26 November 2026")
    ]
    assert queries.wishes(ready).stretch.day == THURSDAY
    close(office, THURSDAY, row.subject)
    assert queries.wishes(ready).stretch is None
    close(office)
    assert Entry.objects.filter(kind="answer.take_back").count() == 1


def test_its_holder_reads_it_everywhere_and_is_asked_again(ready, office):
    path = place(ready)
    row = answer(ready, Choice.LATER, day=THURSDAY)
    assert "Kami catat: diambil nanti" in page(path)
    close(office, THURSDAY, row.subject)
    shown = page(path)
    assert "Kami catat" not in shown
    assert SAID in shown
    # That the office is closed on it is all that is said of it besides.
    assert "Tutup: Kamis, 26 November 2026 (Pilkada)" in shown
    assert shown.count("26 November") == (SAID + "Tutup: Kamis, 26 November").count("26 November")
    entry = Entry.objects.get(kind="answer.take_back")
    assert (entry.is_public, entry.case, entry.by_name) == (True, ready.number, office.agus.name)
    assert "pada Kamis, 26 November 2026" in entry.sentence
    assert actions.ask(ready).state == State.AWAITED
    answer(ready, Choice.LATER, day=date(2026, 11, 27))
    assert SAID not in page(path)
    assert "26 November" not in page(path)


def test_who_waits_for_the_card_and_chose_a_day_after_it_reads_it_too(office):
    case = a_printing_case(office)
    day = next(one.day for one in queries.choices(case).later_days)
    row = answer(case, Choice.LATER, day=day)
    close(office, day, row.subject)
    assert "kantor tutup: waktu yang Anda pilih" in page(place(case))


def test_a_week_is_taken_back_when_it_begins_or_ends_on_a_closed_day(ready, office):
    row = answer(ready, Choice.LATER, day=date(2026, 11, 30), week=True)
    close(office, date(2026, 12, 2))
    assert queries.wishes(ready).stretch.until == date(2026, 12, 4)
    close(office, date(2026, 12, 4), row.subject)
    assert queries.wishes(ready).stretch is None
    assert str(queries.taken_back(ready).when) == "antara Senin, 30 November 2026 dan Jumat, 4 Desember 2026"


def test_who_was_named_to_come_instead_stays_named(ready, office):
    answer(ready, Choice.LATER, day=THURSDAY)
    row = answer(ready, Choice.REPRESENT, name="Ahmad Fauzi", relation=Relation.FAMILY)
    close(office, THURSDAY, row.subject)
    wishes = queries.wishes(ready)
    assert (wishes.name, wishes.stretch) == ("Ahmad Fauzi", None)


def test_a_day_that_was_given_up_meets_nobody(ready, office):
    answer(ready, Choice.LATER, day=THURSDAY)
    answer(ready, Choice.KEEP)
    close(office)
    assert not Entry.objects.filter(kind="answer.take_back").exists()


def test_cases_are_met_in_their_order_as_all_who_lock_several_take_them(ready, office):
    other = a_ready_case(office)
    rows = [answer(case, Choice.LATER, day=THURSDAY) for case in (other, ready)]
    Answer.objects.filter(pk=rows[1].pk).update(answered_at=MONDAY - timedelta(days=1))
    close(office, THURSDAY, *(row.subject for row in rows))
    met = Entry.objects.filter(kind="answer.take_back").order_by("id").values_list("case", flat=True)
    assert list(met) == [ready.number, other.number]


def test_a_day_that_is_over_is_no_day_any_more_whatever_was_swept(ready):
    answer(ready, Choice.LATER, day=THURSDAY)
    with clock.stopped_at(MONDAY + timedelta(days=3)):
        assert "Kami catat: diambil nanti" in page(place(ready))
    with clock.stopped_at(MONDAY + timedelta(days=4)):
        assert "Kami catat" not in page(place(ready))
        assert "26 November" not in page(place(ready))
        assert queries.wishes(ready).stretch is None
    assert Answer.objects.get().day == THURSDAY
