"""A clock that was set back: noticed within seconds, told once, and it stops nothing (see waits)."""

from collections.abc import Callable
from datetime import datetime, timedelta

from django.db import transaction

from pasti.kit import clock, waits
from pasti.kit.duties import every
from pasti.kit.models import Beat

DUTY = "kit.clock"
# Clocks are put right by so little all the time.
_NO_MATTER = timedelta(seconds=5)

Tell = Callable[[datetime, timedelta], None]
_tells: list[Tell] = []


def when_set_back(tell: Tell) -> Tell:
    """Register who writes it down: `fn(before, by)`, what the clock had said and how far it was set back."""
    _tells.append(tell)
    return tell


@every(5, DUTY, reads_own_beat=True)
def watch() -> None:
    """Compare the clock with the moment at which this duty ran last, be it by another process or before a start.

    It is compared with no other machine's, so nobody knows which of the two moments was wrong: it was set back.
    """
    now = clock.now()
    before = Beat.objects.filter(pk=DUTY).values_list("last_run_at", flat=True).first()
    if before is None or before - now <= _NO_MATTER:
        return
    waits.let_none_lie_after(now)
    with transaction.atomic():
        # Of two processes one tells.
        if Beat.objects.filter(pk=DUTY, last_run_at=before).update(last_run_at=now):
            for tell in _tells:
                tell(before, before - now)
