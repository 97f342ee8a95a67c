"""How a link is: measured, and written down when it falls and when it is back."""

from datetime import timedelta

import pytest
from tests.cast import MONDAY
from tests.fixtures import OtherNode

from pasti.journal.actors import SYSTEM
from pasti.journal.models import Entry
from pasti.kit import clock
from pasti.link import actions, health, queries
from pasti.link.actions import trust
from pasti.link.contact import note_contact, note_failure
from pasti.link.health import OLD_AFTER, QUIET_AFTER, SLOW_BYTES, LinkCode, link_state
from pasti.link.models import Envelope, Lease, Parcel, Peer
from pasti.link.schema import CardProgress, Said
from pasti.link.tests.other_side import progress, status

SAID = CardProgress.model_validate(progress(1).body)

SECOND, MINUTE = timedelta(seconds=1), timedelta(minutes=1)


@pytest.fixture
def peer(office) -> Peer:
    return Peer.objects.get()


def journalled() -> list[tuple[str, object]]:
    entries = Entry.objects.filter(kind__in=["link.fell", "link.rose"]).order_by("id")
    return [(e.kind, e.facts.get("minutes")) for e in entries]


def test_without_a_centre_there_is_no_link(db):
    state = link_state()
    assert (state.code, state.label, state.since, state.unsent) == (LinkCode.ABSENT, "belum disambungkan", None, 0)


def test_a_centre_that_was_never_heard_is_down(peer):
    Peer.objects.update(last_contact_at=None, round_trip_ms=None)
    state = link_state()
    assert (state.code, state.since, state.last_contact_at) == (LinkCode.DOWN, None, None)


def test_a_link_that_answers_is_up(peer):
    note_contact(peer, 180)
    state = link_state()
    assert (state.code, state.label, state.since) == (LinkCode.UP, "tersambung", None)
    assert (state.round_trip_ms, state.last_contact_at) == (180, MONDAY)


def test_a_link_that_answers_slowly_is_degraded(peer):
    note_contact(peer, 5000)
    assert link_state().code == LinkCode.UP
    note_contact(peer, 5001)
    assert (link_state().code, link_state().label) == (LinkCode.DEGRADED, "tersambung, tetapi lambat")


@pytest.fixture
def under_way(peer):
    actions.send_parcel("ab" * 32, 10_000_000)
    return peer


def test_files_that_hardly_get_on_make_it_degraded_while_there_are_any(under_way):
    note_contact(under_way, 180)
    for pace, code in ((None, "up"), (SLOW_BYTES, "up"), (SLOW_BYTES - 1, "degraded")):
        Peer.objects.update(bytes_per_second=pace)
        state = link_state(Peer.objects.get())
        assert (state.code, state.pace) == (code, pace)
    assert "KB sedetik" in state.why[0]
    Parcel.objects.update(stored_at=MONDAY)
    state = link_state(Peer.objects.get())
    assert (state.code, state.pace, state.why) == (LinkCode.UP, None, [])


@pytest.mark.parametrize("what", ["envelope", "file"])
def test_what_waits_too_long_although_it_answers_makes_it_degraded(peer, what):
    if what == "file":
        actions.send_parcel("ab" * 32, 10)
    else:
        actions.send(Said.CARD_PROGRESS, SAID, key="k")
    for after, code in ((OLD_AFTER, "up"), (OLD_AFTER + SECOND, "degraded")):
        with clock.stopped_at(MONDAY + after):
            note_contact(peer, 180)
            assert link_state().code == code
    with clock.stopped_at(MONDAY + OLD_AFTER + SECOND):
        assert "kiriman tertua menunggu sejak Senin, 23 November 2026 pukul 08.30" in link_state().why[0]
        # What waits for a person does not wait for the line.
        Envelope.objects.update(state="needs_person", needs_person="x")
        Parcel.objects.update(needs_person="x")
        state = link_state()
        assert (state.code, state.unsent, state.oldest_unsent) == (LinkCode.UP, 1, MONDAY)


def test_what_the_centre_gives_no_leave_for_does_not_wait_for_the_line(under_way):
    Lease.objects.create(peer=under_way, service="ektp", number=1, allows=[], until=MONDAY + timedelta(days=1))
    with clock.stopped_at(MONDAY + 2 * OLD_AFTER):
        note_contact(under_way, 180)
        assert link_state().code == LinkCode.UP


def test_a_longer_silence_is_down_since_it_was_last_heard(peer):
    note_contact(peer, 180)
    with clock.stopped_at(MONDAY + QUIET_AFTER):
        assert link_state().code == LinkCode.UP
    with clock.stopped_at(MONDAY + QUIET_AFTER + SECOND):
        state = link_state()
        assert (state.code, state.label, state.since) == (LinkCode.DOWN, "terputus", MONDAY)


