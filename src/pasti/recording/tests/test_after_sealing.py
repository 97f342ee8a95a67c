"""A sealed packet on its way: sent, stored at the centre, and deleted here some days later."""

from datetime import date, timedelta

import pytest
from tests.cast import MONDAY

from pasti.applications.actions import note_status
from pasti.applications.models import Application, RecordStatus
from pasti.applications.queries import by_number
from pasti.journal.actors import node
from pasti.journal.models import Entry
from pasti.kit import blobs, clock
from pasti.link import inbox, outbox, parcels
from pasti.link.models import Envelope, Parcel, Peer, Received
from pasti.link.pieces import State, chunks_of
from pasti.link.schema import PacketStored, Said
from pasti.link.wire import Wire
from pasti.offices.actions import decide
from pasti.recording import actions, duties, queries
from pasti.recording.models import Recording
from pasti.recording.tests.pictures import fill

LATER = MONDAY + timedelta(minutes=20)


@pytest.fixture
def sealed(opened, rini, settle) -> Recording:
    with settle():
        return actions.seal(fill(opened, rini), by=rini)


def statuses(case: Application) -> list[tuple[str, int]]:
    return [(s.code, round((s.at - MONDAY).total_seconds() / 60)) for s in case.statuses.all()]


def send_and_hear(minutes: int = 0) -> None:
    """The packet's envelope leaves now, and twenty minutes later it is known to have arrived."""
    peer = Peer.objects.get()
    with clock.stopped_at(MONDAY + timedelta(minutes=minutes)):
        outbox.claim(peer)
    with clock.stopped_at(MONDAY + timedelta(minutes=minutes + 20)):
        outbox.settle(peer, Envelope.objects.count())


def stored(recording: Recording, number: int = 1) -> None:
    """The centre says that it stored the packet."""
    body = PacketStored(packet=recording.packet, application=recording.application.number, at=LATER)
    said = body.model_dump(mode="json")
    wire = Wire(number=number, kind=Said.PACKET_STORED, key=f"{number}", body=said, happened_at=LATER)
    inbox.receive(Peer.objects.get(), [wire])


def test_the_statuses_follow_each_other_in_the_order_of_time(sealed, case):
    send_and_hear(minutes=5)
    sealed.refresh_from_db()
    # Sent when it left, not when its arrival was heard of.
    assert (sealed.state, statuses(case)) == (
        "sent",
        [("BIO_CAPTURED", 0), ("PROCESSING", 0), ("SENT_FOR_ENROLLMENT", 5)],
    )
    assert case.latest_status.code == "SENT_FOR_ENROLLMENT"
    entry = Entry.objects.get(kind="recording.send")
    assert (entry.happened_at, entry.recorded_at) == (MONDAY + timedelta(minutes=5), MONDAY + timedelta(minutes=25))


def test_before_it_was_sent_the_last_status_is_that_it_is_prepared(sealed, case):
    assert case.latest_status.code == "PROCESSING"
    assert list(queries.not_stored()) == [sealed]


def test_that_it_was_sent_is_no_news_when_the_centre_has_spoken_of_it(sealed, case):
    note_status(
        case, "RECEIVED_AT_CENTRAL", at=MONDAY - timedelta(hours=1), source="Pusat", by=node("centre-1", "Pusat")
    )
    send_and_hear(minutes=5)
    sealed.refresh_from_db()
    assert sealed.state == "sent"
    assert case.latest_status.code == "RECEIVED_AT_CENTRAL"


def test_being_heard_of_twice_is_harmless(sealed, case):
    send_and_hear()
    actions.note_sent(sealed, at=LATER)
    assert RecordStatus.objects.filter(code="SENT_FOR_ENROLLMENT").count() == 1
    assert Entry.objects.filter(kind="recording.send").count() == 1


def test_stored_at_the_centre(sealed):
    send_and_hear()
    with clock.stopped_at(LATER):
        stored(sealed)
        stored(sealed, number=2)
    sealed.refresh_from_db()
    assert (sealed.state, sealed.stored_at) == ("stored", LATER)
    entry = Entry.objects.get(kind="recording.store")
    assert entry.by_id.startswith("node:centre-")
    assert list(queries.not_stored()) == []


