"""A box is counted by scanning: what is missing, lies elsewhere or does not belong there is found and put right."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from pasti.handover import counting, queries, shelf
from pasti.handover.actions import issue_slip
from pasti.handover.models import Card, Finding, ShelfCount
from pasti.handover.tests.test_hand_over import hand_over
from pasti.journal.models import Entry
from pasti.kit.errors import NotAllowed, Refused


def serials(*cases) -> str:
    return "\n".join(case.product for case in cases)


def found() -> list[tuple[str, str, str]]:
    return [(one.kind, one.serial, one.state) for one in Finding.objects.order_by("id")]


def card(case) -> Card:
    made = shelf.card_of(case)
    assert made is not None
    return made


@pytest.fixture
def elsewhere(ready, budi):
    """A card that lies in the second box."""
    case = ready()
    shelf.move_to(card(case), (1, 2), by=budi)
    return case


def test_a_box_in_which_all_lies_is_in_order(ready, budi):
    first, second = ready(), ready()
    row = counting.count(1, 1, serials(second, first), by=budi)
    assert (row.scanned, row.expected, found()) == (2, 2, [])
    assert Entry.objects.get(kind="shelf.count").facts["found"] == 0


def test_what_is_missing_lies_elsewhere_or_is_strange_is_found(ready, elsewhere, budi):
    here, gone, given = ready(), ready(), ready()
    hand_over(given, budi)
    counting.count(1, 1, f"{serials(here, elsewhere, given)}\nXYZ", by=budi)
    assert sorted(found()) == [
        ("misplaced", elsewhere.product, "open"), ("missing", gone.product, "open"),
        ("strange", given.product, "open"), ("strange", "XYZ", "open"),
    ]  # fmt: skip


def test_the_same_count_twice_finds_nothing_new(ready, budi):
    ready()
    counting.count(1, 1, "", by=budi)
    before = found()
    again = counting.count(1, 1, "", by=budi)
    assert found() == before
    assert ShelfCount.objects.count() == 2
    # It is still not in order.
    assert again.findings.count() == Entry.objects.filter(kind="shelf.count").latest("id").facts["found"] == 1


def test_what_was_reported_and_lies_there_still_is_the_same_matter(budi):
    counting.count(1, 1, "XYZ", by=budi)
    counting.report(Finding.objects.get(), by=budi)
    again = counting.count(1, 1, "XYZ", by=budi)
    assert (found(), again.findings.count()) == ([("strange", "XYZ", "reported")], 1)


def test_a_slips_code_stands_for_its_card(ready, budi):
    case = ready()
    counting.count(1, 1, queries.qr_content(issue_slip(case)), by=budi)
    assert found() == []


@pytest.mark.parametrize("typed", ["bk00000001", "  BK00000001 ", "BK00000001, BK00000001", "BK00000001\r\n"])
def test_however_a_reader_types(ready, budi, typed):
    ready()
    row = counting.count(1, 1, typed, by=budi)
    assert (row.scanned, found()) == (1, [])


def test_what_lies_elsewhere_stays_there_or_goes_back(ready, elsewhere, budi):
    counting.count(1, 1, serials(elsewhere), by=budi)
    with pytest.raises(Refused, match="kembalikan"):
        counting.report(Finding.objects.get(), by=budi)
    counting.keep_here(Finding.objects.get(), by=budi)
    assert shelf.place_of(card(elsewhere)) == shelf.Place(1, 1, 1)
    assert found() == [("misplaced", elsewhere.product, "put_right")]


def test_what_was_carried_on_to_a_third_box_stays_in_that(ready, elsewhere, budi):
    counting.count(1, 1, serials(elsewhere), by=budi)
    counting.count(1, 3, serials(elsewhere), by=budi)
    counting.count(1, 1, "", by=budi)
    assert found() == [("misplaced", elsewhere.product, "open")]
    counting.keep_here(Finding.objects.get(), by=budi)
    assert shelf.place_of(card(elsewhere)) == shelf.Place(1, 3, 1)


def test_what_was_put_back_is_settled_by_the_next_count(ready, elsewhere, budi):
    counting.count(1, 1, serials(elsewhere), by=budi)
    counting.count(1, 2, serials(elsewhere), by=budi)
    assert found() == [("misplaced", elsewhere.product, "put_right")]


def test_what_is_reported_missing_is_found_by_a_later_count_of_any_box(ready, budi):
    case = ready()
    counting.count(1, 1, "", by=budi)
    counting.report(Finding.objects.get(), by=budi)
    assert (card(case).state, found()[0][2]) == ("missing", "reported")
    counting.count(1, 2, serials(case), by=budi)
    assert shelf.place_of(card(case)) == shelf.Place(1, 2, 1)
    assert (card(case).state, found()[0][2]) == ("kept", "put_right")


def test_a_card_that_was_overlooked_is_put_right(ready, budi):
    case = ready()
    counting.count(1, 1, "", by=budi)
    counting.report(Finding.objects.get(), by=budi)
    counting.put_right(Finding.objects.get(), by=budi)
    assert (card(case).state, found()[0][2]) == ("kept", "put_right")


@pytest.mark.parametrize("end", [counting.report, counting.put_right])
def test_however_a_finding_ends_its_card_is_locked_first(ready, budi, end):
    ready()
    counting.count(1, 1, "", by=budi)
    finding = Finding.objects.select_related("card").get()
    with CaptureQueriesContext(connection) as asked:
        end(finding, by=budi)
    read = [sql["sql"].split(" WHERE ")[0] for sql in asked if sql["sql"].startswith("SELECT")]
    tables = [name for sql in read for name in ("handover_card", "handover_finding") if f'FROM "{name}"' in sql]
    assert tables[:2] == ["handover_card", "handover_finding"]


def test_a_nik_that_was_scanned_is_not_kept(budi):
    counting.count(1, 1, "3275015206099001", by=budi)
    counting.report(Finding.objects.get(), by=budi)
    assert "3275015206099001" not in Finding.objects.get().serial


def test_a_strange_card_is_reported_or_taken_out(budi):
    counting.count(1, 1, "XYZ", by=budi)
    counting.report(Finding.objects.get(), by=budi)
    assert Entry.objects.get(kind="finding.report").facts["serial"] == "XYZ"
    counting.count(1, 1, "", by=budi)
    assert found() == [("strange", "XYZ", "put_right")]


@pytest.mark.parametrize("who", ["rini", "agus", "nur", "stranger"])
def test_only_who_works_at_the_shelf_counts(ready, office, who):
    ready()
    with pytest.raises(NotAllowed):
        counting.count(1, 1, "", by=getattr(office, who).actor)
    assert ShelfCount.objects.count() == 0


@pytest.mark.parametrize("box", [(0, 1), (1, 11), (3, 1)])
def test_a_box_that_there_is_not(budi, box):
    with pytest.raises(Refused):
        counting.count(*box, "", by=budi)
