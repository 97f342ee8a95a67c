from datetime import timedelta

from tests.cast import MONDAY

from pasti.audit.actions import looked, prune
from pasti.audit.models import Look
from pasti.journal.models import Entry
from pasti.kit import clock


def notes() -> list[tuple[str, str, str, str]]:
    return list(Look.objects.order_by("id").values_list("by_id", "by_name", "what", "subject"))


def test_it_notes_who_looked_at_what_and_when(db):
    looked("account:1", "Budi Hartono", "desk", "application:327548217706")
    assert notes() == [("account:1", "Budi Hartono", "desk", "application:327548217706")]
    assert Look.objects.get().at == MONDAY


def test_every_look_is_noted(db):
    for _ in range(2):
        looked("account:1", "Budi Hartono", "desk", "application:1")
    assert len(notes()) == 2


def test_it_is_no_part_of_the_journal(db):
    looked("account:1", "Budi Hartono", "desk", "application:1")
    assert not Entry.objects.exists()


def test_what_is_older_may_be_pruned_and_the_rest_stays(db):
    for days in (400, 365, 1):
        with clock.stopped_at(MONDAY - timedelta(days=days)):
            looked("account:1", "Budi Hartono", "desk", f"application:{days}")
    assert prune(MONDAY - timedelta(days=365)) == 1
    assert [subject for *_who, subject in notes()] == ["application:365", "application:1"]
    assert prune(MONDAY - timedelta(days=365)) == 0
