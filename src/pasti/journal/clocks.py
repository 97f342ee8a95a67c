"""That the clock of this node was set back is written down, and shown for a day (docs/adr/0034)."""

from datetime import datetime, timedelta

from pasti.journal.actions import record
from pasti.journal.actors import SYSTEM
from pasti.journal.models import Entry
from pasti.kit import clock

_SHOWN_FOR = timedelta(days=1)


def note_set_back(before: datetime, by: timedelta) -> None:
    """Write down that the clock, which had said `before`, was set back."""
    minutes = max(1, round(by / timedelta(minutes=1)))
    record("clock.set_back", subject="clock", by=SYSTEM, minutes=minutes, before=before.isoformat())


def set_back_lately() -> Entry | None:
    """Return the last time that the clock was set back, if that was within a day of now, before or after."""
    last = Entry.objects.filter(subject="clock", kind="clock.set_back").order_by("-id").first()
    return last if last and abs(clock.now() - last.recorded_at) < _SHOWN_FOR else None
