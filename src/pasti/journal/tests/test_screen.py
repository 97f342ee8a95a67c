"""The journal as the head of office reads it."""

import pytest
from django.db import transaction
from tests.cast import submitted

from pasti.journal.actions import record
from pasti.journal.actors import SYSTEM


@pytest.fixture
def agus(office, signed_in):
    return signed_in(office.agus)


def rows(client, **asked: str) -> str:
    answer = client.post("/jurnal/", asked)
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


def test_the_pages_of_a_search_post_too(agus):
    case = submitted()
    with transaction.atomic():
        for _time in range(100):
            record("application.submit", subject=case.subject, case=case.number, by=SYSTEM)
    first = rows(agus, q=case.shown_number, kind="application.submit")
    assert f'<input type="hidden" name="q" value="{case.shown_number}">' in first
    assert 'name="page" value="2"' in first
    assert 'href="?' not in first
    second = rows(agus, q=case.shown_number, kind="application.submit", page="2")
    assert case.shown_number in second.partition("</table>")[0]


def test_words_in_an_address_are_not_looked_for(agus):
    case = submitted()
    page = agus.get("/jurnal/", {"q": "3275015206099001"}).content.decode()
    assert case.shown_number in page
    assert 'name="q" value=""' in page


@pytest.mark.parametrize("odd", [{"q": "\0"}, {"kind": "\0"}, {"kind": "no.such"}, {"page": "x"}, {"q": "9" * 5000}])
def test_odd_questions_are_answered(agus, odd):
    rows(agus, **odd)


def test_only_who_may_read_it_does(office, signed_in):
    assert signed_in(office.budi).get("/jurnal/").status_code == 403
