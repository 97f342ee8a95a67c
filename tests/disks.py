"""Disks of a test's own: large while something is made on them, small afterwards, filled as others would."""

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

_LARGE_MB = 3000


def mounted(folder: Path) -> bool:
    """Put a disk in memory at a folder that is not there yet, if this user may; return whether it is there."""
    folder.mkdir()
    asked = ["mount", "-t", "tmpfs", "-o", f"size={_LARGE_MB}m", "pasti-test", str(folder)]
    return subprocess.run(asked, capture_output=True, check=False).returncode == 0


def unmount(disk: Path) -> None:
    """Take such a disk away."""
    subprocess.run(["umount", str(disk)], check=True)


@contextmanager
def own_disk(folder: Path) -> Iterator[Path]:
    """A disk in memory at a folder that is not there yet."""
    if not mounted(folder):
        pytest.skip("a disk of the test's own takes the right to mount one")
    try:
        yield folder
    finally:
        unmount(folder)


def is_full_from_now(disk: Path) -> None:
    """Let a disk be as large as what lies on it: whoever writes on finds no room."""
    there = os.statvfs(disk)
    used = (there.f_blocks - there.f_bfree) * there.f_frsize
    while subprocess.run(
        ["mount", "-o", f"remount,size={used // 1024}k", str(disk)], capture_output=True, check=False
    ).returncode:
        # Somebody has just written more.
        used += 256 * 1024


def has_room_again(disk: Path) -> None:
    """Let a disk be large again."""
    shrink(disk, _LARGE_MB)


def shrink(disk: Path, mb: int) -> None:
    """Let a disk be so small from now on."""
    subprocess.run(["mount", "-o", f"remount,size={mb}m", str(disk)], check=True)


def no_more_files(disk: Path) -> None:
    """Let a disk have no room for another file, though of bytes it has plenty."""
    there = os.statvfs(disk)
    used = there.f_files - there.f_ffree
    subprocess.run(["mount", "-o", f"remount,nr_inodes={used}", str(disk)], check=True)


def room_for_files(disk: Path) -> None:
    """Let a disk take as many files as ever again."""
    subprocess.run(["mount", "-o", "remount,nr_inodes=100000", str(disk)], check=True)


def fill(disk: Path) -> Path:
    """Fill a disk to the last byte; return the file that does it."""
    other = disk / "of-another-program"
    with other.open("wb", buffering=0) as file:
        try:
            while True:
                file.write(os.urandom(1 << 16))
        except OSError:
            pass
    return other
