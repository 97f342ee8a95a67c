"""A real disk that fills up: a warning, then nobody new, and whoever was begun is finished."""

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.cast import MONDAY, accepted

from pasti.kit.errors import Refused
from pasti.offices.actions import decide
from pasti.recording import actions, queries
from pasti.recording.models import Recording
from pasti.recording.tests.pictures import fill

pytestmark = pytest.mark.either_database

SIZE_MB, LEAST_MB = 120, 50


@pytest.fixture
def disk(tmp_path: Path, settings) -> Iterator[Path]:
    """A disk of this test's own, on which the office keeps its files."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", f"size={SIZE_MB}m", "pasti-test", str(folder)]
    if subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("a disk of the test's own takes the right to mount one")
    settings.DATA_DIR, settings.BLOB_DIR = folder, folder / "blobs"
    try:
        yield folder
    finally:
        subprocess.run(["umount", str(folder)], check=True)


def test_a_disk_that_fills_up_warns_then_stops_new_recordings_and_lets_the_others_end(office, case, rini, disk, settle):
    for key, value in (("recording.least_free_disk_mb", LEAST_MB), ("recording.warn_when_room_for", 15)):
        decide(key, value=value, valid_from=MONDAY.date(), legal_basis="SK", by=office.nur.actor)
    assert queries.room().said == ""
    begun = actions.open_recording(case, by=rini)
    other = disk / "of-another-program"
    with other.open("wb") as file:
        os.posix_fallocate(file.fileno(), 0, 20 * 1024 * 1024)
    assert "cukup untuk kira-kira 12 perekaman lagi" in queries.room().said
    with other.open("wb") as file:
        os.posix_fallocate(file.fileno(), 0, 75 * 1024 * 1024)
    with pytest.raises(Refused, match="Perekaman dihentikan"):
        actions.open_recording(accepted(office.budi.actor), by=rini)
    with settle():
        sealed = actions.seal(fill(begun, rini), by=rini)
    assert sealed.state == Recording.State.SEALED
    other.unlink()
    assert actions.open_recording(accepted(office.budi.actor), by=rini).state == "open"
