"""Background duties of a node: small functions that `pasti work` runs again and again, each in its own thread."""

import logging
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

from django.db import close_old_connections, connection
from django.db.models import QuerySet

from pasti.kit import clock, full_disk, text
from pasti.kit.beats import Beats, write_good
from pasti.kit.commits import Seen
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
    # Nothing but rows says whether there is something to do: no clock, no file, nobody outside.
    asks_rows_only: bool = False
    # It reads when it ran last: that is written down in its own turn.
    reads_own_beat: bool = False


duties: Registry[Duty] = Registry("duty")

_BEAT_EVERY_SECONDS = 10.0
# Who asks rows only looks so often also when nobody has committed anything.
_LONGEST_UNASKED_SECONDS = 10.0
_seen = Seen()
_beats = Beats(_BEAT_EVERY_SECONDS)
_turned_at = time.monotonic()


def every(
    seconds: float,
    name: str,
    *,
    rests_when_full: bool = False,
    asks_rows_only: bool = False,
    reads_own_beat: bool = False,
) -> Callable[[Act], Act]:
    """Register a duty. It must be harmless when two processes run it at the same time.

    One that brings much onto the disk rests while there is no room (see full_disk). One that asks rows only is passed
    by while nothing was committed since it looked last (docs/adr/0078): what it found nothing to do in says the same.
    """

    def register(act: Act) -> Act:
        duties.add(name, Duty(name, seconds, act, rests_when_full, asks_rows_only, reads_own_beat))
        return act

    return register


def heard() -> QuerySet[Beat]:
    """Return when each duty last ran."""
    return Beat.objects.all()


def seconds_since_any_turn() -> float:
    """Return for how long no duty of this process came to an end of what it does, well or not."""
    return time.monotonic() - _turned_at


class _Watch:
    """Writes down that a duty runs: at once when its luck changes, else every ten seconds, with all that go well."""

    def __init__(self, duty: Duty, beats: Beats) -> None:
        self.duty, self.beats = duty, beats
        self.said_at = 0.0
        self.said: str | None = None

    def note(self, now: float, error: str) -> None:
        if error == self.said:
            if not error and not self.duty.reads_own_beat:
                self.beats.note(self.duty.name, now)
                return
            if now - self.said_at < _BEAT_EVERY_SECONDS:
                return
        if error:
            beat, _ = Beat.objects.get_or_create(pk=self.duty.name)
            beat.last_run_at = clock.now()
            beat.last_error = text.without_niks(error[:300])
            beat.failing_since = beat.failing_since or clock.now()
            beat.save()
        else:
            write_good({self.duty.name: clock.now()})
        self.said, self.said_at = error, now


class _Look:
    """Whether a duty must look, or would only find what it found before."""

    def __init__(self, duty: Duty) -> None:
        self.duty = duty
        self.saw: object = None
        self.looked_at = 0.0

    def is_needed(self, now: float) -> bool:
        if not self.duty.asks_rows_only:
            return True
        # Asked before it looks: what is committed meanwhile is new the next time.
        sees = _seen.now()
        if sees is not None and sees == self.saw and now - self.looked_at < _LONGEST_UNASKED_SECONDS:
            return False
        self.saw, self.looked_at = sees, now
        return True

    def must_be_taken_again(self) -> None:
        self.saw = None


def run(duty: Duty, stop: threading.Event) -> None:
    """Run one duty until told to stop. An error is logged and noted, and the duty is tried again, more slowly."""
    global _turned_at  # noqa: PLW0603 - one moment for all threads of the process

    watch, look, pause = _Watch(duty, _beats), _Look(duty), duty.seconds
    while not stop.is_set():
        error = ""
        try:
            more = _turn(duty, look)
            pause = duty.seconds
            rest = 0.0 if more is True else min(pause, more or pause)
        except Exception as failure:  # a duty must outlive whatever happens to it
            log.exception("duty %s failed", duty.name)
            look.must_be_taken_again()
            error = f"{type(failure).__name__}: {failure}"
            rest = pause = min(60.0, max(pause, 0.5) * 2)
        try:
            watch.note(time.monotonic(), error)
        except Exception:
            log.exception("duty %s could not note its beat", duty.name)
        _turned_at = time.monotonic()
        stop.wait(rest)
    connection.close()


def _turn(duty: Duty, look: _Look) -> bool | float | None:
    if not look.is_needed(time.monotonic()):
        return None
    close_old_connections()
    if duty.rests_when_full and full_disk.is_full():
        look.must_be_taken_again()
        return None
    more = duty.act()
    if more:
        look.must_be_taken_again()
    return more
