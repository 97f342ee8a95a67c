"""Large files in pieces: they resume where they stopped, and are stored whole or not at all."""

import hashlib
import os
import time
from dataclasses import replace
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import ValidationError
from tests.cast import MONDAY

from pasti.journal.actors import SYSTEM
from pasti.journal.models import Entry
from pasti.kit import blobs, clock
from pasti.link import actions, arriving, duties, hearing
from pasti.link.arriving import NoRoom, take_piece
from pasti.link.models import ParcelIn
from pasti.link.pieces import (
    LARGEST_BYTES,
    MOST_CHUNK_BYTES,
    MOST_PIECES,
    Asked,
    State,
    asked,
    heard,
    heard_all,
    several,
)

CONTENT = bytes(range(256)) * 10
SHA256 = hashlib.sha256(CONTENT).hexdigest()


def there(held: int, *, stored: bool) -> State:
    return State(held=held, stored=stored)


def piece(offset: int, length: int, **other: object) -> Asked:
    given = {
        "sha256": SHA256,
        "size": len(CONTENT),
        "offset": offset,
        "data": CONTENT[offset : offset + length],
    } | other
    digest = hashlib.sha256(given["data"]).hexdigest() if isinstance(given["data"], bytes) else ""
    return Asked.model_validate({"digest": digest, **given})


def partial(row: ParcelIn) -> Path:
    return arriving._partial(row)


@pytest.fixture
def arrived(room) -> list[str]:
    """What the rooms were told has arrived."""
    names: list[str] = []
    room.arrival_hooks.append(lambda rows: names.extend(row.sha256 for row in rows))
    return names


@pytest.fixture(autouse=True)
def committed(django_capture_on_commit_callbacks):
    """What waits for the end of a transaction happens at the end of each call."""

    def take(peer, asked):
        with django_capture_on_commit_callbacks(execute=True):
            return take_piece(peer, asked)

    return take


def test_pieces_become_a_file_and_the_rooms_are_told(centre, arrived, committed):
    assert committed(centre, piece(0, 1000)) == there(held=1000, stored=False)
    assert committed(centre, piece(1000, 1000)) == there(held=2000, stored=False)
    assert arrived == []
    assert committed(centre, piece(2000, 560)) == there(held=2560, stored=True)
    assert (blobs.read(SHA256), arrived) == (CONTENT, [SHA256])
    row = ParcelIn.objects.get()
    assert (row.stored_at, row.held, row.size) == (MONDAY, 2560, 2560)
    assert not partial(row).exists()


def test_the_same_piece_twice_is_harmless(centre, arrived, committed):
    for _time in range(2):
        assert committed(centre, piece(0, 1000)).held == 1000
    for _time in range(3):
        assert committed(centre, piece(1000, 1560)) == there(held=2560, stored=True)
    assert arrived == [SHA256]
    assert blobs.read(SHA256) == CONTENT


@pytest.mark.parametrize("offset", [0, 500, 999, 1001, 2000, 2560, 10**12])
def test_a_piece_from_another_place_is_not_taken_and_the_sender_learns_where_to_go_on(centre, committed, offset):
    committed(centre, piece(0, 1000))
    assert committed(centre, piece(offset, 500, data=b"x" * 500)).held == 1000
    assert committed(centre, piece(1000, 1560)).stored


def test_an_empty_piece_asks_how_much_is_there(centre, committed):
    assert committed(centre, piece(0, 0)) == there(held=0, stored=False)
    committed(centre, piece(0, 1000))
    assert committed(centre, piece(1000, 0)) == there(held=1000, stored=False)


def test_a_piece_that_would_make_it_longer_than_announced_is_not_taken(centre, committed):
    committed(centre, piece(0, 2000))
    assert committed(centre, piece(2000, 0, data=b"x" * 561)).held == 2000
    assert partial(ParcelIn.objects.get()).stat().st_size == 2000


def test_a_file_that_is_announced_with_another_size_begins_again(centre, arrived, committed):
    wrong = piece(0, 100, size=200)
    assert committed(centre, wrong).held == 100
    assert committed(centre, piece(100, 100)).held == 0, "what came under the other size is dropped"
    for offset in range(0, len(CONTENT), 100):
        held = committed(centre, piece(offset, 100))
    assert (held.stored, ParcelIn.objects.get().size) == (True, len(CONTENT))


