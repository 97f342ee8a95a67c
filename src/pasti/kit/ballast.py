"""Puts room aside for when the disk is full, and lets it go before a write fails (see full_disk)."""

import os
import time

from django.conf import settings

from pasti.kit import blobs
from pasti.kit.duties import every
from pasti.kit.full_disk import ballast, is_full, let_go, log, note

_MB = 1024 * 1024
# With less than this left, nothing else of any size fits in.
_HARDLY_ANY_MB = 16
# A database may be full on a disk of its own, while there is room here: it is over when nothing failed for a while.
_QUIET_SECONDS = 30


@every(5, "kit.ballast")
def keep_ballast() -> None:
    """Let the ballast go when hardly anything is left; put it aside again when there is room enough."""
    free = blobs.free_mb()
    if ballast().exists():
        if free < _HARDLY_ANY_MB:
            note()
    elif free >= settings.BALLAST_MB + 2 * _HARDLY_ANY_MB and not (is_full() and _noted_lately()):
        _fill()
        if is_full():
            let_go().unlink(missing_ok=True)
            log.warning("There is room on the disk again (%s MB).", free)


def _noted_lately() -> bool:
    return abs(time.time() - let_go().stat().st_mtime) < _QUIET_SECONDS


def _fill() -> None:
    """Put the room aside, really: a file with holes holds none."""
    growing = ballast().with_name("ballast-growing")
    with growing.open("wb") as file:
        os.posix_fallocate(file.fileno(), 0, settings.BALLAST_MB * _MB)
    growing.rename(ballast())
