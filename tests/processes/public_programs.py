"""What tests let processes do that changes what the public reads (see programs)."""

from datetime import timedelta

from django.db import connection

from pasti.accounts.roles import Role
from pasti.journal.actors import Actor
from pasti.kit import clock
from pasti.offices import actions as offices
from pasti.offices.models import Counter, Lane
from pasti.queue import actions as queue
from pasti.readiness import actions as readiness
from pasti.readiness.needs import Cause, Need
from pasti.stock.actions import receive_delivery
from tests.cast import ANYBODY

_HEAD = Actor(id="account:1", name="Agus", roles=frozenset({Role.HEAD}))


def something_breaks(sentence: str) -> None:
    """The station does not work, as somebody says."""
    readiness.open_incident(
        needs=[Need.STATION], cause=Cause.EQUIPMENT, sentence_id=sentence, sentence_en=f"EN {sentence}", by=_HEAD
    )


def blanks_come(first: str, count: str) -> None:
    """A delivery."""
    receive_delivery(first_serial=first, count=int(count), letter=first, by=ANYBODY)


def day_off(name: str) -> None:
    """Today is a holiday."""
    offices.set_holiday(clock.today(), name=name, source="local", closed=True, by=ANYBODY, seen=None)


def plan(sentence: str) -> None:
    """Work that is planned for tomorrow."""
    begins = clock.now() + timedelta(days=1)
    readiness.plan_incident(
        needs=[Need.PRINTER], starts_at=begins, until=begins + timedelta(hours=1), sentence_id=sentence, by=_HEAD
    )


def call_somebody() -> str:
    """Take a number and call it."""
    queue.issue_ticket(Lane.objects.get(), by=ANYBODY)
    ticket = queue.call_next(Counter.objects.get(number=1), by=ANYBODY)
    assert ticket is not None
    return ticket.number


def take_away() -> None:
    """Take away what every public page asks for."""
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE journal_entry RENAME TO journal_entry_away")


def put_back() -> None:
    """Put it back."""
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE journal_entry_away RENAME TO journal_entry")
