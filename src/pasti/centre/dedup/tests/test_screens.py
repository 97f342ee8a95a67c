"""Side by side: what differs is marked, looks at both people are noted, and only a pressed button decides."""

import pytest
from django.test import Client
from tests.cast import account

from pasti.accounts.roles import Role
from pasti.audit.models import Look
from pasti.centre.dedup.models import Suggestion
from pasti.centre.dedup.tests.flow import screened
from pasti.centre.intake import actions as intake
from pasti.centre.intake.models import Record
from pasti.centre.intake.tests.packets import received, sealed
from pasti.journal.actors import SYSTEM

LIST = "/pusat/kemiripan/"


@pytest.fixture
def maya(centre, signed_in) -> Client:
    client: Client = signed_in(account("maya", "Maya Kusumawati", Role.CENTRE_OPERATOR))
    return client


@pytest.fixture
def suggestion(centre) -> Suggestion:
    intake.adopt(sealed("archive-1", "", nik="3215015206099002", name="Siti Nurjannah"), centre, by=SYSTEM)
    screened(received(centre))
    return Suggestion.objects.get()


def at(suggestion: Suggestion) -> str:
    return f"{LIST}{suggestion.pk}/"


def state() -> str:
    return Record.objects.get(packet="p1").state


def test_both_records_side_by_side(maya, suggestion):
    assert at(suggestion) in maya.get(LIST).content.decode()
    shown = maya.get(at(suggestion)).content.decode()
    assert "<mark>Siti Nurjanah</mark>" in shown
    assert "Siti Nurjannah" in shown
    assert "<mark>Bekasi</mark>" not in shown


def test_looks_at_both_people_are_noted(maya, suggestion):
    maya.get(at(suggestion))
    looks = set(Look.objects.values_list("by_name", "what", "subject"))
    assert looks == {("Maya Kusumawati", "adjudication", row.subject) for row in (suggestion.record, suggestion.other)}
    maya.get(LIST)
    assert Look.objects.filter(what="suggestion list").count() == 1


@pytest.mark.parametrize(("button", "result"), [("different", "cleared"), ("same", "duplicate")])
def test_decided(maya, suggestion, button, result):
    answer = maya.post(at(suggestion), {"reason": "Wajah diperiksa", button: ""})
    assert answer["Location"] == LIST
    assert state() == result
    shown = maya.get(at(suggestion)).content.decode()
    assert "Wajah diperiksa" in shown
    assert "<textarea" not in shown


@pytest.mark.parametrize(
    "sent",
    [
        {"reason": "Wajah diperiksa"},
        {"reason": "Wajah diperiksa", "same": "", "different": ""},
        {"reason": "", "same": ""},
        {"reason": "   ", "different": ""},
        {"reason": "x" * 301, "different": ""},
        {"reason": "sama dengan 3215015206099002", "same": ""},
        {"different": ""},
    ],
    ids=str,
)
def test_what_is_no_decision_decides_nothing(maya, suggestion, sent):
    answer = maya.post(at(suggestion), sent)
    assert answer.status_code == 422
    assert "error-summary" in answer.content.decode()
    assert state() == "suspected"


def test_decided_in_two_windows(maya, suggestion):
    maya.post(at(suggestion), {"reason": "Wajah diperiksa", "same": ""})
    answer = maya.post(at(suggestion), {"reason": "Lain", "different": ""})
    assert answer.status_code == 422
    assert state() == "duplicate"


@pytest.mark.parametrize("number", ["999999", "9" * 30])
def test_what_is_not_there_is_not_found(maya, number):
    assert maya.get(f"{LIST}{number}/").status_code == 404


def test_an_administrator_sees_the_list_and_does_not_decide(suggestion, signed_in):
    tono = signed_in(account("tono", "Tono Suhendar", Role.CENTRE_ADMIN))
    shown = tono.get(LIST).content.decode()
    assert "Siti Nurjannah" in shown
    assert at(suggestion) not in shown
    assert tono.get(at(suggestion)).status_code == 403
    assert tono.post(at(suggestion), {"reason": "x", "same": ""}).status_code == 403
    assert state() == "suspected"


@pytest.mark.parametrize("role", [Role.CLERK, Role.PRINTER, Role.HEAD, Role.ADMIN])
def test_nobody_of_an_office_comes_in(suggestion, signed_in, role):
    client = signed_in(account("lain", "Lain", role))
    assert client.get(LIST).status_code == client.get(at(suggestion)).status_code == 403