def test_it_falls_once_and_rises_once(peer):
    note_contact(peer, 180)
    for seconds in range(0, 200, 10):
        with clock.stopped_at(MONDAY + seconds * SECOND):
            note_failure(peer, "Pusat: NewConnectionError")
            peer.refresh_from_db()
            assert bool(peer.down_since) is (seconds * SECOND > QUIET_AFTER)
    assert journalled() == [("link.fell", None)]
    assert (peer.down_since, peer.last_error) == (MONDAY, "Pusat: NewConnectionError")
    fell = Entry.objects.get(kind="link.fell")
    assert (fell.subject, fell.facts["error"]) == (f"peer:{peer.node_id}", "Pusat: NewConnectionError")
    with clock.stopped_at(MONDAY + timedelta(hours=2)):
        for _time in range(3):
            note_contact(peer, 180)
        assert link_state().code == LinkCode.UP
    assert journalled() == [("link.fell", None), ("link.rose", 120)]
    peer.refresh_from_db()
    assert (peer.down_since, peer.last_error) == (None, "")


def test_one_failure_does_not_make_it_fall(peer):
    note_contact(peer, 180)
    with clock.stopped_at(MONDAY + QUIET_AFTER):
        note_failure(peer, "Pusat: HTTP 502")
    assert journalled() == []
    assert link_state().code == LinkCode.UP


def test_a_centre_that_never_answers_falls_since_it_was_trusted(peer):
    with clock.stopped_at(MONDAY + 2 * MINUTE):
        note_failure(peer, "Pusat: NewConnectionError")
        note_failure(peer, "Pusat: NewConnectionError")
        assert link_state().since == MONDAY
    assert journalled() == [("link.fell", None)]


def test_a_short_fall_lasted_a_minute(peer):
    with clock.stopped_at(MONDAY + 61 * SECOND):
        note_failure(peer, "x")
        note_contact(peer, 1)
    assert journalled() == [("link.fell", None), ("link.rose", 1)]


def test_a_contact_without_a_measure_keeps_the_last_one(peer):
    note_contact(peer, 180)
    note_contact(peer)
    assert link_state().round_trip_ms == 180


def test_what_waits_is_counted_with_the_age_of_the_oldest(peer, room):
    def put(key: str, minutes: int) -> Envelope:
        with clock.stopped_at(MONDAY + minutes * MINUTE):
            return actions.send(Said.CARD_PROGRESS, SAID, key=key)

    assert (link_state().unsent, link_state().oldest_unsent) == (0, None)
    put("b", 5)
    delivered = put("a", 1)
    Envelope.objects.filter(pk=delivered.pk).update(state="delivered")
    Envelope.objects.filter(pk=put("c", 6).pk).update(state="needs_person")
    state = link_state()
    assert (state.unsent, state.oldest_unsent) == (2, MONDAY + 5 * MINUTE)
    with clock.stopped_at(MONDAY + 2 * MINUTE):
        actions.send_parcel("ab" * 32, 10)
    state = link_state()
    assert (state.unsent, state.oldest_unsent) == (3, MONDAY + 2 * MINUTE)


def test_each_peer_has_a_link_of_its_own(centre, tell):
    tell("a")
    assert (link_state(centre).unsent, link_state().code) == (1, LinkCode.ABSENT)


def test_the_outbox_shows_first_what_needs_a_person(centre, tell):
    for code in "abc":
        tell(code)
    Envelope.objects.filter(key="b").update(state="needs_person", needs_person="no application here")
    Envelope.objects.filter(key="c").update(state="delivered")
    assert [e.key for e in queries.outbox()] == ["b", "a"]


def test_many_peers_are_measured_with_as_many_questions_as_one(centre, django_assert_num_queries):
    cards = [OtherNode("office", f"Kantor {n}", f"32.{n:02d}").card for n in range(1, 21)]
    others = [centre] + [trust(card, by=SYSTEM) for card in cards]
    for number, peer in enumerate(others):
        for waiting in range(number % 3):
            actions.send(Said.RECORD_STATUS, status("X"), key=f"k{waiting}", to=peer)
        if number % 2:
            actions.send_parcel("ab" * 32, 10, to=peer)
    Envelope.objects.filter(key="k1").update(state="delivered", created_at=MONDAY - timedelta(days=9))
    with django_assert_num_queries(5):
        found = health.link_states(others)
    assert found == {peer.pk: health.link_state(peer) for peer in others}
    assert {state.unsent for state in found.values()} == {0, 1, 2}
