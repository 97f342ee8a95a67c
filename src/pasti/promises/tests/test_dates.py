from datetime import date, datetime, timedelta

import pytest
from tests.cast import LOST, MONDAY, OWNER, accepted, heard_from_the_centre, submitted

from pasti.applications import actions
from pasti.applications.held import record_again
from pasti.applications.lost_card import print_again
from pasti.applications.models import Application
from pasti.applications.ready_days import owner, ready_days
from pasti.appointments import actions as appointments
from pasti.journal.actors import node
from pasti.journal.models import Entry
from pasti.kit import clock
from pasti.link.models import Peer
from pasti.promises import queries

NINE = datetime.fromisoformat("2026-11-24T09:00:00+07:00")
CENTRE = node("centre-1", "Pusat")


def dates(case: Application) -> queries.Dates:
    return queries.dates_of(Application.objects.get(pk=case.pk))


def test_when_to_come_and_by_when_it_is_ready(office):
    case = submitted()
    assert dates(case) == queries.Dates(booking=None, missed=False, ready_on=None)
    booking = appointments.book(case, NINE, by=OWNER)
    assert dates(case) == queries.Dates(booking=booking, missed=False, ready_on=None)
    appointments.close_missed(NINE + timedelta(days=1))
    assert dates(case) == queries.Dates(booking=None, missed=True, ready_on=None)
    assert dates(accepted(office.budi.actor)).ready_on == date(2026, 11, 30)


def test_a_case_that_the_centre_holds_has_no_day_until_it_goes_on(office):
    case = actions.finish_step(accepted(office.budi.actor), "recording", by=office.rini.actor)
    held = actions.hold(case, "x", by=CENTRE)
    told = dates(held)
    assert (told.ready_on, told.promised, told.unsure) == (None, date(2026, 11, 30), "")
    assert [(p.outcome, p.cause) for p in held.promises.all()] == [
        ("moved", "Pusat menahan data ini sampai ada keputusan.")
    ]
    with clock.stopped_at(MONDAY + timedelta(days=1)):
        heard_from_the_centre()
        assert dates(record_again(held, by=office.rini.actor)).ready_on == date(2026, 11, 30)


def test_a_day_is_not_said_while_what_it_rests_on_does_not_stand(office):
    case = accepted(office.budi.actor)
    Peer.objects.update(down_since=MONDAY)
    told = dates(case)
    assert (told.ready_on, told.promised) == (None, date(2026, 11, 30))
    assert told.unsure == (
        "Sambungan ke pusat data Kementerian Dalam Negeri (pusat) sedang terputus sejak pukul 08.30 WIB."
    )
    Peer.objects.update(down_since=None)
    assert dates(case).ready_on == date(2026, 11, 30)


def test_what_does_not_stand_matters_only_to_steps_that_are_still_ahead(office):
    case = actions.finish_step(accepted(office.budi.actor, "LOST", LOST), "centre", by=CENTRE)
    Peer.objects.update(down_since=MONDAY)
    assert dates(case).ready_on == date(2026, 11, 26)


def test_that_it_is_late_is_said_whatever_stands(office):
    case = accepted(office.budi.actor)
    with clock.stopped_at(MONDAY + timedelta(days=9)):
        late = dates(case)
        assert (late.late, late.ready_on) == (True, None)
        assert "terputus" in late.unsure


def test_what_is_ready_is_not_expected_any_more(office):
    case = actions.finish_step(accepted(office.budi.actor, "LOST", LOST), "centre", by=CENTRE)
    assert dates(case).ready_on == date(2026, 11, 26)
    assert dates(actions.finish_step(case, "printing", by=office.joko.actor)).ready_on is None


def test_it_is_late_from_the_day_after(office):
    found = dates(accepted(office.budi.actor))
    with clock.stopped_at(clock.at(date(2026, 11, 30), 23, 59)):
        assert not found.late
    with clock.stopped_at(clock.at(date(2026, 12, 1))):
        assert found.late


def test_overdue_the_oldest_day_first(office):
    second = queries.current(accepted(office.budi.actor))
    with clock.stopped_at(MONDAY - timedelta(days=3)):
        first = queries.current(accepted(office.budi.actor))
    submitted()
    assert first is not None
    assert second is not None
    assert list(queries.overdue(second.day)) == [first]
    assert list(queries.overdue(second.day + timedelta(days=1))) == [first, second]


def test_what_is_ready_or_was_replaced_is_not_overdue(office):
    case = actions.finish_step(accepted(office.budi.actor, "LOST", LOST), "centre", by=CENTRE)
    actions.finish_step(case, "printing", by=office.joko.actor)
    moved = accepted(office.budi.actor)
    moved.promises.update(ended_at=MONDAY, outcome="moved", cause="x")
    assert not queries.overdue(date(2027, 1, 1)).exists()


def test_screens_downstairs_read_the_same_days(office, django_assert_num_queries):
    cases = [accepted(office.budi.actor), submitted(), accepted(office.budi.actor, "KK", {})]
    with django_assert_num_queries(1):
        days = ready_days(cases)
    assert days == {cases[0].pk: date(2026, 11, 30), cases[2].pk: date(2026, 11, 25)}


def test_the_days_have_one_owner():
    with pytest.raises(ValueError, match="knows already on which day"):
        owner(lambda _cases: {})


def test_a_finished_card_that_is_lost_is_promised_anew(office):
    case = accepted(office.budi.actor, "LOST", LOST)
    actions.finish_step(case, "centre", by=CENTRE)
    actions.finish_step(case, "printing", by=office.joko.actor)
    with clock.stopped_at(MONDAY + timedelta(days=21)):
        assert print_again(case, "K-01/14-12-2026", by=office.agus.actor).state == "in_progress"
        promise = queries.current(case)
        assert promise is not None
        assert promise.day > clock.today()
    said = list(Entry.objects.filter(case=case.number).order_by("id").values_list("kind", flat=True))
    assert said.index("application.lost") < len(said) - 1 - said[::-1].index("promise.make")
