"""Noting what the lanes took of a coming that is over."""

from datetime import date

from django.db import transaction

from pasti.applications import queries as applications
from pasti.figures.models import Stretch
from pasti.figures.passages import passages
from pasti.journal.models import Entry
from pasti.kit import clock
from pasti.queue import why


@transaction.atomic
def note(day: date, number: str, case: str = "") -> int:
    """Note the lanes that a number of a day went through, if its coming is over; return how many. Twice is harmless.

    `case` is the number of its application, if it had one.
    """
    entries = why.history(day, number)
    found, total = passages(entries)
    if total is None or Stretch.objects.filter(day=day, number=number).exists():
        return 0
    about = applications.by_number(case) if case else None
    booked = any(entry.facts.get("booked_for") for entry in entries if entry.kind == "ticket.issue")
    Stretch.objects.bulk_create(
        Stretch(
            day=day, number=number, position=position, lane=one.lane[:1], hour=clock.local(one.since).hour,
            service=about.service.code if about else "", channel=about.channel if about else "", booked=booked,
            waited=one.waited if one.calls else None, served=one.served if one.was_served else None,
            total=total if one is found[-1] else None, again=one.again, missed=one.missed,
        )
        for position, one in enumerate(found)
    )  # fmt: skip
    return len(found)


def of_entry(entry: Entry) -> tuple[date, str] | None:
    """Return the day and the number that an entry of the journal is about, if it is a number of the queue."""
    noun, _colon, name = entry.subject.partition(":")
    day, _slash, number = name.partition("/")
    return (date.fromisoformat(day), number) if noun == "ticket" and number else None
