"""Whom accounts served at counters, as the roster asks: when, and nothing of the people."""

from collections.abc import Iterator
from datetime import datetime

from pasti.journal import queries as journal
from pasti.roster.served import served_by


@served_by("queue")
def came_to_counters(since: datetime, until: datetime) -> Iterator[tuple[int, datetime]]:
    """Yield (account, when) for everybody who came to a counter when called, from one moment until another."""
    called = journal.latest(kind="ticket.serve").filter(recorded_at__gte=since, recorded_at__lt=until)
    for by, at in called.values_list("by_id", "happened_at"):
        kind, _colon, key = by.partition(":")
        if kind == "account" and key.isdecimal():
            yield int(key), at
