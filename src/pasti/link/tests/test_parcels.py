"""Large files on their way to a peer: they go on where they stopped, and in nobody's way."""

import hashlib
from datetime import timedelta

import pytest
from tests.cast import MONDAY

from pasti.journal.models import Entry
from pasti.kit import blobs, clock
from pasti.kit.errors import NotAllowed
from pasti.link import actions, memory, parcels, queries
from pasti.link.models import Parcel, Peer
from pasti.link.pieces import Asked, State, asked, chunks_of
from pasti.link.tests.other_side import on_ladder

CONTENT = bytes(range(256)) * 10
SHA256 = hashlib.sha256(CONTENT).hexdigest()


def piece(offset: int, length: int) -> Asked:
    return asked(SHA256, len(CONTENT), offset, CONTENT[offset : offset + length])


def read(piece: Asked) -> Asked:
    return piece.model_copy(update={"data": b"".join(chunks_of(piece.data))})


@pytest.fixture
def parcel(office) -> Parcel:
    blob = blobs.keep(CONTENT)
    return actions.send_parcel(blob.sha256, blob.size)


def test_the_next_piece_begins_where_the_peer_is(parcel):
    assert read(parcels.next_piece(parcel)) == piece(0, 2560)
    parcel.sent = 1000
    assert read(parcels.next_piece(parcel)) == piece(1000, 1560)


def test_a_file_that_was_damaged_here_is_not_sent_at_all(parcel):
    blobs.path_of(SHA256).write_bytes(b"!" + CONTENT[1:])
    with pytest.raises(ValueError, match="damaged"):
        parcels.next_piece(parcel)


def test_it_goes_on_while_the_peer_holds_more_each_time(parcel):
    parcel.attempts, parcel.last_error = 3, "HTTP 500"
    assert parcels.note_sent(parcel, State(held=1000, stored=False)) is True
    parcel.refresh_from_db()
    assert (parcel.sent, parcel.attempts, parcel.last_error, parcel.stored_at) == (1000, 0, "", None)
    assert parcels.note_sent(parcel, State(held=2560, stored=True)) is False
    parcel.refresh_from_db()
    assert (parcel.sent, parcel.stored_at) == (2560, MONDAY)
    assert parcels.due() == []


@pytest.mark.parametrize("held", [0, 999, 1000])
def test_a_peer_that_holds_no_more_than_before_is_not_pressed(parcel, held):
    parcel.sent = 1000
    assert parcels.note_sent(parcel, State(held=held, stored=False)) is False
    parcel.refresh_from_db()
    assert (parcel.sent, parcel.attempts, parcel.last_error) == (held, 1, f"the peer holds {held} bytes and no more")
    assert parcels.due() == []
    with clock.stopped_at(MONDAY + timedelta(seconds=1)):
        assert parcels.due() == [parcel]


def test_a_peer_cannot_claim_more_than_there_is(parcel):
    parcels.note_sent(parcel, State(held=10**12, stored=False))
    assert parcel.sent == 2560


@pytest.mark.parametrize(
    ("down_since", "ladder"), [(MONDAY, [1, 2, 4, 8, 16, 32, 60, 60]), (None, [1, 2, 4, 4, 4, 4, 4, 4])]
)
def test_it_waits_longer_after_each_failure_and_only_seconds_while_the_peer_is_heard_of(parcel, down_since, ladder):
    parcel.peer.down_since = down_since
    waits = []
    for _attempt in range(8):
        parcels.put_off(parcel, "Pusat: HTTP 502")
        waits.append((parcel.not_before - clock.now()).total_seconds())
    assert on_ladder(waits, ladder)
    assert parcels.due() == []
    assert queries.parcels_under_way().get().last_error == "Pusat: HTTP 502"


def test_a_line_that_fails_is_no_fault_of_the_parcel(parcel):
    for _attempt in range(3 * parcels.MOST_TRIES):
        parcels.put_off(parcel, "Pusat: NewConnectionError")
    assert (parcel.faults, parcel.needs_person) == (0, "")


def test_what_fails_through_the_parcel_itself_needs_a_person_in_the_end(parcel, office):
    waits = []
    for _attempt in range(parcels.MOST_TRIES):
        with clock.stopped_at(parcel.not_before):
            assert parcels.due() == [parcel]
            parcels.put_off(parcel, "FileNotFoundError: gone", faulty=True)
            waits.append((parcel.not_before - clock.now()).total_seconds())
    assert on_ladder(waits, [1, 2, 4, 8, 16, 32, 64, 128, 256, 512])
    with clock.stopped_at(MONDAY + timedelta(days=1)):
        assert parcels.due() == []
    assert parcel.needs_person == "FileNotFoundError: gone"
    assert Entry.objects.get(kind="parcel.aside").facts["reason"] == "FileNotFoundError: gone"
    assert queries.parcels_under_way().get() == parcel
    with pytest.raises(NotAllowed, match="bukan wewenang"):
        actions.resend_parcel(parcel, by=office.agus.actor)
    again = actions.resend_parcel(parcel, by=office.nur.actor)
    assert (again.needs_person, again.faults, parcels.due()) == ("", 0, [again])
    assert Entry.objects.get(kind="parcel.resend").by_name == "Nur Aini"
    with pytest.raises(NotAllowed, match="tidak sedang disisihkan"):
        actions.resend_parcel(parcel, by=office.nur.actor)


def test_what_has_nowhere_to_go_waits(centre):
    blob = blobs.keep(CONTENT)
    actions.send_parcel(blob.sha256, blob.size, to=centre)
    assert parcels.due() == []


def test_a_peer_that_lost_its_memory_is_asked_for_each_file_that_it_had(office, room):
    peer = queries.above()
    for content in (b"one", b"two"):
        blob = blobs.keep(content)
        actions.send_parcel(blob.sha256, blob.size)
    had = Parcel.objects.earliest("id")
    parcels.note_sent(had, State(held=3, stored=True))
    Peer.objects.update(acknowledged=5)
    peer.refresh_from_db()
    memory.note_held(peer, 4, known=5)
    assert {parcel.ask: read(parcels.next_piece(parcel)).data for parcel in parcels.due()} == {True: b"", False: b"two"}
    # It has the one still: nothing is sent twice.
    asked = next(parcel for parcel in parcels.due() if parcel.ask)
    assert not parcels.note_sent(asked, State(held=3, stored=True))
    assert [parcel.pk for parcel in parcels.due()] == [had.pk + 1]