def test_stored_before_the_sending_was_heard_of(sealed, case):
    """The acknowledgement overtook: it is stored, and late news do not take it back."""
    stored(sealed)
    send_and_hear()
    sealed.refresh_from_db()
    assert sealed.state == "stored"


def test_a_packet_that_is_not_ours_is_set_aside(sealed):
    other = Recording(packet="f" * 32, application=sealed.application)
    stored(other)
    assert Received.objects.get().set_aside == f"Rekaman dengan paket {'f' * 32} tidak ada di kantor ini."


def has_it() -> None:
    """The centre says that it has the file whole."""
    Parcel.objects.update(stored_at=clock.now(), confirmed_at=clock.now())


def test_the_copy_is_deleted_after_its_time_and_not_before(sealed, lying, settle):
    actions.note_stored(sealed, by=node("centre-1", "Pusat"))
    has_it()
    with clock.stopped_at(MONDAY + timedelta(days=7) - timedelta(seconds=1)), settle():
        assert actions.purge_stored() == 0
        has_it()
    assert list(lying()) == [sealed.sha256]
    with clock.stopped_at(MONDAY + timedelta(days=7)), settle():
        assert actions.purge_stored() == 1
        assert actions.purge_stored() == 0
    sealed.refresh_from_db()
    assert (sealed.state, lying()) == ("purged", {})
    assert Entry.objects.get(kind="recording.purge").by_id == "system"


def test_how_long_it_is_kept_is_the_offices_rule(sealed, office, lying, settle):
    decide("recording.keep_days", value=0, valid_from=date(2026, 11, 1), legal_basis="SK", by=office.nur.actor)
    actions.note_stored(sealed, by=node("centre-1", "Pusat"))
    has_it()
    with settle():
        duties.purge()
    assert lying() == {}


@pytest.mark.parametrize("state", ["sealed", "sent"])
def test_what_the_centre_has_not_stored_is_never_deleted(sealed, lying, state):
    Recording.objects.update(state=state)
    with clock.stopped_at(MONDAY + timedelta(days=400)):
        assert actions.purge_stored() == 0
    assert list(lying()) == [sealed.sha256]


def test_a_file_of_which_the_link_still_needs_a_piece_is_not_deleted(sealed, lying):
    """The centre said that it is stored; that its last piece arrived was not heard yet."""
    actions.note_stored(sealed, by=node("centre-1", "Pusat"))
    with clock.stopped_at(MONDAY + timedelta(days=30)):
        assert actions.purge_stored() == 0
        assert list(lying()) == [sealed.sha256]
        has_it()
        assert actions.purge_stored() == 1


def test_the_only_copy_goes_only_after_the_centre_has_said_once_more_that_it_has_it(sealed, lying, settle):
    actions.note_stored(sealed, by=node("centre-1", "Pusat"))
    has_it()
    with clock.stopped_at(MONDAY + timedelta(days=30)), settle():
        assert actions.purge_stored() == 0
        parcel = Parcel.objects.get()
        assert parcel in parcels.due()
        assert not len(parcels.next_piece(parcel).data)
        # The centre was put back from a copy meanwhile: it gets the file again, and is asked again before it goes here.
        assert parcels.note_sent(parcel, State(held=0, stored=False))
        assert actions.purge_stored() == 0
        assert b"".join(chunks_of(parcels.next_piece(Parcel.objects.get()).data)) == blobs.read(sealed.sha256)
        assert Entry.objects.filter(kind="parcel.lost").count() == 1
        parcels.note_sent(Parcel.objects.get(), State(held=sealed.size, stored=True))
        assert actions.purge_stored() == 1
    assert lying() == {}


def test_a_case_may_be_recorded_again_and_both_packets_are_known(sealed, case, rini, office):
    from pasti.applications import actions as applications
    from pasti.applications.held import record_again

    applications.hold(case, "tidak terbaca", by=node("centre-1", "Pusat"))
    record_again(case, by=rini)
    case = by_number(case.number)
    again = actions.seal(fill(actions.open_recording(case, by=rini), rini), by=rini)
    assert again.packet != sealed.packet
    assert queries.latest(case) == again
    assert [queries.by_packet(p) for p in (sealed.packet, again.packet, "x")] == [sealed, again, None]
    assert Envelope.objects.filter(kind="recording.packet").count() == 2
