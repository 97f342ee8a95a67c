"""The journal as the head of office reads it."""

import pytest
from tests.cast import submitted

from pasti.journal.actions import record
from pasti.journal.actors import SYSTEM


@pytest.fixture
def agus(office, signed_in):
    return signed_in(office.agus)


def rows(client, **asked: str) -> str:
    answer = client.get("/jurnal/", asked)
    assert answer.status_code == 200
    body: str = answer.content.decode().partition("<tbody>")[2]
    return body


def test_a_case_is_found_as_people_write_its_number(agus):
    case = submitted()
    assert case.shown_number in rows(agus, q=case.shown_number)
    assert case.shown_number in rows(agus, q=case.number)
    assert case.shown_number not in rows(agus, q="peer:centre-id-1")


def test_a_subject_is_found_with_its_hyphens(agus, peer_subject):
    assert peer_subject in rows(agus, q=peer_subject)


@pytest.fixture
def peer_subject(office) -> str:
    subject = "peer:centre-id-0123"
    record("link.trusted", subject=subject, by=SYSTEM, peer="Pusat", role="centre")
    return subject


@pytest.mark.parametrize("odd", [{"q": "\0"}, {"kind": "\0"}, {"kind": "no.such"}, {"page": "x"}, {"q": "9" * 5000}])
def test_odd_questions_are_answered(agus, odd):
    rows(agus, **odd)


def test_only_who_may_read_it_does(office, signed_in):
    assert signed_in(office.budi).get("/jurnal/").status_code == 403
