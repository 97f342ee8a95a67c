"""The history of every need, and the incidents that follow from it."""

from datetime import timedelta

from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.cast import ANYBODY, MONDAY
from tests.examples import examples
from tests.scenes import scene

from pasti.journal.models import Entry
from pasti.link.models import Lease, Peer
from pasti.offices.actions import decide
from pasti.readiness import queries, watch
from pasti.readiness.models import Incident, Interval
from pasti.readiness.needs import Cause, Need, State
from pasti.readiness.tests.watching import begin, later, link, looked, of, only, watched

HOUR = 3600


@scene
def watching(office):
    """The link is up, and everything was looked at once."""
    begin()
    return office


def test_what_stands_at_first_is_the_beginning_of_its_history(watching):
    assert of("link") == [("up", 0, None)]
    assert {row.need for row in Interval.objects.all()} == set(Need.values)
    assert not Incident.objects.exists()
    assert not Entry.objects.filter(kind="need.fell").exists()


def test_looking_again_writes_nothing(watching):
    before = list(Interval.objects.values())
    with later(seconds=5):
        link(up=True)
        watch.look_at_all()
    assert list(Interval.objects.values()) == before


def test_a_need_that_falls_opens_an_incident_and_is_told_once(watching):
    watched(30, up=False)
    watched(35, up=False)
    assert of("link") == [("up", 0, 30), ("down", 30, None)]
    incident = only()
    assert (incident.number, incident.state, incident.cause, incident.by_probe) == (
        "001/2026", "open", Cause.UNKNOWN, True,
    )  # fmt: skip
    assert incident.starts_at == MONDAY + timedelta(seconds=30)
    fell = Entry.objects.get(kind="need.fell")
    assert fell.sentence == "Tidak berfungsi: sambungan ke pusat (terputus)."
    assert fell.facts["incident"] == incident.pk
    with later(seconds=40):
        link = queries.stands(Need.LINK)
        assert (link.stands, link.incident) == (False, incident)
        assert link.told == (
            "Sambungan ke pusat data Kementerian Dalam Negeri (pusat) sedang terputus sejak pukul 08.30 WIB. "
            "Belum diketahui kapan pulih."
        )


def test_since_when_it_was_down_is_when_it_was_heard_of_last(watching):
    with later(seconds=60):
        Peer.objects.update(down_since=MONDAY + timedelta(seconds=20))
        watch.look_at_all()
    assert of("link") == [("up", 0, 20), ("down", 20, None)]


def test_it_rises_after_a_minute_and_the_incident_is_over_after_an_hour(watching):
    watched(30, up=False)
    watched(90, up=True)
    watched(120, up=True)
    assert of("link")[-1] == ("down", 30, None)
    for seconds in range(150, 3800, 90):
        watched(seconds, up=True)
    assert of("link") == [("up", 0, 30), ("down", 30, 90), ("up", 90, None)]
    assert Entry.objects.get(kind="need.rose").sentence == "Berfungsi lagi setelah 1 menit: sambungan ke pusat."
    incident = only()
    assert (incident.state, incident.closed_by) == ("closed", "Pasti")
    assert incident.ended_at == MONDAY + timedelta(seconds=90)


def test_a_link_that_comes_and_goes_is_one_incident(watching):
    for minute in range(0, 90, 2):
        watched(minute * 60 + 60, up=False)
        watched(minute * 60 + 150, up=True)
    assert only().state == "open"


def test_what_falls_again_soon_after_somebody_closed_it_is_the_same_incident(watching):
    from pasti.readiness.actions import close_incident

    watched(30, up=False)
    watched(90, up=True)
    with later(seconds=200):
        link(up=True)
        watch.look_at_all()
        close_incident(only(), by=watching.agus.actor)
    assert only().state == "closed"
    watched(300, up=False)
    assert (only().state, only().ended_at) == ("open", None)
    assert Entry.objects.filter(kind="incident.reopen").count() == 1


def test_an_office_decides_for_how_long_it_is_the_same_incident(watching):
    decide("readiness.same_incident_minutes", value=5, valid_from=MONDAY.date(), legal_basis="SOP", by=ANYBODY)
    watched(30, up=False)
    for seconds in range(60, 480, 60):
        watched(seconds, up=True)
    assert only().state == "closed"
    looked(800 / HOUR, up=False)
    assert Incident.objects.count() == 2


