"""Side by side: what differs is marked, looks at both people are noted, and only a pressed button decides."""

import pytest
from django.test import Client
from tests.cast import account
from tests.scenes import scene

from pasti.accounts.roles import Role
from pasti.audit.models import Look
from pasti.centre.dedup import gallery
from pasti.centre.dedup.health import findings
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


@scene
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
    assert "Siti Nurja<mark>n</mark>nah" in shown or "Siti Nurjan<mark>n</mark>ah" in shown
    assert "<mark>Bekasi</mark>" not in shown


def test_that_there_are_not_two_to_decide_is_said_and_is_bad(maya, suggestion):
    gallery.ping()
    assert "belum dua" in maya.get(LIST).content.decode()
    assert [text for how, text in findings() if how == "BAD"] == [
        "1 pairs wait for two operators, and there are not two. Open an account."
    ]
    second = account("lukman", "Lukman Hakim", Role.CENTRE_OPERATOR)
    assert "belum dua" not in maya.get(LIST).content.decode()
    assert [text for how, text in findings() if how == "BAD"] == []
    second.is_active = False
    second.save()
    assert "belum dua" in maya.get(LIST).content.decode()


def test_looks_at_both_people_are_noted(maya, suggestion):
    maya.get(at(suggestion))
    looks = set(Look.objects.values_list("by_name", "what", "subject"))
    assert looks == {("Maya Kusumawati", "adjudication", row.subject) for row in (suggestion.record, suggestion.other)}
    maya.get(LIST)
    assert Look.objects.filter(what="suggestion list").count() == 1


@pytest.fixture
def lukman(centre, signed_in) -> Client:
    client: Client = signed_in(account("lukman", "Lukman Hakim", Role.CENTRE_OPERATOR))
    return client


@pytest.fixture
def endang(centre, signed_in) -> Client:
    client: Client = signed_in(account("endang", "Endang Sulastri", Role.CENTRE_HEAD))
    return client


@pytest.mark.parametrize(("button", "result"), [("different", "cleared"), ("same", "duplicate"), ("again", "again")])
def test_two_people_decide_one_after_the_other(maya, lukman, suggestion, button, result):
    answer = maya.post(at(suggestion), {"reason": "Alis berbeda", button: ""}, follow=True)
    assert answer.redirect_chain[-1][0] == LIST
    assert "Pendapat Anda dicatat" in answer.content.decode()
    assert state() == "suspected"
    lukman.post(at(suggestion), {"reason": "Telinga berbeda", button: ""})
    assert state() == result
    shown = maya.get(at(suggestion)).content.decode()
    assert "<textarea" not in shown
    assert [word in shown for word in ("Alis berbeda", "Telinga berbeda", "Maya Kusumawati", "Lukman Hakim")] == [
        True
    ] * 4


def test_nobody_sees_the_first_opinion_before_giving_their_own(maya, lukman, endang, suggestion):
    maya.post(at(suggestion), {"reason": "Alis berbeda", "different": ""})
    for other in (lukman, endang):
        for address in (LIST, at(suggestion)):
            shown = other.get(address).content.decode()
            assert "Alis berbeda" not in shown
            assert "menunggu petugas kedua" in shown or "<textarea" in shown
            assert "Maya Kusumawati, " not in shown
    mine = maya.get(at(suggestion)).content.decode()
    assert "Alis berbeda" in mine
    assert "<textarea" not in mine
    lukman.post(at(suggestion), {"reason": "Telinga sama", "same": ""})
    for other in (endang, lukman):
        assert "Alis berbeda" not in other.get(at(suggestion)).content.decode()
    assert "Telinga sama" not in endang.get(at(suggestion)).content.decode()


def test_the_head_decides_when_two_disagree_and_not_before(maya, lukman, endang, suggestion):
    assert "Putuskan" not in endang.get(LIST).content.decode()
    assert "<textarea" not in endang.get(at(suggestion)).content.decode()
    assert endang.get(f"{at(suggestion)}wajah/baru/").status_code == 404
    maya.post(at(suggestion), {"reason": "Alis", "different": ""})
    lukman.post(at(suggestion), {"reason": "Telinga", "same": ""})
    assert "Putuskan" not in maya.get(LIST).content.decode()
    assert "Putuskan" in endang.get(LIST).content.decode()
    assert endang.get(f"{at(suggestion)}wajah/baru/").status_code == 200
    endang.post(at(suggestion), {"reason": "Sidik jari", "same": ""})
    assert state() == "duplicate"


def test_who_has_given_an_opinion_sees_no_face_any_more(maya, lukman, suggestion):
    face = f"{at(suggestion)}wajah/ada/"
    maya.post(at(suggestion), {"reason": "Alis", "different": ""})
    assert (maya.get(face).status_code, lukman.get(face).status_code) == (404, 200)
    assert maya.post(at(suggestion), {"reason": "Sekali lagi", "different": ""}).status_code == 422
    assert state() == "suspected"


@pytest.mark.parametrize(
    "sent",
    [
        {"reason": "Wajah diperiksa"},
        {"reason": "Wajah diperiksa", "same": "", "different": ""},
        {"reason": "Wajah diperiksa", "different": "", "again": ""},
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


def test_decided_in_two_windows(maya, lukman, suggestion):
    lukman.post(at(suggestion), {"reason": "Wajah diperiksa", "same": ""})
    maya.post(at(suggestion), {"reason": "Wajah diperiksa", "same": ""})
    answer = maya.post(at(suggestion), {"reason": "Lain", "different": ""})
    assert answer.status_code == 422
    assert state() == "duplicate"


def test_what_was_decided_by_another_pair_asks_nobody_any_more(maya, lukman, centre, suggestion):
    intake.adopt(sealed("archive-2", "", nik="3215015206099003", name="Siti Nurjanna"), centre, by=SYSTEM)
    screened(received(centre, "p2", "327500000002", nik="3275015206099004", name="Siti Nurjanah"))
    first, second = Suggestion.objects.filter(record__packet="p2").order_by("pk")[:2]
    for who in (maya, lukman):
        who.post(at(first), {"reason": "Wajah diperiksa", "same": ""})
    page = maya.get(at(second)).content.decode()
    assert "sudah diputuskan lewat kemiripan lain" in page
    assert "menunggu petugas" not in page
    assert at(second) not in maya.get(LIST).content.decode()


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
