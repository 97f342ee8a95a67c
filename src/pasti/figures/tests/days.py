"""A few comings, in few words."""

from contextlib import AbstractContextManager
from datetime import timedelta

from tests.cast import ANYBODY, MONDAY, Cast

from pasti.applications.models import Application
from pasti.figures import actions
from pasti.figures.models import Stretch
from pasti.kit import clock
from pasti.queue import actions as queue
from pasti.queue.models import Ticket


def comes(office: Cast, *, at: float = 0, waits: float = 10, served: float = 5, letter: str = "C", counter: int = 1,
          case: Application | None = None, days: int = 0) -> Ticket:  # fmt: skip
    """Somebody takes a number so many minutes after half past eight, waits, is served, and it is noted."""
    morning = MONDAY + timedelta(days=days)

    def minute(n: float) -> AbstractContextManager[None]:
        return clock.stopped_at(morning + timedelta(minutes=n))

    with minute(at):
        queue.issue_ticket(office.lanes[letter], application=case, by=ANYBODY)
    with minute(at + waits):
        ticket = queue.call_next(office.counters[counter], by=ANYBODY)
        assert ticket is not None
        queue.serve(ticket, by=ANYBODY)
    with minute(at + waits + served):
        ended = queue.finish(ticket, by=ANYBODY)
        actions.note(ended.day, ended.number, ended.case_number)
    return ended


def kept() -> list[tuple[str, float | None, float | None]]:
    """The lanes that were noted, with minutes waited and served."""
    return [(one.lane, minutes(one.waited), minutes(one.served)) for one in Stretch.objects.order_by("day", "number")]


def minutes(time: timedelta | None) -> float | None:
    return None if time is None else time / timedelta(minutes=1)
