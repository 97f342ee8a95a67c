"""Every finished card has a place of its own from the printer to the hand, as far as there is room."""

import pytest
from django.db import IntegrityError, transaction
from tests.cast import MONDAY

from pasti.applications.visits import next_visit
from pasti.applications.whereabouts import whereabouts
from pasti.handover import shelf
from pasti.handover.concerns import concerns
from pasti.handover.models import Card
from pasti.handover.shelf import Place
from pasti.handover.tests.test_hand_over import hand_over
from pasti.journal.models import Entry
from pasti.kit.errors import NotAllowed, Refused
from pasti.offices.actions import decide


@pytest.fixture
def small(office):
    """A shelf of two boxes with two places each."""
    for name, value in (("racks", 1), ("boxes_per_rack", 2), ("cards_per_box", 2)):
        decide(f"handover.{name}", value=value, valid_from=MONDAY.date(), legal_basis="SK", by=office.nur.actor)


def places() -> list[Place | None]:
    return [shelf.place_of(card) for card in Card.objects.order_by("id")]


def card(case) -> Card:
    found = shelf.card_of(case)
    assert found is not None
    return found


def test_each_card_that_is_printed_gets_the_next_place(ready, small):
    for _ in range(4):
        ready()
    assert places() == [Place(1, 1, 1), Place(1, 1, 2), Place(1, 2, 1), Place(1, 2, 2)]


def test_a_place_is_free_again_when_its_card_is_handed_over(ready, small, budi):
    first, second = ready(), ready()
    hand_over(first, budi)
    assert places() == [None, Place(1, 1, 2)]
    assert card(first).state == "handed_over"
    ready()
    assert places()[2] == Place(1, 1, 1)
    assert card(second).state == "kept"


def test_a_full_shelf_stops_no_printing_and_says_so(ready, small, budi):
    cases = [ready() for _ in range(5)]
    assert places()[4] is None
    assert "belum punya tempat" in whereabouts(cases[4]).kept
    assert [concern.sentence for concern in concerns()] == ["1 kartu jadi belum punya tempat di rak."]
    hand_over(cases[1], budi)
    assert shelf.give_places(by=budi) == 1
    assert shelf.give_places(by=budi) == 0
    assert shelf.place_of(card(cases[4])) == Place(1, 1, 2)


def test_a_document_has_no_card(ready):
    assert shelf.card_of(ready("KK")) is None
    assert Card.objects.count() == 0


def test_two_cards_in_one_place_are_refused_by_the_database(ready, small):
    ready()
    other = card(ready())
    with pytest.raises(IntegrityError), transaction.atomic():
        Card.objects.filter(pk=other.pk).update(rack=1, box=1, slot=1)
    with pytest.raises(IntegrityError), transaction.atomic():
        Card.objects.filter(pk=other.pk).update(slot=None)


def test_a_smaller_shelf_leaves_what_lies_where_it_is(ready, small, office):
    for _ in range(3):
        ready()
    decide("handover.boxes_per_rack", value=1, valid_from=MONDAY.date(), legal_basis="SK", by=office.nur.actor)
    ready()
    assert places() == [Place(1, 1, 1), Place(1, 1, 2), Place(1, 2, 1), None]


def test_where_it_lies_is_on_record(ready):
    case = ready()
    entry = Entry.objects.get(kind="card.shelve")
    assert (entry.case, entry.facts["place"]["id"]) == (case.number, "Rak 1 · Kotak 1 · Nomor 1")


# ── a card that is gone ─────────────────────────────────────────────────────────────────────────────────────────────


def test_nobody_is_sent_for_a_card_that_is_gone(ready, budi):
    case = ready()
    shelf.report_missing(card(case), by=budi)
    visit = next_visit(case)
    assert (visit.possible, visit.must) == (False, False)
    assert "sedang dicari" in visit.why_not
    assert places() == [None]
    with pytest.raises(Refused, match="sedang dicari"):
        hand_over(case, budi)
    case.refresh_from_db()
    assert case.state == "ready"


def test_what_is_found_again_has_a_place_and_may_be_collected(ready, budi):
    case = ready()
    shelf.report_missing(card(case), by=budi)
    shelf.found(card(case), by=budi)
    assert places() == [Place(1, 1, 1)]
    assert next_visit(case).possible
    assert hand_over(case, budi)


def test_a_card_is_moved_into_a_box_with_room_only(ready, small, budi):
    cases = [ready() for _ in range(4)]
    with pytest.raises(Refused, match="penuh"):
        shelf.move_to(card(cases[0]), (1, 2), by=budi)
    hand_over(cases[3], budi)
    assert shelf.place_of(shelf.move_to(card(cases[0]), (1, 2), by=budi)) == Place(1, 2, 2)
    assert shelf.place_of(card(cases[0])) == Place(1, 2, 2)


def test_the_head_reports_what_a_batch_lost_and_puts_nothing_on_the_shelf(ready, office):
    case, head = ready(), office.agus.actor
    assert shelf.report_missing(card(case), by=head).state == "missing"
    other = ready()
    Card.objects.filter(application=other).update(rack=None, box=None, slot=None)
    with pytest.raises(NotAllowed):
        shelf.give_places(by=head)


@pytest.mark.parametrize("who", ["rini", "nur", "stranger"])
def test_only_who_works_at_the_shelf_changes_it(ready, office, who):
    case, by = ready(), getattr(office, who).actor
    with pytest.raises(NotAllowed):
        shelf.report_missing(card(case), by=by)
    Card.objects.update(rack=None, box=None, slot=None)
    with pytest.raises(NotAllowed):
        shelf.give_places(by=by)
