"""The head of the centre decides how much an office may have, from a day on, with a basis."""

from datetime import timedelta

import pytest
from tests.cast import MONDAY, account
from tests.fixtures import OtherNode

from pasti.accounts.roles import Role
from pasti.centre.authority import queries
from pasti.centre.authority.actions import decide
from pasti.centre.authority.rules import AWAY_PER_DAY, HOME_PER_DAY, KNOWN
from pasti.journal.actors import SYSTEM
from pasti.journal.models import Entry
from pasti.kit import clock
from pasti.kit.errors import NotAllowed, Refused
from pasti.link.actions import trust

TODAY = MONDAY.date()


@pytest.fixture
def head(centre):
    return account("ratih", "Ratih", Role.CENTRE_HEAD).actor


def test_without_a_decision_the_default_holds(centre):
    assert [queries.rule(key, centre) for key in KNOWN] == [rule.default for rule in KNOWN.values()]


def test_every_rule_states_its_basis_and_lies_within_its_bounds():
    for rule in KNOWN.values():
        assert rule.at_least <= rule.default <= rule.at_most
        assert rule.basis


def test_it_holds_from_its_day_on(centre, head):
    decide(AWAY_PER_DAY, value=3, valid_from=TODAY + timedelta(days=2), basis="SK 1", by=head)
    assert queries.rule(AWAY_PER_DAY, centre) == 10
    with clock.stopped_at(MONDAY + timedelta(days=2)):
        assert queries.rule(AWAY_PER_DAY, centre) == 3


def test_an_office_s_own_rule_goes_before_the_one_for_all(centre, head):
    karawang = trust(OtherNode("office", "Karawang", "32.15").card, by=SYSTEM)
    decide(HOME_PER_DAY, value=5, valid_from=TODAY, basis="SK 1", office=karawang, by=head)
    decide(HOME_PER_DAY, value=7, valid_from=TODAY, basis="SK 2", by=head)
    assert (queries.rule(HOME_PER_DAY, karawang), queries.rule(HOME_PER_DAY, centre)) == (5, 7)
    decide(HOME_PER_DAY, value=9, valid_from=TODAY, basis="SK 3", by=head)
    assert queries.rule(HOME_PER_DAY, centre) == 9
    entry = Entry.objects.filter(kind="authority.decide").order_by("id").first()
    assert entry is not None
    assert (entry.facts["office"], entry.by_name) == ("Karawang", "Ratih")


@pytest.mark.parametrize(
    "other", [{"value": 10_001}, {"value": -1}, {"basis": "  "}, {"valid_from": TODAY - timedelta(days=1)}], ids=str
)
def test_what_is_no_decision_is_refused(centre, head, other):
    with pytest.raises(Refused):
        decide(HOME_PER_DAY, **({"value": 5, "valid_from": TODAY, "basis": "SK 1"} | other), by=head)
    assert queries.rule(HOME_PER_DAY, centre) == 500


@pytest.mark.parametrize("role", [role for role in Role if role != Role.CENTRE_HEAD])
def test_only_the_head_decides(centre, role):
    with pytest.raises(NotAllowed):
        decide(HOME_PER_DAY, value=5, valid_from=TODAY, basis="SK 1", by=account("x", "X", role).actor)
