"""The usual week and days that differ."""

from datetime import timedelta

import pytest
from tests.cast import ANYBODY

from pasti.accounts.roles import Role
from pasti.journal.models import Entry
from pasti.kit import clock
from pasti.kit.errors import NotAllowed, Refused
from pasti.roster import actions, queries
from pasti.roster.halves import Half
from pasti.roster.plan import Post
from pasti.roster.tests.duty import TODAY, all_week, dewi, planned

TUESDAY = TODAY + timedelta(days=1)


def of(who, day=TODAY):
    roster = queries.roster(day, day)
    return [(one.half.value, one.post.role, one.post.counter, one.changed) for one in roster.planned
            if one.account == who.pk]  # fmt: skip


def test_the_latest_week_that_has_begun_holds(office):
    planned(office, office.budi, 1)
    first, second = office.counters[1].pk, office.counters[2].pk
    actions.set_pattern(office.budi, all_week(Role.CLERK, second), valid_from=TUESDAY, by=office.agus.actor)
    assert of(office.budi) == [("morning", "clerk", first, False), ("afternoon", "clerk", first, False)]
    assert of(office.budi, TUESDAY) == [("morning", "clerk", second, False), ("afternoon", "clerk", second, False)]


def test_a_week_without_lines_plans_nothing(office):
    planned(office, office.budi, 1)
    actions.set_pattern(office.budi, {}, valid_from=TUESDAY, by=office.agus.actor)
    assert of(office.budi, TUESDAY) == []


def test_a_day_differs_and_the_next_is_as_usual(office):
    planned(office, office.budi, 1)
    actions.set_day(
        office.budi, TODAY, {Half.MORNING: None, Half.AFTERNOON: Post(Role.CLERK, office.counters[3].pk)},
        reason="tukar dengan Dewi", by=office.agus.actor,
    )  # fmt: skip
    assert of(office.budi) == [("afternoon", "clerk", office.counters[3].pk, True)]
    assert len(of(office.budi, TUESDAY)) == 2
    actions.set_day(office.budi, TODAY, {}, by=office.agus.actor)
    assert len(of(office.budi)) == 2


def test_the_same_week_twice_is_one(office):
    planned(office, office.budi, 1)
    planned(office, office.budi, 1)
    assert len(of(office.budi)) == 2


@pytest.mark.parametrize(
    ("role", "number", "why"),
    [
        (Role.RECORDER, 4, "Budi Hartono tidak berperan operator perekaman"),
        (Role.HEAD, None, "tidak berperan kepala"),
        (Role.CLERK, 99, "Loket itu tidak dipakai"),
    ],
)
def test_what_makes_no_sense_is_refused_and_changes_nothing(office, role, number, why):
    counter = office.counters[number].pk if number in office.counters else number
    with pytest.raises(Refused, match=why):
        actions.set_pattern(office.budi, {(0, Half.MORNING): Post(role, counter)}, valid_from=TODAY, by=ANYBODY)
    assert queries.pattern_of(office.budi, TODAY) is None


def test_the_print_room_is_no_counter(office):
    with pytest.raises(Refused, match="ruang cetak"):
        actions.set_pattern(office.joko, all_week(Role.PRINTER, 1), valid_from=TODAY, by=office.agus.actor)


def test_what_is_over_stays(office):
    yesterday = TODAY - timedelta(days=1)
    with pytest.raises(Refused, match="paling awal mulai hari ini"):
        actions.set_pattern(office.budi, {}, valid_from=yesterday, by=office.agus.actor)
    with pytest.raises(Refused, match="sudah lewat"):
        actions.set_day(office.budi, yesterday, {}, by=office.agus.actor)


def test_a_clerk_plans_nobody(office):
    with pytest.raises(NotAllowed):
        actions.set_pattern(office.budi, {}, valid_from=TODAY, by=office.budi.actor)
    with pytest.raises(NotAllowed):
        actions.set_day(office.budi, TODAY, {}, by=office.budi.actor)


def test_a_closed_account_is_planned_no_more(office):
    planned(office, office.budi, 1)
    office.budi.is_active = False
    type(office.budi).objects.filter(pk=office.budi.pk).update(is_active=False)
    assert of(office.budi) == []


def test_the_journal_says_it(office):
    planned(office, office.budi, 1)
    entry = Entry.objects.get(kind="roster.set")
    assert entry.sentence == "Jadwal jaga Budi Hartono ditetapkan mulai Senin, 23 November 2026."


def test_who_can_be_planned(office):
    dewi()
    assert [one.username for one in queries.people()] == ["budi", "dewi", "joko", "rini"]
    assert clock.today() == TODAY
