"""What happens in the hall, in few words."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta

from django.db import connection
from tests.cast import ANYBODY, MONDAY, Cast

from pasti.applications.models import Application
from pasti.journal.models import Entry
from pasti.kit import clock
from pasti.queue import actions
from pasti.queue.models import Ticket


def after(minutes: float):
    """Some minutes after half past eight."""
    return clock.stopped_at(MONDAY + timedelta(minutes=minutes))


def take(office: Cast, letter: str = "C", application: Application | None = None) -> Ticket:
    """Somebody takes a number."""
    return actions.issue_ticket(office.lanes[letter], application=application, by=ANYBODY)


def called(office: Cast, counter: int = 1) -> str:
    """Who is called next to a counter; it is free again afterwards."""
    ticket = actions.call_next(office.counters[counter], by=ANYBODY)
    if ticket is None:
        return ""
    actions.finish(actions.serve(ticket, by=ANYBODY), by=ANYBODY)
    return ticket.number


def serving(office: Cast, counter: int = 1, letter: str = "C", application: Application | None = None) -> Ticket:
    """Somebody takes a number, is called and comes to the counter."""
    ticket = take(office, letter, application)
    called_to = actions.call_next(office.counters[counter], by=ANYBODY)
    assert called_to == ticket
    return actions.serve(called_to, by=ANYBODY)


def missed(office: Cast, counter: int = 1, letter: str = "C", application: Application | None = None) -> Ticket:
    """Somebody takes a number, is called as often as it takes, and does not come."""
    take(office, letter, application)
    ticket = actions.call_next(office.counters[counter], by=ANYBODY)
    assert ticket is not None
    for _again in range(2):
        ticket = actions.recall(ticket, by=ANYBODY)
    return miss(ticket)


def miss(ticket: Ticket) -> Ticket:
    """Somebody has had the time to come, and did not."""
    with clock.stopped_at(clock.now() + timedelta(seconds=30)):
        return actions.miss(ticket, by=ANYBODY)


def state(ticket: Ticket) -> str:
    return Ticket.objects.get(pk=ticket.pk).state


def told() -> list[str]:
    """The kinds of what happened to tickets, in order."""
    return list(Entry.objects.filter(kind__startswith="ticket.").order_by("id").values_list("kind", flat=True))


@contextmanager
def just_after_looking_at_tickets(act: Callable[[], object]) -> Iterator[None]:
    """Let somebody else act once, in the moment after tickets were read for the first time."""
    acted: list[bool] = []

    def watch(execute, sql, params, many, context):
        result = execute(sql, params, many, context)
        if not acted and sql.startswith("SELECT") and 'FROM "queue_ticket"' in sql:
            acted.append(True)
            act()
        return result

    with connection.execute_wrapper(watch):
        yield
    assert acted
