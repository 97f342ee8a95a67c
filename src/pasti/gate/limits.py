"""What a node bears of those who call it."""

from dataclasses import dataclass
from pathlib import Path

# No body takes longer than this, however fast it comes: 26 MB at 20 kB/s take 22 minutes.
LONGEST_SECONDS = 1800.0
# The head of a request, and what is around the pieces of a body.
LONGEST_HEAD = 64 * 1024
# Bytes a second of a phone on a slow line: who is slower loses his place first when there is none left.
HONEST = 20_000
# What may wait to be read when an answer is given out of hand: uvicorn's own buffer and one piece of ours.
LEFT_TO_READ = 128 * 1024


@dataclass(frozen=True)
class Limits:
    """Whoever sends or reads has `patience` seconds, and a second more for every `slowest` bytes that got through."""

    patience: float
    slowest: int
    # Connections at the same time; one network has half of them at most.
    connections: int
    # Bytes of bodies and answers that may wait on the disk, and where.
    spool: int
    folder: Path

    def seconds_for(self, size: int) -> float:
        """Return how long it may take to bring so many bytes through."""
        return min(LONGEST_SECONDS, self.patience + size / self.slowest)