def test_a_file_that_is_not_what_its_name_says_starts_again(centre, arrived, committed):
    committed(centre, piece(0, 1000, data=b"x" * 1000))
    assert committed(centre, piece(1000, 1560)) == there(held=0, stored=False)
    assert (arrived, ParcelIn.objects.get().held) == ([], 0)
    assert not blobs.path_of(SHA256).exists()
    committed(centre, piece(0, 1000))
    assert committed(centre, piece(1000, 1560)).stored
    assert (blobs.read(SHA256), arrived) == (CONTENT, [SHA256])


def test_what_a_crash_left_behind_the_last_byte_that_is_certain_is_written_over(centre, committed):
    """The file was written and the database was not: more bytes in the file than it knows of."""
    committed(centre, piece(0, 1000))
    with partial(ParcelIn.objects.get()).open("ab") as file:
        file.write(b"y" * 5000)
    assert committed(centre, piece(1000, 1000)).held == 2000
    assert committed(centre, piece(2000, 560)).stored
    assert blobs.read(SHA256) == CONTENT


def test_a_partial_file_that_was_lost_costs_only_the_way_once_more(centre, committed):
    committed(centre, piece(0, 1000))
    partial(ParcelIn.objects.get()).unlink()
    assert committed(centre, piece(1000, 1560)) == there(held=0, stored=False)
    committed(centre, piece(0, 1000))
    assert committed(centre, piece(1000, 1560)).stored


def test_a_room_that_stumbles_over_a_parcel_hears_of_it_again_and_nothing_is_sent_twice(centre, room, committed):
    told: list[str] = []

    def stumble(rows: list[ParcelIn]) -> None:
        told.append(rows[0].sha256)
        if len(told) < 3:
            raise RuntimeError("cannot")

    room.arrival_hooks.append(stumble)
    assert committed(centre, piece(0, 2560)) == there(held=2560, stored=True)
    row = arriving.unheard().get()
    assert (row.held, row.stored_at, row.hear_tries, row.last_error) == (2560, MONDAY, 1, "RuntimeError: cannot")
    assert not partial(row).exists()
    for minutes, tries in ((0, 1), (1, 2), (2, 3)):
        with clock.stopped_at(MONDAY + timedelta(minutes=minutes)):
            duties.tell_the_rooms()
        assert len(told) == tries
    assert not arriving.unheard().exists()


def test_a_room_that_always_stumbles_over_a_parcel_is_left_alone_in_the_end(centre, room, committed):
    def stumble(_rows: list[ParcelIn]) -> None:
        raise RuntimeError("cannot")

    room.arrival_hooks.append(stumble)
    committed(centre, piece(0, 2560))
    for hour in range(1, 30):
        with clock.stopped_at(MONDAY + timedelta(hours=hour)):
            duties.tell_the_rooms()
    assert arriving.unheard().get().hear_tries == hearing.MOST_HEAR_TRIES
    entry = Entry.objects.get(kind="parcel.unheard")
    assert (entry.facts["file"], entry.facts["reason"]) == (SHA256[:12], "RuntimeError: cannot")
    room.arrival_hooks.clear()
    assert arriving.hear(arriving.unheard().get())
    assert not arriving.unheard().exists()


def test_two_nodes_may_send_the_same_file_and_do_not_meet(centre, committed, bekasi):
    other = actions.trust(replace(bekasi.card, node_id="office-3273-1", name="Bandung", region_code="32.73"), by=SYSTEM)
    committed(centre, piece(0, 1000))
    assert committed(other, piece(0, 2560)).stored
    assert committed(centre, piece(1000, 1560)).stored


def test_what_arrives_lies_where_only_the_node_can_read_it(centre, committed):
    committed(centre, piece(0, 1000))
    file = partial(ParcelIn.objects.get())
    assert (file.stat().st_mode & 0o777, file.parent.stat().st_mode & 0o777) == (0o600, 0o700)


@pytest.mark.parametrize(
    "other",
    [
        {"size": LARGEST_BYTES + 1},
        {"size": 0},
        {"size": -1},
        {"offset": -1},
        {"data": b"x" * (MOST_CHUNK_BYTES + 1)},
        {"digest": "0" * 64},
        {"sha256": "0" * 63},
        {"sha256": "../../../../etc/passwd"},
        {"sha256": SHA256.upper()},
        {"sha256": 5},
    ],
)
def test_a_piece_that_cannot_be_is_refused(other):
    good: dict[str, Any] = piece(0, 1000).model_dump() | {"data": CONTENT[:1000]}
    assert heard(good, BytesIO(good["data"]), b"".join) == piece(0, 1000)
    with pytest.raises(ValidationError):
        heard(good | other, BytesIO(other.get("data", good["data"])), b"".join)


