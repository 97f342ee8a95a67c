"""What this machine has, for settings that follow from it."""

import os
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

# What a node needs without copies of its web process, and what each of them may need, in MB (docs/adr/0077).
_NODE, _COPY = 512, 150
_MOST_COPIES = 4
_MB = 1024 * 1024
# Where Linux says what a container or a service of systemd may use (cgroup v2).
_OURS, _GROUPS = Path("/proc/self/cgroup"), Path("/sys/fs/cgroup")


def copies() -> int:
    """Return how many copies of the web process make pages: one for each core, as far as there is memory for them.

    Where it would be but one, 0: the threads of the web process make them.
    """
    number = min(_cores(), (_memory() - _NODE) // _COPY, _MOST_COPIES)
    return number if number > 1 else 0


def _memory() -> int:
    """Return how many MB this process may use: all there are, or what its container is held to."""
    return min([os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // _MB, *_allowed()])


def _allowed() -> Iterator[int]:
    with suppress(OSError):
        ours = [line.removeprefix("0::/") for line in _OURS.read_text().splitlines() if line.startswith("0::/")]
        for group in map(_GROUPS.joinpath, ours):
            for one in (group, *group.parents):
                # A group that may use all says "max"; outside of the groups there is no such file.
                with suppress(OSError, ValueError):
                    yield int((one / "memory.max").read_text()) // _MB


def _cores() -> int:
    """Return how many cores this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
