"""The rules of the centre on a screen: the head changes them, the others read them."""

import pytest
from tests.cast import account

from pasti.accounts.roles import Role
from pasti.centre.authority import queries
from pasti.centre.authority.rules import AWAY_PER_DAY

LIST, RULE = "/pusat/ketentuan/", f"/pusat/ketentuan/{AWAY_PER_DAY}/"
SENT = {
    "office": "",
    "value": "3",
    "valid_from_day": "23",
    "valid_from_month": "11",
    "valid_from_year": "2026",
    "basis": "SK 5",
}


@pytest.fixture
def ratih(centre, signed_in):
    return signed_in(account("ratih", "Ratih", Role.CENTRE_HEAD))


def test_a_rule_is_changed_for_all_and_for_one(ratih, centre):
    assert ratih.post(RULE, SENT)["Location"] == LIST
    assert queries.rule(AWAY_PER_DAY, centre) == 3
    ratih.post(RULE, SENT | {"office": str(centre.pk), "value": "1"})
    assert queries.rule(AWAY_PER_DAY, centre) == 1
    shown = ratih.get(LIST).content.decode()
    assert "SK 5" in shown
    assert "Disdukcapil Kota Bekasi" in shown


@pytest.mark.parametrize(
    "other",
    [{"value": "x"}, {"value": "1001"}, {"basis": ""}, {"office": "99999"}, {"valid_from_year": "2020"}],
    ids=str,
)
def test_what_is_no_decision_is_shown_again(ratih, centre, other):
    answer = ratih.post(RULE, SENT | other)
    assert answer.status_code == 422
    assert "error-summary" in answer.content.decode()
    assert queries.rule(AWAY_PER_DAY, centre) == 10


def test_a_rule_that_is_not_there(ratih):
    assert ratih.get("/pusat/ketentuan/x/").status_code == 404


@pytest.mark.parametrize("role", [Role.CENTRE_OPERATOR, Role.CENTRE_ADMIN])
def test_others_read_and_do_not_change(centre, signed_in, role):
    client = signed_in(account("lain", "Lain", role))
    assert RULE not in client.get(LIST).content.decode()
    assert client.post(RULE, SENT).status_code == 403
    assert queries.rule(AWAY_PER_DAY, centre) == 10
