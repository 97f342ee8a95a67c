"""The one clock. Everything that asks what time it is asks here, so that tests and the sample city can run it."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime, timedelta, tzinfo

from django.conf import settings
from django.utils import timezone

_stopped: ContextVar[datetime | None] = ContextVar("stopped", default=None)


def now() -> datetime:
    """Return the present moment, aware, in UTC."""
    return _stopped.get() or timezone.now() + timedelta(seconds=settings.CLOCK_AHEAD)


def today() -> date:
    """Return the office's local day."""
    return local_day(now())


def local_day(moment: datetime) -> date:
    """Return the office's local day at a moment."""
    return timezone.localdate(moment)


def local(moment: datetime) -> datetime:
    """Return a moment in the office's zone."""
    return timezone.localtime(moment)


def at(day: date, hour: int = 0, minute: int = 0) -> datetime:
    """Return a local time of an office day as an aware moment."""
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=zone())


def zone() -> tzinfo:
    """Return the office's zone."""
    return timezone.get_default_timezone()


@contextmanager
def stopped_at(moment: datetime) -> Iterator[None]:
    """Stop the clock of this thread of execution at a moment."""
    token = _stopped.set(moment)
    try:
        yield
    finally:
        _stopped.reset(token)
