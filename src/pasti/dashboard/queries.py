"""The office at a glance."""

from dataclasses import dataclass
from datetime import datetime

from pasti.applications import queries as applications
from pasti.applications.models import Application
from pasti.appointments import queries as appointments
from pasti.kit import clock
from pasti.link import queries as links
from pasti.link.queries import LinkState
from pasti.offices import queries as offices
from pasti.offices.models import Shift
from pasti.printing import queries as printing
from pasti.promises import queries as promises
from pasti.promises.models import Promise
from pasti.queue import queries as queue
from pasti.queue.models import Ticket
from pasti.stock import queries as stock
from pasti.stock.queries import Ledger

_SHOWN = 8


@dataclass(frozen=True)
class Today:
    """What the head of office wants to know before anybody asks."""

    since: datetime
    tickets: dict[str, int]
    longest: Ticket | None
    expected: int
    counts: dict[str, int]
    states: dict[str, int]
    ready_to_print: int
    printed: int
    ledger: Ledger
    low: bool
    link: LinkState
    on_shift: list[Shift]
    board: queue.Board
    overdue: list[Promise]
    overdue_count: int
    held: list[Application]


def today() -> Today:
    """Return how the office stands now."""
    since = clock.at(clock.today())
    late = promises.overdue()
    return Today(
        since=since,
        tickets=queue.counts_today(),
        longest=queue.longest_waiting(),
        expected=appointments.expected_on(clock.today()).count(),
        counts=applications.counts_since(since),
        states=applications.counts_by_state(),
        ready_to_print=printing.waiting().count(),
        printed=printing.printed_since(clock.today()),
        ledger=stock.ledger(),
        low=stock.running_low(),
        link=links.link_state(),
        on_shift=list(offices.on_shift()),
        board=queue.board(),
        overdue=list(late[:_SHOWN]),
        overdue_count=late.count(),
        held=list(applications.held()[:_SHOWN]),
    )
