"""Room on the disk: strangers stop first, staff later, recording last; and what belongs to nobody goes first of all."""

from datetime import timedelta

import pytest
from tests.cast import CARD_DATA, MONDAY, OWNER, a_pdf, draft, submitted

from pasti.applications import actions, documents
from pasti.applications.duties import room
from pasti.applications.models import Application, Document
from pasti.applications.room import make_room
from pasti.journal.models import Entry
from pasti.kit import blobs, clock
from pasti.kit.errors import Refused
from pasti.offices.actions import decide

MB = 1024 * 1024


@pytest.fixture
def disk(monkeypatch):
    """A disk of a size of its own: what is free is what papers have not taken."""

    class Disk:
        size_mb: int = 2000

        def free(self) -> int:
            taken = int(sum(Document.objects.values_list("size", flat=True))) // MB
            return self.size_mb - taken

    made = Disk()
    monkeypatch.setattr(blobs, "free_mb", made.free)
    return made


def add(case: Application, megabytes: int = 1, *, by=OWNER, mark: bytes = b"x") -> Document:
    content = a_pdf(filling=megabytes * MB, letter=mark)
    return documents.add_document(case, "kk", content, "application/pdf", by=by)


def test_the_order_holds_whatever_an_office_decides(office, disk):
    for key, value in (("recording.least_free_disk_mb", 5000), ("applications.least_free_disk_mb_staff", 60)):
        decide(key, value=value, valid_from=MONDAY.date(), legal_basis="SK", by=office.nur.actor)
    assert documents.least_free_mb(OWNER) > documents.least_free_mb(office.budi.actor) > 5000


def test_one_case_takes_so_much(office):
    decide("applications.case_mb", value=10, valid_from=MONDAY.date(), legal_basis="SK", by=office.nur.actor)
    case = draft()
    for mark in (b"a", b"b"):
        add(case, 4, mark=mark)
    with pytest.raises(Refused, match="paling banyak 10 MB"):
        add(case, 4, mark=b"c")
    assert case.documents.count() == 2


def test_the_draft_that_nobody_touched_for_longest_goes_first_and_no_more_than_needed(
    office, disk, django_capture_on_commit_callbacks
):
    cases = {}
    for hours, name in ((9, "new"), (3, "old"), (1, "oldest"), (5, "later")):
        with clock.stopped_at(MONDAY + timedelta(hours=hours)):
            cases[name] = draft()
            add(cases[name], 10, mark=b"%d" % hours)
    empty = draft()
    kept = submitted()
    add(kept, 10, mark=b"k")
    papers = {name: case.documents.get().sha256 for name, case in cases.items()}
    disk.size_mb = 1000 + 50 - 30
    with clock.stopped_at(MONDAY + timedelta(hours=9, minutes=30)), django_capture_on_commit_callbacks(execute=True):
        room()
    states = {name: Application.objects.get(pk=case.pk).state for name, case in cases.items()}
    assert states == {"oldest": "lapsed", "old": "lapsed", "later": "lapsed", "new": "draft"}
    assert [blobs.path_of(papers[name]).exists() for name in ("oldest", "old", "later", "new")] == [False] * 3 + [True]
    assert {Application.objects.get(pk=case.pk).state for case in (empty, kept)} == {"draft", "submitted"}
    assert Entry.objects.filter(kind="application.lapse").count() == 3


def test_while_there_is_room_nothing_goes_and_who_is_at_it_is_spared(office, disk):
    case = draft()
    add(case)
    with clock.stopped_at(MONDAY + timedelta(days=1)):
        assert make_room() == 0
    disk.size_mb = 900
    with clock.stopped_at(MONDAY + timedelta(minutes=59)):
        assert make_room() == 0
    with clock.stopped_at(MONDAY + timedelta(minutes=61)):
        assert (make_room(), make_room()) == (1, 0)


def test_nothing_that_was_handed_in_ever_goes(office, disk):
    cases = [submitted(), actions.ask_for_papers(submitted(), "KK", by=office.budi.actor)]
    for n, case in enumerate(cases):
        add(case, mark=b"%d" % n)
    actions.accept_papers(actions.fill(cases[0], CARD_DATA, by=office.budi.actor), by=office.budi.actor)
    disk.size_mb = 10
    with clock.stopped_at(MONDAY + timedelta(days=20)):
        assert make_room() == 0
    assert Document.objects.count() == 2
