"""Bodies on their way have a bounded room, of which one network has half at most."""

import pytest

from pasti.gate.bodies import IN_MEMORY, Body, Full, Room


@pytest.fixture
def room(tmp_path) -> Room:
    return Room(tmp_path, 1000)


def test_what_is_written_is_read_and_gives_its_room_back(room):
    with Body(room, "a") as body:
        body.write(b"abc")
        body.write(b"def")
        assert body.rewind().read() == b"abcdef"
        assert room.taken == 6
    assert (room.taken, room.of) == (0, {})


def test_one_network_has_half_and_all_together_have_no_more_than_there_is(room):
    with Body(room, "a") as one, Body(room, "b") as other, Body(room, "c") as third:
        one.write(bytes(500))
        with pytest.raises(Full):
            one.write(b"x")
        other.write(bytes(400))
        with pytest.raises(Full):
            third.write(bytes(101))
        third.write(bytes(100))
    assert room.taken == 0


def test_large_ones_are_files_without_a_name(tmp_path):
    folder = tmp_path / "spool"
    folder.mkdir()
    with Body(Room(folder, 10 * IN_MEMORY), "a") as body:
        body.write(bytes(2 * IN_MEMORY))
        assert body.file._rolled
        assert list(folder.iterdir()) == []
