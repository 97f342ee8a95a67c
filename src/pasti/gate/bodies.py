"""Bodies of requests and answers: small ones in memory, large ones in a file without a name."""

import tempfile
import threading
from contextlib import suppress
from pathlib import Path
from typing import IO, Self

from pasti.kit import full_disk

IN_MEMORY = 64 * 1024


class Full(Exception):
    """There is no room for more."""


class DiskFull(Full):
    """The disk itself has no room."""


class Room:
    """The disk's room for what is on its way, and how much of it each network takes."""

    def __init__(self, folder: Path, most: int) -> None:
        self.folder = folder
        self.most = most
        self.taken = 0
        self.of: dict[str, int] = {}
        # Answers are written by many threads.
        self.lock = threading.Lock()

    def take(self, network: str, size: int) -> None:
        """Take room for a network; raise Full when there is none, or when it has half of all already."""
        with self.lock:
            own = self.of.get(network, 0)
            if self.taken + size > self.most or own + size > self.most // 2:
                raise Full
            self.taken += size
            self.of[network] = own + size

    def give_back(self, network: str, size: int) -> None:
        """Give room back."""
        with self.lock:
            self.taken -= size
            self.of[network] = self.of.get(network, 0) - size
            if self.of[network] <= 0:
                del self.of[network]


class Body:
    """What is written once and then read once."""

    def __init__(self, room: Room, network: str) -> None:
        self.room = room
        self.network = network
        self.size = 0
        self.file: IO[bytes] = tempfile.SpooledTemporaryFile(IN_MEMORY, dir=str(room.folder))  # noqa: SIM115 - see __exit__

    def write(self, data: bytes) -> None:
        """Add to it. Raises Full."""
        self.room.take(self.network, len(data))
        self.size += len(data)
        try:
            self.file.write(data)
        except OSError as failure:
            if not full_disk.caused(failure):
                raise
            full_disk.note()
            raise DiskFull from failure

    def rewind(self) -> IO[bytes]:
        """Return it as a file, from its beginning."""
        self.file.seek(0)
        return self.file

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_exc: object) -> None:
        """Throw it away."""
        # What was not written yet for want of room is not missed.
        with suppress(OSError):
            self.file.close()
        self.room.give_back(self.network, self.size)
        self.size = 0
