from datetime import datetime, timedelta

from pasti.journal import clocks
from pasti.kit.clock_watch import when_set_back


@when_set_back
def clock_was_set_back(before: datetime, by: timedelta) -> None:
    clocks.note_set_back(before, by)
