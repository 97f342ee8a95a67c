"""Background duties of a node: small functions that `pasti work` runs again and again, each in its own thread."""

import logging
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

from django.db import close_old_connections, connection
from django.db.models import QuerySet

from pasti.kit import clock, full_disk, text
from pasti.kit.models import Beat
from pasti.kit.registry import Registry

log = logging.getLogger("pasti.work")

# True: there is more to do at once. A number: look again in so many seconds, and not as late as usual.
Act = Callable[[], bool | float | None]


@dataclass(frozen=True)
class Duty:
    """Something to do every so many seconds; sooner again when it answers that there is, or may be, more."""

    name: str
    seconds: float
    act: Act
    rests_when_full: bool = False


duties: Registry[Duty] = Registry("duty")

_BEAT_EVERY_SECONDS = 10.0
_turned_at = time.monotonic()


def every(seconds: float, name: str, *, rests_when_full: bool = False) -> Callable[[Act], Act]:
    """Register a duty. It must be harmless when two processes run it at the same time.

    One that brings much onto the disk rests while there is no room (see full_disk).
    """

    def register(act: Act) -> Act:
        duties.add(name, Duty(name, seconds, act, rests_when_full))
        return act

    return register


def heard() -> QuerySet[Beat]:
    """Return when each duty last ran."""
    return Beat.objects.all()


def seconds_since_any_turn() -> float:
    """Return for how long no duty of this process came to an end of what it does, well or not."""
    return time.monotonic() - _turned_at


class _Watch:
    """Writes down that a duty runs, at most every ten seconds, and at once when its luck changes."""

    def __init__(self, duty: Duty) -> None:
        self.duty = duty
        self.said_at = 0.0
        self.said = ""

    def note(self, now: float, error: str) -> None:
        if error == self.said and now - self.said_at < _BEAT_EVERY_SECONDS:
            return
        beat, _ = Beat.objects.get_or_create(pk=self.duty.name)
        beat.last_run_at = clock.now()
        beat.last_error = text.without_niks(error[:300])
        beat.failing_since = (beat.failing_since or clock.now()) if error else None
        beat.save()
        self.said, self.said_at = error, now


def run(duty: Duty, stop: threading.Event) -> None:
    """Run one duty until told to stop. An error is logged and noted, and the duty is tried again, more slowly."""
    global _turned_at  # noqa: PLW0603 - one moment for all threads of the process

    watch, pause = _Watch(duty), duty.seconds
    while not stop.is_set():
        error = ""
        try:
            close_old_connections()
            more = duty.act() if not (duty.rests_when_full and full_disk.is_full()) else None
            pause = duty.seconds
            rest = 0.0 if more is True else min(pause, more or pause)
        except Exception as failure:  # a duty must outlive whatever happens to it
            log.exception("duty %s failed", duty.name)
            error = f"{type(failure).__name__}: {failure}"
            rest = pause = min(60.0, max(pause, 0.5) * 2)
        try:
            watch.note(time.monotonic(), error)
        except Exception:
            log.exception("duty %s could not note its beat", duty.name)
        _turned_at = time.monotonic()
        stop.wait(rest)
    connection.close()
