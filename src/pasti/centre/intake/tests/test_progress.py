"""Where cards are: many at once are noted as they would be one by one, and each case hears of its own."""

from datetime import timedelta

import pytest
from tests.cast import MONDAY

from pasti.centre.intake import actions, queries
from pasti.centre.intake.models import Issued, Record
from pasti.centre.intake.tests.packets import told
from pasti.journal.models import Entry
from pasti.link.registry import NeedsPerson
from pasti.link.schema import CardProgress

STEPS = ("SENT_FOR_CARD_PRINTING", "CARD_PRINTED", "CARD_ISSUED")


def case(n: int) -> str:
    return f"3275000000{n:02d}"


def news(n: int, code: str, minutes: int = 0) -> CardProgress:
    return CardProgress(application=case(n), code=code, serial=f"BK{n}", at=MONDAY + timedelta(minutes=minutes))


@pytest.fixture
def released(centre):
    for n in range(1, 5):
        Record.objects.create(
            office=centre, application=case(n), service="NEW", packet=f"p{n}", state="released", released_at=MONDAY
        )
    return centre


def test_many_at_once_are_the_same_as_one_after_the_other(released):
    for step in STEPS:
        actions.note_progress(released, [news(n, step) for n in (1, 2)])
        for n in (3, 4):
            actions.note_progress(released, [news(n, step)])
    rows = Record.objects.order_by("id").values_list("state", "serial")
    assert list(rows) == [("issued", f"BK{n}") for n in range(1, 5)]
    assert {tuple(told(released, case(n))) for n in range(1, 5)} == {STEPS}
    kinds = [tuple(Entry.objects.filter(case=case(n)).values_list("kind", flat=True)) for n in range(1, 5)]
    assert set(kinds) == {("record.begin_printing", "record.print", "record.issue")}
    assert Issued.objects.get().records == 4
    assert queries.totals(queries.counts_by_office())["issued"] == 4


def test_one_case_may_be_in_a_list_more_than_once(released):
    actions.note_progress(released, [news(1, step, minutes) for minutes, step in enumerate(STEPS)])
    assert Record.objects.get(application=case(1)).state == "issued"
    assert told(released, case(1)) == list(STEPS)


def test_late_double_and_unknown_news_are_harmless(released):
    actions.note_progress(released, [news(1, "CARD_PRINTED"), news(1, "CARD_PRINTED"), news(77, "CARD_PRINTED")])
    actions.note_progress(released, [news(1, "SENT_FOR_CARD_PRINTING"), news(1, "CARD_PRINTED")])
    assert told(released, case(1)) == ["CARD_PRINTED"]
    assert Entry.objects.filter(kind__startswith="record.").count() == 1


def test_a_word_that_says_nothing_lets_nothing_of_the_list_stand(released):
    with pytest.raises(NeedsPerson):
        actions.note_progress(released, [news(1, "CARD_PRINTED"), news(2, "ON_THE_MOON")])
    assert set(Record.objects.values_list("state", flat=True)) == {"released"}
