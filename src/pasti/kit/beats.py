"""When the duties of a process ran, written down together: one statement every so many seconds, not one for each."""

import threading
import time
from collections.abc import Mapping
from datetime import datetime

from pasti.kit import clock
from pasti.kit.models import Beat


class Beats:
    """What goes well in this process and is not written down yet. For all its threads."""

    def __init__(self, every_seconds: float, *, written_at: float | None = None) -> None:
        self.every_seconds = every_seconds
        self.written_at = time.monotonic() if written_at is None else written_at
        self._ran: dict[str, datetime] = {}
        self._lock = threading.Lock()

    def note(self, duty: str, now: float) -> None:
        """Note that a duty ran well just now; whoever comes when it is time writes it down for all."""
        with self._lock:
            self._ran[duty] = clock.now()
            if now - self.written_at < self.every_seconds:
                return
            ran, self._ran, self.written_at = self._ran, {}, now
        write_good(ran)


def write_good(ran: Mapping[str, datetime]) -> None:
    """Write down when duties ran, and that nothing is wrong with them."""
    Beat.objects.bulk_create(
        # In one order: of two processes none waits for the other, who waits for it.
        [Beat(duty=duty, last_run_at=at) for duty, at in sorted(ran.items())],
        update_conflicts=True,
        unique_fields=["duty"],
        update_fields=["last_run_at", "last_error", "failing_since"],
    )
