"""Pushing files over real HTTP: they go on where they stopped, several in one request, and in nobody's way."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from tests.cast import MONDAY
from tests.fixtures import OtherNode

from pasti.kit import blobs
from pasti.link import actions, duties, pace, parcels, pushing
from pasti.link.models import Parcel, Peer
from pasti.link.pieces import CHUNK_BYTES, Takes
from pasti.link.tests.far_centre import Answer, FarCentre, after, cut, failing, forged

CONTENT = b"0123456789abcdef" * (CHUNK_BYTES // 16) + b"the rest"


@pytest.fixture
def parcel(far: FarCentre, room) -> Parcel:
    blob = blobs.keep(CONTENT)
    return actions.send_parcel(blob.sha256, blob.size)


def push(parcel: Parcel) -> bool:
    """Push one; return whether there is more of it to send at once."""
    return bool(pushing.push([parcel]))


def pieces(far: FarCentre) -> list[tuple[int, int]]:
    return [(said["offset"], len(said["data"])) for about, said in far.heard if about == "parcels"]


def test_a_parcel_goes_piece_by_piece(far, parcel):
    assert [push(parcel), push(parcel)] == [True, False]
    assert pieces(far) == [(0, CHUNK_BYTES), (CHUNK_BYTES, 8)]
    parcel.refresh_from_db()
    assert (far.stored[parcel.sha256], parcel.stored_at, parcel.sent) == (CONTENT, MONDAY, len(CONTENT))


@pytest.mark.parametrize("mood", [failing(500), cut, failing(200)])
def test_a_parcel_goes_on_where_it_stopped(far, parcel, mood):
    push(parcel)
    far.moods = [mood]
    assert push(parcel) is False
    parcel.refresh_from_db()
    assert (parcel.sent, parcel.attempts, parcel.stored_at) == (CHUNK_BYTES, 1, None)
    with after(1):
        assert push(parcel) is False
    assert pieces(far) == [(0, CHUNK_BYTES), (CHUNK_BYTES, 8), (CHUNK_BYTES, 8)]
    assert far.stored[parcel.sha256] == CONTENT


def test_a_centre_that_holds_it_already_says_so_and_nothing_more_is_sent(far, parcel):
    far.stored[parcel.sha256] = CONTENT
    assert push(parcel) is False
    parcel.refresh_from_db()
    assert (parcel.stored_at, pieces(far)) == (MONDAY, [(0, CHUNK_BYTES)])


def test_a_centre_that_lost_a_part_gets_it_again(far, parcel):
    push(parcel)
    far.stored.clear()
    assert push(parcel) is False
    with after(1):
        assert [push(parcel), push(parcel)] == [True, False]
    assert far.stored[parcel.sha256] == CONTENT


def test_a_forged_acknowledgement_does_not_count(far, parcel):
    """What counts as stored may be deleted here."""
    far.moods = [forged(far, by=OtherNode("centre", "Palsu")), forged(far, about="exchange")]
    for _time in range(2):
        assert push(parcel) is False
        assert Parcel.objects.get().stored_at is None


@pytest.mark.parametrize("what", ["lost", "damaged"])
def test_a_file_that_is_gone_or_damaged_here_holds_up_no_other(far, parcel, what):
    path = blobs.path_of(parcel.sha256)
    path.unlink() if what == "lost" else path.write_bytes(CONTENT[::-1])
    other = blobs.keep(b"another")
    actions.send_parcel(other.sha256, other.size)
    duties.push_parcels()
    assert far.stored == {other.sha256: b"another"}
    parcel.refresh_from_db()
    assert (parcel.attempts, bool(parcel.last_error), parcel.sent) == (1, True, 0)


def test_a_centre_that_never_takes_it_is_not_pressed(far, parcel):
    """Without an end to its patience the sender would fill the line with the same piece for ever."""
    far.take = lambda said: {"held": 0, "stored": False}
    duties.push_parcels()
    assert len(pieces(far)) == 1
    duties.push_parcels()
    assert len(pieces(far)) == 1
    with after(1):
        duties.push_parcels()
    assert len(pieces(far)) == 2
    assert Parcel.objects.get().last_error == "the peer holds 0 bytes and no more"


# ── several in one request ──────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def many(far: FarCentre, room) -> Iterator[list[bytes]]:
    """Files that wait, and a centre that takes several and has said so."""
    contents = [f"file {number}".encode() * 1000 for number in range(5)]
    far.pieces = 4
    waits(b"the first one is asked alone")
    duties.push_parcels()
    for content in contents:
        waits(content)
    far.heard.clear()
    yield contents
    pace._paces.clear()


def waits(content: bytes) -> None:
    blob = blobs.keep(content)
    actions.send_parcel(blob.sha256, blob.size)


def sent(far: FarCentre) -> list[int]:
    """How many pieces were in each request."""
    return [len(said.get("several", [said])) for about, said in far.heard if about == "parcels"]


def under_way() -> int:
    return Parcel.objects.filter(stored_at=None).count()


def test_several_go_in_one_request_to_a_centre_that_takes_them(far, many):
    assert duties.push_parcels() is True
    assert sent(far) == [4, 1]
    assert set(many) < set(far.stored.values())
    assert under_way() == 0
    assert duties.push_parcels() is False


def test_an_older_centre_gets_one_after_the_other(far, many):
    far.pieces = 1
    pace._paces.clear()
    duties.push_parcels()
    assert sent(far) == [1] * 5
    assert under_way() == 0


def test_a_file_that_is_too_long_for_a_request_goes_beside_none_and_in_pieces(far, many):
    long = bytes(range(256)) * 8 * 1024
    waits(long)
    duties.push_parcels()
    assert sent(far)[:2] == [4, 1]
    assert set(sent(far)[2:]) == {1}
    assert long in far.stored.values()


@pytest.mark.parametrize("mood", [failing(502), cut])
def test_a_line_that_fails_puts_off_all_that_went_over_it_and_blames_none(far, many, mood):
    far.moods = [mood]
    assert duties.push_parcels() is False
    assert sent(far) == [4]
    tried = Parcel.objects.filter(attempts=1, faults=0, stored_at=None)
    assert tried.count() == 4
    with after(1):
        duties.push_parcels()
    assert under_way() == 0


def test_one_that_the_centre_cannot_take_holds_up_no_other(far, many):
    bad = many[2]

    def cannot(about: str, body: bytes) -> Answer:
        return (400, b"") if bad in far.heard[-1][1]["data"] else far.well(about, body)

    far.moods = [cannot] * 20
    duties.push_parcels()
    [left] = Parcel.objects.filter(stored_at=None)
    assert (left.faults, left.last_error) == (1, "Pusat menjawab dengan galat (HTTP 400).")
    assert blobs.read(left.sha256) == bad


def test_a_centre_that_answers_nothing_well_is_left_alone_and_no_file_is_blamed_for_it(far, many):
    far.moods = [failing(500)] * 20
    Peer.objects.update(last_error="Pusat: HTTP 500")
    assert duties.push_parcels() is False
    assert sent(far) == [4, 1, 1], "all together, and two alone"
    assert Parcel.objects.filter(faults__gt=0).count() == 0


def test_one_for_which_there_is_no_room_waits_and_is_not_blamed(far, many):
    take = far.take
    far.take = lambda said: {"held": 0, "stored": False, "full": True} if many[1] in said["data"] else take(said)
    duties.push_parcels()
    [left] = Parcel.objects.filter(stored_at=None)
    assert (left.faults, left.attempts) == (0, 1)
    assert blobs.read(left.sha256) == many[1]


@pytest.mark.parametrize(
    "full", [lambda _about, _body: (507, b"the disk is nearly full"), None], ids=["an answer to all", "said of each"]
)
def test_a_centre_without_room_is_not_sent_the_same_megabytes_again_and_again(far, many, full):
    take = far.take
    if full:
        far.moods = [full] * 20
    else:
        far.take = lambda said: {"held": 0, "stored": False, "full": True} if said["data"] else take(said)
    assert duties.push_parcels() is False
    assert sent(far) == [4]
    with after(300):
        assert duties.push_parcels() is False
    assert sent(far) == [4], "for a moment it is left alone, whatever else is due"
    far.moods, far.take = [], take
    asked = Parcel.objects.get(stored_at__isnull=False)
    Parcel.objects.filter(pk=asked.pk).update(ask=True)
    with after(300):
        duties.push_parcels()
    assert sent(far) == [4, 1], "whether it still has a file may be asked all the while"
    assert not Parcel.objects.get(pk=asked.pk).ask
    assert Parcel.objects.filter(faults__gt=0).count() == 0
    pace._paces.clear()
    with after(300):
        duties.push_parcels()
    assert under_way() == 0


def test_one_for_which_there_is_no_room_waits_longer_each_time_up_to_a_minute(far, many):
    parcel = Parcel.objects.filter(stored_at=None).first()
    for _time in range(8):
        parcels.put_off(parcel, "the peer takes nothing more in at the moment", full=True)
    assert timedelta(seconds=45) <= parcel.not_before - MONDAY <= timedelta(seconds=60)


@pytest.mark.parametrize("told", [[], [{"held": 0, "stored": True}] * 3, [{"held": 0}] * 4, "all"])
def test_an_answer_that_does_not_speak_of_each_counts_for_none(far, many, told):
    far.parcels = lambda said: {"several": told} if "several" in said else {}
    duties.push_parcels()
    assert under_way() == 5


def test_what_is_gone_here_does_not_hold_up_those_beside_it(far, many):
    gone, damaged = list(Parcel.objects.filter(stored_at=None)[:2])
    blobs.path_of(gone.sha256).unlink()
    blobs.path_of(damaged.sha256).write_bytes(b"something else")
    duties.push_parcels()
    assert set(Parcel.objects.filter(stored_at=None)) == {gone, damaged}
    damaged.refresh_from_db()
    assert (damaged.faults, damaged.last_error) == (1, "ValueError: the file here is damaged")


def test_less_goes_in_one_request_after_each_that_the_line_did_not_carry(many):
    peer = Peer.objects.get()
    pace.note(peer, 100_000, 100, Takes(takes=2**21, pieces=4, together=2**22))
    carried = [pace.fits(peer).together]
    for _failure in range(5):
        pace.failed(peer)
        carried.append(pace.fits(peer).together)
    assert carried == [4_000_000, 2_000_000, 1_000_000, 500_000, 250_000, 125_000]


def test_a_line_that_was_away_for_hours_is_tried_with_little_and_what_is_small_shows_that_it_is_well(many):
    peer, takes = Peer.objects.get(), Takes(takes=2**21, pieces=4, together=2**22)
    pace.note(peer, 100_000, 100, takes)
    for _failure in range(500):
        pace.failed(peer)
    assert pace.fits(peer) == pace.Fits(pieces=4, each=32 * 1024, together=32 * 1024)
    pace.note(peer, 20_000, 20, takes)
    assert pace.fits(peer).together > 1_000_000
    faster = pace.fits(peer)
    pace.note(peer, 100, 20, takes)
    assert pace.fits(peer) == faster, "that a small one took its time says nothing of the line"
