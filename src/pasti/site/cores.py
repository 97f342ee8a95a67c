"""What this machine has, for settings that follow from it."""

import os

# What a node needs without copies of its web process, and what each of them may need, in MB (docs/adr/0077).
_NODE, _COPY = 512, 150
_MOST_COPIES = 4


def copies() -> int:
    """Return how many copies of the web process make pages: one for each core, as far as there is memory for them.

    Where it would be but one, 0: the threads of the web process make them.
    """
    megabytes = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // (1024 * 1024)
    number = min(_cores(), (megabytes - _NODE) // _COPY, _MOST_COPIES)
    return number if number > 1 else 0


def _cores() -> int:
    """Return how many cores this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