@settings(derandomize=True, deadline=None, max_examples=80, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(calls=st.lists(st.tuples(st.integers(0, 60), st.integers(0, 30), st.booleans()), max_size=25), seed=st.binary())
def test_any_pieces_in_any_order_give_the_file_or_nothing(centre, room, calls, seed):
    content = hashlib.sha512(seed).digest()[:60]
    sha256 = hashlib.sha256(content).hexdigest()
    held = 0
    for offset, length, damaged in calls:
        data = content[offset : offset + length]
        answer = take_piece(centre, asked(sha256, 60, offset, b"!" * len(data) if damaged else data))
        assert answer.stored or answer.held in (held, 0, held + len(data))
        held = answer.held
    for _round in range(3):
        answer = take_piece(centre, asked(sha256, 60, held, content[held:]))
        held = answer.held
    assert answer == there(held=60, stored=True)
    assert blobs.read(sha256) == content


@pytest.mark.parametrize("harm", ["gone", "damaged"])
def test_who_is_asked_looks_whether_the_file_is_still_here(centre, arrived, committed, harm):
    committed(centre, piece(0, 2560))
    assert committed(centre, piece(0, 0)) == there(held=2560, stored=True)
    path = blobs.path_of(SHA256)
    path.unlink() if harm == "gone" else path.write_bytes(b"x" * 2560)
    assert committed(centre, piece(0, 0)) == there(held=0, stored=False)
    assert committed(centre, piece(0, 2560)) == there(held=2560, stored=True)
    assert (blobs.read(SHA256), arrived) == (CONTENT, [SHA256, SHA256])


# ── several in one request ──────────────────────────────────────────────────────────────────────────────────────────


def whole(content: bytes) -> Asked:
    return asked(hashlib.sha256(content).hexdigest(), len(content), 0, content)


def test_several_arrive_together_and_each_as_it_would_alone(centre, room):
    told: list[list[str]] = []
    room.arrival_hooks.append(lambda rows: told.append([row.sha256 for row in rows]))
    take_piece(centre, whole(b"known"))
    sent = [
        whole(b"one"),
        piece(0, 1000),
        whole(b"known"),
        replaced(whole(b"two"), data=b""),
        whole(b"three"),
        replaced(whole(b"four"), data=b"4our"),
    ]
    states = arriving.take_pieces(centre, sent)
    assert states == [
        there(held=3, stored=True),
        there(held=1000, stored=False),
        there(held=5, stored=True),
        there(held=0, stored=False),
        there(held=5, stored=True),
        there(held=0, stored=False),
    ]
    both = sorted([sent[0].sha256, sent[4].sha256])
    assert told == [[sent[2].sha256], both]
    assert [blobs.read(sha256) for sha256 in both] in ([b"one", b"three"], [b"three", b"one"])
    assert arriving.take_pieces(centre, sent) == states
    assert len(told) == 2


def replaced(piece: Asked, *, data: bytes) -> Asked:
    return asked(piece.sha256, piece.size, 0, data)


def test_a_room_that_stumbles_over_one_of_several_hears_of_the_others(centre, room):
    bad = whole(b"bad").sha256

    def stumble(rows: list[ParcelIn]) -> None:
        if bad in [row.sha256 for row in rows]:
            raise RuntimeError("cannot")

    room.arrival_hooks.append(stumble)
    states = arriving.take_pieces(centre, [whole(b"good"), whole(b"bad"), whole(b"better")])
    assert [state.stored for state in states] == [True] * 3
    assert [(row.sha256, row.hear_tries) for row in arriving.unheard()] == [(bad, 1)]


def test_one_that_was_announced_with_another_size_is_taken_as_it_is_now(centre, committed):
    committed(centre, piece(0, 0, size=999))
    assert arriving.take_pieces(centre, [piece(0, 2560), whole(b"one")])[0] == there(held=2560, stored=True)
    assert ParcelIn.objects.get(sha256=SHA256).size == 2560


def test_of_several_those_find_no_room_that_would_lie_here_unfinished(centre):
    for number in range(2, arriving.MOST_UNDER_WAY + 1):
        begun(centre, number)
    first, second = (asked(f"{number:064x}", 10, 0, b"begun") for number in (1000, 1001))
    states = arriving.take_pieces(centre, [first, whole(b"one"), second])
    assert [(state.held, state.stored, state.full) for state in states] == [
        (5, False, False),
        (3, True, False),
        (0, False, True),
    ]


def head(*pieces: Asked, **other: object) -> dict[str, Any]:
    said = several(pieces)
    said["several"][-1] |= other
    return said


def test_what_several_say_and_their_data_belong_together():
    one, two, none = whole(b"one"), whole(b"second"), replaced(whole(b"third"), data=b"")
    assert heard_all(head(one, none, two), BytesIO(b"onesecond"), b"".join) == [one, none, two]


@pytest.mark.parametrize(
    ("other", "data"),
    [
        ({}, b"onesecon"),
        ({}, b"onesecond and more"),
        ({}, b"onesecomd"),
        ({"length": 5}, b"onesecond"),
        ({"length": -1}, b"onesecond"),
        ({"length": MOST_CHUNK_BYTES + 1}, b"onesecond"),
        ({"length": "6"}, b"onesecond"),
        ({"length": None}, b"onesecond"),
        ({"sha256": "../../../../etc/passwd"}, b"onesecond"),
        ({"sha256": hashlib.sha256(b"one").hexdigest()}, b"onesecond"),
        ({"size": LARGEST_BYTES + 1}, b"onesecond"),
    ],
)
def test_several_that_cannot_be_are_refused(other, data):
    with pytest.raises(ValidationError):
        heard_all(head(whole(b"one"), whole(b"second"), **other), BytesIO(data), b"".join)


@pytest.mark.parametrize("count", [0, MOST_PIECES + 1])
def test_so_many_go_in_one_request_and_no_more(count):
    said = {"several": [{}] * count}
    with pytest.raises(ValidationError):
        heard_all(said, BytesIO(), b"".join)


# ── room ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def begun(centre, number: int) -> State:
    return take_piece(centre, piece(0, 0, sha256=f"{number:064x}"))


def test_a_peer_has_so_many_files_under_way_and_ends_them(centre, committed):
    """A registered office of ill will could fill the centre's disk with beginnings."""
    for number in range(1, arriving.MOST_UNDER_WAY):
        begun(centre, number)
    committed(centre, piece(0, 1000))
    with pytest.raises(NoRoom):
        begun(centre, 1000)
    assert ParcelIn.objects.count() == arriving.MOST_UNDER_WAY
    assert committed(centre, piece(1000, 1560)).stored
    begun(centre, 1000)
    assert committed(centre, piece(1000, 1560)).stored


def test_files_stop_before_the_disk_is_full(centre, committed, monkeypatch):
    assert committed(centre, piece(0, 1000)).held == 1000
    with monkeypatch.context() as full:
        full.setattr("shutil.disk_usage", lambda _folder: SimpleNamespace(free=(arriving.LEAST_FREE_MB - 1) * 1024**2))
        with pytest.raises(NoRoom):
            committed(centre, piece(1000, 1560))
    assert committed(centre, piece(1000, 1560)) == there(held=2560, stored=True)


def test_a_beginning_that_nobody_goes_on_with_is_thrown_away_after_a_month(centre, committed):
    committed(centre, piece(0, 1000))
    row = ParcelIn.objects.get()
    with clock.stopped_at(MONDAY + timedelta(days=31)):
        assert arriving.forget_given_up() == 0, "it was gone on with"
        then = time.time() - timedelta(days=31).total_seconds()
        os.utime(partial(row), (then, then))
        assert arriving.forget_given_up() == 1
    assert not partial(row).exists()
    assert committed(centre, piece(1000, 1560)) == there(held=0, stored=False)


def test_what_has_just_begun_or_ended_has_no_file_and_is_kept(centre, committed):
    """A work process that begins throws away what was given up, beside a web process that is taking a file in."""
    begun(centre, 1)
    committed(centre, piece(0, 1000))
    blobs.adopt(partial(ParcelIn.objects.get(sha256=SHA256)), SHA256)
    assert arriving.forget_given_up() == 0
    with clock.stopped_at(MONDAY + timedelta(days=31)):
        assert arriving.forget_given_up() == 2
