from django.utils import translation
from tests.cast import ANYBODY

from pasti.journal.models import Entry
from pasti.offices import actions, queries
from pasti.offices.models import Lane, Work


def lane(letter, *serves, **other):
    return actions.set_lane(
        letter, names=("Nama", "Name"), purposes=("Untuk", "For"), serves=serves, by=ANYBODY, **other
    )


def letter_for(work: Work, *, priority: bool = False) -> str:
    found = queries.lane_for(work, priority=priority)
    return found.letter if found else ""


def test_each_kind_of_work_has_its_lane(office):
    assert {work.value: letter_for(work) for work in Work} == {
        "papers-card": "C", "papers-civil": "D", "recording": "B", "handover": "A",
    }  # fmt: skip


def test_who_comes_first_has_a_lane_of_their_own(office):
    assert {letter_for(work, priority=True) for work in Work} == {"P"}


def test_without_a_priority_lane_they_wait_with_the_others(office):
    Lane.objects.filter(letter="P").update(active=False)
    assert letter_for(Work.RECORDING, priority=True) == "B"


def test_where_there_is_only_a_priority_lane_it_takes_everybody(office):
    Lane.objects.filter(letter="B").update(active=False)
    assert letter_for(Work.RECORDING) == "P"


def test_work_that_nobody_does_has_no_lane(office):
    Lane.objects.exclude(letter="C").update(active=False)
    assert letter_for(Work.RECORDING) == ""


def test_of_two_lanes_the_first_letter_is_taken(office):
    lane("E", Work.PAPERS_CARD)
    assert letter_for(Work.PAPERS_CARD) == "C"


def test_a_lane_speaks_both_languages(office):
    made = lane("E", Work.RECORDING)
    assert (made.name, made.purpose) == ("Nama", "Untuk")
    with translation.override("en"):
        assert (made.name, made.purpose) == ("Name", "For")


def test_a_lane_is_made_once_and_then_changed(office):
    made = lane("E", Work.RECORDING, Work.HANDOVER)
    assert (made.serves, made.priority, made.active) == (["handover", "recording"], False, True)
    changed = lane("E", Work.HANDOVER, priority=True, active=False)
    assert (changed.pk, changed.serves, changed.priority, changed.active) == (made.pk, ["handover"], True, False)
    assert Entry.objects.filter(kind="lane.set", subject="lane:E").count() == 2
