"""A clock set back an hour, or forward and back again, stops nothing: all that waits goes on within a minute."""

from datetime import datetime, timedelta

import pytest
from django.apps import apps
from django.db import models

from pasti.audit.actions import looked
from pasti.audit.models import Look
from pasti.centre.dedup.models import Search
from pasti.centre.release.models import Release
from pasti.centre.release.tests.granted import granted
from pasti.dashboard import queries as dashboard
from pasti.journal import followers
from pasti.journal.heads import Place, Words, hear
from pasti.journal.models import Entry, Head, Snag
from pasti.kit import claims, clock, clock_watch, limits, waits
from pasti.kit.duties import duties
from pasti.kit.models import Beat
from pasti.link import actions as link
from pasti.link import applying, arriving, caller, health, inbox, outbox, parcels
from pasti.link.models import Envelope, Parcel, ParcelIn, Peer, Received
from pasti.link.schema import CardProgress, Said
from pasti.link.tests.other_side import CASE, progress
from pasti.queue import actions as queue
from pasti.queue import queries as board
from tests.cast import ANYBODY, MONDAY

BEFORE, AFTER = MONDAY + timedelta(hours=1), MONDAY + timedelta(seconds=10)


def beat(at: datetime) -> None:
    """The work process runs its duty, and notes that it did."""
    with clock.stopped_at(at):
        duties.get(clock_watch.DUTY).act()
        Beat.objects.update_or_create(pk=clock_watch.DUTY, defaults={"last_run_at": at})


@pytest.fixture(params=["set back", "set forward and back"])
def wrong(request, db):
    """Until now the clock said an hour more."""
    if request.param == "set forward and back":
        beat(MONDAY)
    beat(BEFORE)
    return BEFORE


def report(key: str) -> Envelope:
    return link.send(Said.CARD_PROGRESS, CardProgress(application=CASE, code="X", serial=key, at=MONDAY), key=key)


def test_every_wait_of_every_room_is_known():
    named = {
        (model, field.name)
        for model in apps.get_models()
        for field in model._meta.concrete_fields
        if type(field) is models.DateTimeField
        and field.name in ("not_before", "in_flight_since", "whole_at", "queued_at")
    }
    assert named - waits.columns() == set()
    assert {model for model in apps.get_models() if issubclass(model, claims.Claimed)} <= {
        m for m, _ in waits.columns()
    }


def test_the_link_goes_on(office, wrong):
    peer = Peer.objects.get()
    with clock.stopped_at(wrong):
        lost = report("lost on the way")
        outbox.claim(peer)
        report("waits")
        late = report("failed often")
        Envelope.objects.filter(pk=late.pk).update(attempts=6, not_before=wrong + timedelta(minutes=1))
        parcel = link.send_parcel("a" * 64, 5)
        arrived = ParcelIn.objects.create(
            peer=peer, sha256="b" * 64, size=1, stored_at=wrong, not_before=wrong + timedelta(minutes=10), hear_tries=9
        )
        inbox._store(peer, progress(1))
        Peer.objects.update(held=1, last_contact_at=wrong)
        Received.objects.update(attempts=9, not_before=wrong + timedelta(minutes=21))
    beat(AFTER)
    Parcel.objects.update(peer=peer)
    Peer.objects.update(url="http://127.0.0.1:1")
    with clock.stopped_at(AFTER):
        assert {envelope.key for envelope in outbox.claim(peer)} == {"waits", "failed often"}
        assert [one.pk for one in parcels.due()] == [parcel.pk]
        arriving.hear_due()
        arrived.refresh_from_db()
        assert arrived.heard_at == AFTER
        applying.apply_due(Peer.objects.get(), most=9)
        assert Received.objects.get().attempts == 10
    with clock.stopped_at(AFTER + outbox.STALE_AFTER + timedelta(seconds=1)):
        # As long after as ever.
        outbox.sweep()
        lost.refresh_from_db()
        assert lost.state == "waiting"


