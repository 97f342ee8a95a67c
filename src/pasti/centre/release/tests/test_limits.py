"""A day's limit per office: beyond it a person decides, and the centre hears of it once a day."""

from datetime import timedelta

import pytest
from tests.cast import MONDAY, account
from tests.fixtures import OtherNode

from pasti.accounts.roles import Role
from pasti.centre.authority import actions as authority
from pasti.centre.authority.rules import AWAY_PER_DAY, HOME_PER_DAY
from pasti.centre.release import queries
from pasti.centre.release.actions import within_limit
from pasti.centre.release.models import Ground, Tally
from pasti.journal.actors import SYSTEM
from pasti.journal.models import Entry
from pasti.kit import clock
from pasti.link.actions import trust


@pytest.fixture
def head(centre):
    return account("ratih", "Ratih", Role.CENTRE_HEAD).actor


def decide(head, value: int, key: str = HOME_PER_DAY, **other) -> None:
    authority.decide(key, value=value, valid_from=MONDAY.date(), basis="SK 1", by=head, **other)


def test_up_to_the_limit_and_no_further(centre, head):
    decide(head, 2)
    assert [within_limit(centre, Ground.HOME) for _ in range(4)] == [True, True, False, False]
    tally = Tally.objects.get()
    assert (tally.home, tally.beyond, tally.alarmed_at) == (2, 2, MONDAY)


def test_the_alarm_is_given_once_a_day(centre, head):
    decide(head, 0)
    for _ in range(3):
        within_limit(centre, Ground.HOME)
    entry = Entry.objects.get(kind="release.limit")
    assert entry.facts == {"office": "Disdukcapil Kota Bekasi", "limit": 0}
    assert [tally.office for tally in queries.alarms(MONDAY.date())] == [centre]
    with clock.stopped_at(MONDAY + timedelta(days=1)):
        within_limit(centre, Ground.HOME)
    assert Entry.objects.filter(kind="release.limit").count() == 2


def test_each_ground_each_office_and_each_day_has_its_own(centre, head):
    karawang = trust(OtherNode("office", "Karawang", "32.15").card, by=SYSTEM)
    decide(head, 1)
    decide(head, 1, AWAY_PER_DAY)
    asked = [(centre, Ground.HOME), (centre, Ground.AWAY), (karawang, Ground.HOME)]
    assert [within_limit(*one) for one in asked * 2] == [True] * 3 + [False] * 3
    with clock.stopped_at(MONDAY + timedelta(days=1)):
        assert within_limit(centre, Ground.HOME)


def test_an_office_may_have_a_limit_of_its_own(centre, head):
    karawang = trust(OtherNode("office", "Karawang", "32.15").card, by=SYSTEM)
    decide(head, 0)
    decide(head, 1, office=karawang)
    assert (within_limit(centre, Ground.HOME), within_limit(karawang, Ground.HOME)) == (False, True)


def test_what_is_unusual_stands_first(centre, head):
    karawang = trust(OtherNode("office", "Karawang", "32.15").card, by=SYSTEM)
    for days in range(1, 29):
        Tally.objects.create(office=centre, day=MONDAY.date() - timedelta(days=days), home=40)
    Tally.objects.create(office=centre, day=MONDAY.date(), home=60, own=400)
    Tally.objects.create(office=karawang, day=MONDAY.date(), away=4, beyond=8)
    found = queries.days(MONDAY.date())
    assert [(day.tally.office, day.unusual, day.usual) for day in found] == [
        (karawang, True, 0.0),
        (centre, False, 40.0),
    ]
