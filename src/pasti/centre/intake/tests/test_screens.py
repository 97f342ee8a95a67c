"""What came in and what was released, for the centre's staff; every look is noted."""

import pytest
from tests.cast import MONDAY, account

from pasti.accounts.roles import Role
from pasti.audit.models import Look
from pasti.centre.intake import queries
from pasti.centre.intake.models import Record
from pasti.centre.intake.tests.packets import announced, received, sealed

SCREENS = ["/pusat/masuk/", "/pusat/siap-cetak/"]


@pytest.fixture
def maya(centre, signed_in):
    return signed_in(account("maya", "Maya Kusumawati", Role.CENTRE_OPERATOR))


def page(client, address: str, **asked: str) -> str:
    answer = client.get(address, asked)
    assert answer.status_code == 200
    return str(answer.content.decode())


def test_what_came_in_is_listed_with_a_masked_nik(maya, centre):
    received(centre)
    shown = page(maya, "/pusat/masuk/")
    assert "Siti Nurjanah" in shown
    assert "3275********9001" in shown
    assert "3275015206099001" not in shown
    assert "Siti Nurjanah" not in page(maya, "/pusat/siap-cetak/")


def test_what_was_released_is_listed(maya, centre):
    Record.objects.filter(pk=received(centre).pk).update(state="released", released_at=MONDAY)
    assert "Siti Nurjanah" in page(maya, "/pusat/siap-cetak/")


def test_one_state_only(maya, centre):
    received(centre)
    assert "Siti Nurjanah" in page(maya, "/pusat/masuk/", state="received")
    for state in ("issued", "nonsense", "' or 1=1"):
        assert "Siti Nurjanah" not in page(maya, "/pusat/masuk/", state=state)
        assert list(queries.records(state)) == []


@pytest.mark.parametrize("asked", ["0", "-1", "99", "x", "9" * 30, "\x00"])
def test_a_page_that_is_not_there(maya, centre, asked):
    received(centre)
    assert "Siti Nurjanah" in page(maya, "/pusat/masuk/", page=asked)


def test_looks_are_noted_with_everybody_on_the_list(maya, centre):
    record = received(centre)
    for screen in SCREENS:
        maya.get(screen)
    assert [(look.by_name, look.what, look.listed.split()) for look in Look.objects.order_by("id")] == [
        ("Maya Kusumawati", "intake list", [record.subject]),
        ("Maya Kusumawati", "released list", []),
    ]


def test_counts_of_each_state_and_office(centre):
    received(centre, "p1")
    announced(centre, sealed("p2"), "p2")
    by_office = queries.counts_by_office()
    assert by_office == {centre.pk: {"received": 1, "announced": 1}}
    assert {state: n for state, n in queries.totals(by_office).items() if n} == {"received": 1, "announced": 1}


@pytest.mark.parametrize("screen", SCREENS)
@pytest.mark.parametrize("role", [Role.CLERK, Role.HEAD, Role.ADMIN, None])
def test_others_do_not_come_in(centre, signed_in, screen, role):
    who = signed_in(account("lain", "Lain", *([role] if role else [])))
    assert who.get(screen).status_code == 403
    assert Look.objects.count() == 0
