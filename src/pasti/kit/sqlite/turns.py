"""Taking turns at writing to a file: whoever comes stands in a line, in whichever process he is.

SQLite has no line. Who finds it locked naps, up to a tenth of a second, and looks again; who writes one transaction
after the other takes the lock again before that. Two locks make a line: nobody gets the second, which is the turn,
without having held the first, and whoever waits for the turn holds the first. So who had a turn comes after the one who
waits.

It is a courtesy, and no more: that only one writes at a time is SQLite's business as ever. A lock goes with the process
that held it, however it ended.
"""

import fcntl
import os
import random
import time

# So long somebody stands in the line; then he goes on without, and SQLite says what is to be said.
_LONGEST = 20.0
_SHORTEST_NAP, _LONGEST_NAP = 0.0002, 0.003


class Turn:
    """A turn at a file that somebody has until he gives it back; `is_ours` says whether the line was waited out."""

    def __init__(self, file: str) -> None:
        self.is_ours = False
        self._handle = -1
        until = time.monotonic() + _LONGEST
        try:
            first = _opened(f"{file}-line")
            try:
                if _locked(first, until):
                    self._handle = _opened(f"{file}-turn")
                    self.is_ours = _locked(self._handle, until)
            finally:
                os.close(first)
        except OSError:
            # No room for a file of nothing, or too many open ones: then without.
            self.give_back()

    def give_back(self) -> None:
        """Let the next one write."""
        if self._handle >= 0:
            os.close(self._handle)
            self._handle = -1


def _opened(path: str) -> int:
    return os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)


def _locked(handle: int, until: float) -> bool:
    nap = _SHORTEST_NAP
    while True:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() >= until:
                return False
        else:
            return True
        # Not all at the same moment.
        time.sleep(nap * random.uniform(0.5, 1.0))  # noqa: S311
        nap = min(_LONGEST_NAP, nap * 2)
