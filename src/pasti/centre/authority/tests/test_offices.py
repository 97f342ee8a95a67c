"""The offices that the centre knows, how their links are, and our own card to compare keys by telephone."""

import pytest
from tests.cast import account

from pasti.accounts.roles import CENTRE_ROLES, Role
from pasti.link import cards, queries

LIST = "/pusat/kantor/"


@pytest.mark.parametrize("role", CENTRE_ROLES)
def test_the_screen_lists_offices_and_our_own_card(centre, signed_in, role):
    shown = signed_in(account("x", "X", role)).get(LIST).content.decode()
    assert "Disdukcapil Kota Bekasi" in shown
    assert cards.ours(queries.this_node()).text() in shown
    assert "/pusat/undangan/" in shown


@pytest.mark.parametrize("role", [Role.ADMIN, Role.HEAD, Role.CLERK])
def test_nobody_of_an_office_comes_in(centre, signed_in, role):
    assert signed_in(account("lain", "Lain", role)).get(LIST).status_code == 403
