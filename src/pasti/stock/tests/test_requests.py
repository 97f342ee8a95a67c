"""A request lies ready before the cautious day; the head sends it; the centre's answer is a box to come."""

from datetime import timedelta

import pytest
from tests.cast import ANYBODY, MONDAY

from pasti.journal.models import Entry
from pasti.kit import clock
from pasti.kit.errors import NotAllowed, Refused
from pasti.link.models import Envelope, Peer
from pasti.link.registry import NeedsPerson, appliers
from pasti.link.schema import BlankAllotment, Said
from pasti.offices.actions import decide
from pasti.stock import actions, demand, queries, requests
from pasti.stock.models import Request

TODAY = MONDAY.date()


@pytest.fixture
def short(office, monkeypatch):
    monkeypatch.setattr(demand, "_asked", [lambda: 50])
    return office


@pytest.fixture
def head(office):
    return office.agus.actor


def sent(head):
    return requests.send(requests.draft(), count=3000, letter="470/200/DKPS", by=head)


def answer(request, count, day=TODAY + timedelta(days=7), letter="470/901/Dukcapil"):
    said = BlankAllotment(request=request.key, count=count, day=day, letter=letter, at=clock.now())
    appliers.get(Said.BLANK_ALLOTMENT)(said, Peer.objects.get())
    request.refresh_from_db()
    return request


def test_none_is_drafted_while_there_is_enough(office, monkeypatch):
    monkeypatch.setattr(demand, "_asked", [lambda: 0])
    decide("stock.use_a_day", value=1, valid_from=TODAY, legal_basis="SOP", by=ANYBODY)
    assert requests.draft() is None
    assert not Request.objects.exists()


def test_one_is_drafted_from_the_forecast_once_and_follows_it(short):
    first = requests.draft()
    assert (first.in_stock, first.waiting, first.runs_out) == (20, 50, TODAY)
    assert first.count >= 30
    actions.spoil("BK00000001", "patah", by=ANYBODY)
    again = requests.draft()
    assert (again.pk, again.in_stock) == (first.pk, 19)
    assert Entry.objects.filter(kind="supply.draft").count() == 1


def test_a_box_that_came_takes_the_draft_away(short):
    requests.draft()
    decide("stock.use_a_day", value=10, valid_from=TODAY, legal_basis="SOP", by=ANYBODY)
    actions.receive_delivery(first_serial="AB0001", count=5000, letter="9", by=ANYBODY)
    assert requests.draft() is None
    assert Request.objects.get().state == "dropped"


def test_only_the_head_sends_it_with_a_letter(short, head):
    draft = requests.draft()
    with pytest.raises(NotAllowed):
        requests.send(draft, count=100, letter="1", by=short.joko.actor)
    for count, letter in ((0, "1"), (100, " ")):
        with pytest.raises(Refused):
            requests.send(draft, count=count, letter=letter, by=head)
    assert not Envelope.objects.filter(kind=Said.BLANK_REQUEST).exists()


def test_it_goes_to_the_centre_once_and_no_other_is_drafted_meanwhile(short, head):
    request = sent(head)
    body = Envelope.objects.get(kind=Said.BLANK_REQUEST).body
    assert (body["count"], body["in_stock"], body["waiting"]) == (3000, 20, 50)
    assert requests.draft() is None
    with pytest.raises(NotAllowed):
        requests.send(request, count=3000, letter="1", by=head)


def test_the_centre_reads_how_it_is_when_it_is_sent(short, head, monkeypatch):
    request = requests.draft()
    monkeypatch.setattr(demand, "_asked", [lambda: 70])
    actions.spoil("BK00000001", "patah", by=ANYBODY)
    requests.send(request, count=3000, letter="470/200/DKPS", by=head)
    body = Envelope.objects.get(kind=Said.BLANK_REQUEST).body
    assert (body["in_stock"], body["waiting"]) == (19, 70)


def test_what_is_allotted_is_a_box_to_come_however_often_it_is_said(short, head):
    request = sent(head)
    for _twice in range(2):
        answer(request, 1000)
    assert (request.state, request.allotted) == ("answered", 1000)
    [box] = queries.expected()
    assert (box.count, box.letter, box.day) == (1000, "470/901/Dukcapil", TODAY + timedelta(days=7))
    assert Entry.objects.filter(kind="supply.answer").count() == 1


def test_nothing_is_an_answer_too(short, head):
    request = answer(sent(head), 0, day=None)
    assert (request.state, request.allotted, queries.expected().count()) == ("answered", 0, 0)
    assert requests.draft() is not None


def test_an_answer_that_was_long_on_its_way_expects_the_box_today(short, head):
    answer(sent(head), 10, day=TODAY - timedelta(days=3))
    assert queries.expected().get().day == TODAY


def test_an_answer_to_nothing_waits_for_a_person(short, head):
    with pytest.raises(NeedsPerson):
        answer(Request(key="unknown"), 10)