def test_a_lease_that_ran_out_without_the_link_belongs_to_the_incident_of_the_link(watching):
    Lease.objects.create(
        peer=Peer.objects.get(), service="ektp", number=1, allows=["record", "send", "print"],
        until=MONDAY + timedelta(minutes=5), since=MONDAY,
    )  # fmt: skip
    for seconds in (30, 100, 200, 301):
        watched(seconds, up=False)
    assert only().needs == ["link", "may_record", "may_send", "may_print"]


def test_a_lease_that_is_withdrawn_is_one_incident_for_all_that_it_stops(watching):
    Lease.objects.create(
        peer=Peer.objects.get(), service="ektp", number=1, allows=["send"], until=MONDAY + timedelta(days=3),
        since=MONDAY, reason="Penyalahgunaan", letter="470/1",
    )  # fmt: skip
    watch.look_at_all()
    incident = only()
    assert (incident.cause, incident.needs) == (Cause.SANCTION, ["may_record", "may_print"])
    assert {row.state for row in Interval.objects.filter(incident=incident)} == {State.REVOKED}


def test_a_new_office_that_has_nothing_yet_has_no_incident(office):
    begin()
    Peer.objects.all().delete()
    watch.look_at_all()
    assert queries.stands(Need.LINK).absent
    assert Interval.objects.get(need="link", until=None).state == State.DOWN
    assert not Incident.objects.exists()


def test_while_nobody_watched_nothing_is_known(watching):
    watched(30, up=False)
    watched(HOUR, up=False)
    assert of("link")[-1] == ("unknown", 30, None)
    watched(HOUR + 60, up=False)
    assert of("link") == [("up", 0, 30), ("down", 30, 30), ("unknown", 30, HOUR), ("down", HOUR, None)]
    assert Entry.objects.filter(kind="need.fell").count() == 1
    assert Incident.objects.count() == 1


def test_what_has_not_answered_yet_in_the_morning_has_not_fallen(watching):
    """The computer was off at night: the first looks find a link that is silent, and a minute later it has answered."""
    night = 20 * HOUR
    for seconds, up in ((night, False), (night + 5, False), (night + 30, True), (night + 90, True)):
        watched(seconds, up=up)
    assert of("link") == [("up", 0, 0), ("unknown", 0, night + 30), ("up", night + 30, None)]
    assert not Incident.objects.exists()


def test_the_reason_is_kept_in_both_languages(watching):
    watched(30, up=False)
    kept = Interval.objects.get(need="link", state="down").why
    assert (kept.in_language("id"), kept.in_language("en")) == ("terputus", "down")


def test_two_who_watch_at_once_write_it_once(watching):
    with later(seconds=30):
        link(up=False)
        watch._write_down()
        watch._write_down()
    assert Entry.objects.filter(kind="need.fell").count() == 1
    assert Incident.objects.count() == 1


SAMPLES = st.lists(st.tuples(st.booleans(), st.integers(1, 4000)), min_size=1, max_size=25)


@settings(max_examples=examples(25), deadline=None, database=None, suppress_health_check=list(HealthCheck))
@given(samples=SAMPLES)
def test_however_it_comes_and_goes_there_are_few_incidents_and_times_add_up(watching, samples):
    with transaction.atomic():
        seconds = 0
        for up, after in samples:
            seconds += after
            watched(seconds, up=up)
        first, last = MONDAY, MONDAY + timedelta(seconds=seconds)
        rows = queries.intervals(Need.LINK, first, last)
        assert [row.since for row in rows[1:]] == [row.until for row in rows[:-1]]
        assert sum(((row.until - row.since) for row in rows), timedelta(0)) == last - first
        hours = seconds / HOUR
        assert Incident.objects.count() <= 1 + hours
        assert Incident.objects.filter(state="open").count() <= 1
        fallen = Interval.objects.filter(need="link", state="down")
        assert not fallen.filter(incident=None).exists()
        told = Entry.objects.filter(kind__in=["need.fell", "need.rose"], subject="need:link").order_by("id")
        kinds = list(told.values_list("kind", flat=True))
        assert kinds == ["need.fell", "need.rose"] * (len(kinds) // 2) + ["need.fell"] * (len(kinds) % 2)
        transaction.set_rollback(True)


def test_how_long_it_did_not_stand_is_counted_in_working_time(office):
    """Down from 14.50 on Monday (it closes at 15.30) to 08.20 on Tuesday (it opens at 8)."""
    fell, rose = MONDAY + timedelta(hours=6, minutes=20), MONDAY + timedelta(hours=23, minutes=50)
    assert queries.working_time([(fell, rose)]) == timedelta(minutes=60)
    assert queries.working_time([(fell, rose - timedelta(minutes=5))]) == timedelta(minutes=55)
    assert queries.working_time([]) == timedelta(0)