def test_that_the_other_end_is_silent_is_noticed(office, wrong):
    Peer.objects.update(last_contact_at=wrong)
    beat(AFTER)
    with clock.stopped_at(AFTER + timedelta(seconds=31)):
        caller.note_failure(Peer.objects.get(), "no route")
        assert health.link_state().code == "down"
        assert Entry.objects.filter(kind="link.fell").exists()


def test_what_a_follower_set_aside_is_tried(office, wrong):
    follower = next(iter(followers.followers))
    entry = Entry.objects.earliest("id")
    Snag.objects.create(follower=follower.name, entry=entry, error="x", not_before=wrong + timedelta(minutes=55))
    beat(AFTER)
    with clock.stopped_at(AFTER):
        followers.retry_snags(follower)
    assert not Snag.objects.filter(attempts=1).exists()


def test_nobody_is_shut_out_for_longer(office, wrong):
    scope = limits.Scope("test", within=timedelta(minutes=5), each=1)
    with clock.stopped_at(wrong):
        limits.count_attempt(scope, None, also={"nur": 1})
    beat(AFTER)
    with clock.stopped_at(AFTER):
        limits.count_attempt(scope, None, also={"nur": 1})
        with pytest.raises(limits.TooOften):
            limits.count_attempt(scope, None, also={"nur": 1})


def test_the_hall_keeps_its_order_and_shows_who_is_called(office, wrong):
    with clock.stopped_at(wrong):
        for _person in range(3):
            queue.issue_ticket(office.lanes["C"], by=ANYBODY)
        queue.call_next(office.counters[1], by=ANYBODY)
    beat(AFTER)
    with clock.stopped_at(AFTER + timedelta(seconds=5)):
        queue.issue_ticket(office.lanes["C"], by=ANYBODY)
        called = queue.call_next(office.counters[2], by=ANYBODY)
        assert called is not None
        assert called.number == "C-002"
        shown = board.board()
        assert [ticket.number for ticket in (shown.latest, *shown.before) if ticket] == ["C-002", "C-001"]


def test_the_centre_goes_on(centre, wrong):
    with clock.stopped_at(wrong):
        release = granted(centre, "p1", case=CASE)
        Search.objects.create(record=release.record, state=Search.State.ASKED, not_before=wrong + claims.LEASE)
        Release.objects.update(not_before=wrong + claims.LEASE, tries=1)
    beat(AFTER)
    with clock.stopped_at(AFTER):
        assert claims.claim(Release.objects.all()) is not None
        assert claims.claim(Search.objects.all()) is not None


def test_what_is_kept_of_other_nodes_and_of_looks_goes_on(office, wrong):
    with clock.stopped_at(wrong):
        hear("x", "X", Words(Place(1, "a" * 64)))
        looked("1", "Budi", "case", "application:1", again_after=timedelta(minutes=5))
    beat(AFTER)
    with clock.stopped_at(AFTER + timedelta(minutes=2)):
        hear("x", "X", Words(Place(2, "b" * 64)))
        for _again in range(2):
            looked("1", "Budi", "case", "application:1", again_after=timedelta(minutes=5))
    assert Head.objects.filter(position=2).exists()
    assert Look.objects.filter(subject="application:1").count() == 2


def test_it_is_written_down_once_and_shown_for_a_day(office, wrong):
    for at in (AFTER, AFTER, AFTER + timedelta(seconds=4)):
        beat(at)
    (entry,) = Entry.objects.filter(kind="clock.set_back")
    assert entry.facts["minutes"] == 60
    assert "mundur 60 menit" in entry.sentence
    for hours, shown in ((0, True), (23, True), (25, False)):
        with clock.stopped_at(AFTER + timedelta(hours=hours)):
            said = [matter.sentence for matter in dashboard.matters(dashboard.today()) if matter.place == "journal"]
            assert bool(said) == shown


def test_a_clock_that_goes_on_is_no_news(office):
    for seconds in (0, 5, 3, 3605, 3600):
        beat(MONDAY + timedelta(seconds=seconds))
    assert not Entry.objects.filter(kind="clock.set_back").exists()
