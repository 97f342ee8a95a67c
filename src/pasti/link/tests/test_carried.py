"""What is carried by hand, at the door: in any order, any number of times, and old perhaps."""

import hashlib
import shutil
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile

import pytest
from tests.cast import MONDAY
from tests.disks import fill, no_more_files, own_disk, room_for_files, shrink
from tests.fixtures import OtherNode

from pasti.kit import blobs, clock
from pasti.kit.errors import Refused
from pasti.link import actions, carried, parcels, queries
from pasti.link.models import Parcel, ParcelIn, Peer, Received
from pasti.link.pieces import State
from pasti.link.tests.other_side import say
from pasti.link.tests.test_peers_screen import message, wires

CONTENT = b"sealed" * 100
ENCLOSED = {"sha256": hashlib.sha256(CONTENT).hexdigest(), "size": len(CONTENT)}


def written(path: Path, node: OtherNode, said: dict[str, Any], files: bytes = b"", how: int = ZIP_STORED) -> Path:
    """A file as another node exports it."""
    with ZipFile(path, "w", how) as archive:
        archive.writestr("messages/00001", say(node, said, about="carried"))
        if files:
            archive.writestr("files/" + hashlib.sha256(files).hexdigest(), files)
    return path


def test_files_of_several_days_in_any_order_are_taken_once_each(centre, bekasi, room, tmp_path):
    monday, tuesday = (
        written(tmp_path / f"{upto}", bekasi, {"message": message(envelopes=wires(*range(1, upto)))}) for upto in (3, 5)
    )
    for file in (tuesday, monday, tuesday, monday):
        carried.take(file)
    assert list(Received.objects.order_by("number").values_list("number", flat=True)) == [1, 2, 3, 4]
    assert not Received.objects.filter(applied_at=None).exists()
    assert room.applied() == ["BK1", "BK2", "BK3", "BK4"]


def test_an_old_answer_is_no_leave_to_delete_the_only_copy(office, centre_node, tmp_path):
    """Carried in after the centre was put back from a copy, it would say that the centre has what it has lost since."""
    blob = blobs.keep(CONTENT)
    actions.send_parcel(blob.sha256, blob.size)
    answer = written(tmp_path / "old", centre_node, {"message": message(), "stored": [ENCLOSED]})
    carried.take(answer)
    assert queries.parcel_arrived(blob.sha256)
    assert not queries.parcel_confirmed(blob.sha256, MONDAY)
    # It is asked for as soon as there is a line, and comes again if it is not there.
    [asked] = parcels.due()
    assert not len(parcels.next_piece(asked).data)
    parcels.note_sent(asked, State(held=0, stored=False))
    assert not queries.parcel_arrived(blob.sha256)
    [again] = parcels.due()
    assert len(parcels.next_piece(again).data) == blob.size
    parcels.note_sent(again, State(held=blob.size, stored=True))
    assert queries.parcel_confirmed(blob.sha256, clock.now())


def test_a_file_in_it_is_taken_once_however_often_it_is_carried(centre, bekasi, tmp_path):
    file = written(tmp_path / "x", bekasi, {"message": message(), "enclosed": [ENCLOSED]}, CONTENT)
    assert [carried.take(file).files for _time in range(2)] == [1, 0]
    assert blobs.read(ENCLOSED["sha256"]) == CONTENT
    assert ParcelIn.objects.get().stored_at is not None
    assert not Parcel.objects.exists()


def test_what_unfolds_is_refused_unread(centre, bekasi, tmp_path):
    file = written(tmp_path / "x", bekasi, {"message": message()}, b"0" * 100_000_000, ZIP_DEFLATED)
    assert file.stat().st_size < 1_000_000
    with pytest.raises(Refused, match="dimampatkan"):
        carried.take(file)
    assert not ParcelIn.objects.exists()


@pytest.fixture
def disk(tmp_path, settings):
    """What a node keeps in files lies on a disk of the test's own."""
    with own_disk(tmp_path / "disk") as disk:
        shutil.copytree(Path(settings.DATA_DIR) / "keys", disk / "keys")
        settings.DATA_DIR, settings.BLOB_DIR = disk, disk / "blobs"
        yield disk


def test_a_disk_without_room_is_called_that_and_the_same_file_is_taken_later(centre, bekasi, tmp_path, disk):
    file = written(tmp_path / "x", bekasi, {"message": message(envelopes=wires(1)), "enclosed": [ENCLOSED]}, CONTENT)
    no_more_files(disk)
    with pytest.raises(Refused, match=r"penuh.*tidak rusak"):
        carried.take(file)
    room_for_files(disk)
    assert carried.take(file).files == 1
    assert blobs.read(ENCLOSED["sha256"]) == CONTENT
    assert Received.objects.count() == 1


def test_what_is_carried_stops_before_the_disk_is_full(centre, bekasi, tmp_path, disk):
    file = written(tmp_path / "x", bekasi, {"message": message(), "enclosed": [ENCLOSED]}, CONTENT)
    shrink(disk, 400)
    with pytest.raises(Refused, match=r"penuh.*tidak rusak"):
        carried.take(file)
    assert not ParcelIn.objects.exists()
    shrink(disk, 3000)
    assert carried.take(file).files == 1


def test_a_stick_without_room_gets_no_half_file(office, centre_node, tmp_path, disk):
    blob = blobs.keep(CONTENT)
    actions.send_parcel(blob.sha256, blob.size)
    shrink(disk, 1)
    other = fill(disk)
    with pytest.raises(Refused, match=r"tidak cukup.*tetap menunggu"):
        carried.export(Peer.objects.get(), disk / "to-carry")
    assert sorted(path.name for path in disk.iterdir() if path.is_file()) == [other.name]
    other.unlink()
    assert carried.export(Peer.objects.get(), disk / "to-carry").files == 1


def test_what_cannot_be_read_is_not_called_damaged(centre, bekasi, tmp_path):
    with pytest.raises(Refused, match="tidak dapat dibaca"):
        carried.take(tmp_path / "not-there")


def test_wherever_a_byte_was_changed_it_is_one_sentence_and_the_good_file_is_taken(centre, bekasi, tmp_path):
    file = written(tmp_path / "x", bekasi, {"message": message(envelopes=wires(1)), "enclosed": [ENCLOSED]}, CONTENT)
    content, broken, refused = file.read_bytes(), tmp_path / "broken", 0
    # Of the list at the end each byte says where something is, or how it is packed.
    for place in range(content.rindex(b"PK\1\2"), len(content)):
        broken.write_bytes(content[:place] + b"\xff" + content[place + 1 :])
        try:
            carried.take(broken)
        except Refused:
            refused += 1
    assert refused > 20
    carried.take(file)
    assert Received.objects.count() == 1
    assert blobs.read(ENCLOSED["sha256"]) == CONTENT
