"""What was seen of each lane, hour by hour: written down as it happens, from the journal, and summed when asked."""

from datetime import datetime, timedelta

from django.db.models import F

from pasti.appointments.models import Booking, LaneHour
from pasti.journal import queries as journal
from pasti.journal.models import Entry
from pasti.kit import clock

# Who was "served" for longer was forgotten at the counter.
_LONGEST = timedelta(hours=2)


def note_served(entry: Entry) -> None:
    """Add how long somebody was at a counter, whose number has just been passed on or ended."""
    before = journal.of_subject(entry.subject).filter(pk__lt=entry.pk)
    called = before.filter(kind__in=["ticket.call", "ticket.serve"]).last()
    if called is None or called.kind != "ticket.serve":
        # Ended while they waited.
        return
    called = before.filter(kind="ticket.call", pk__lt=called.pk).last() or called
    moved = before.filter(kind__in=["ticket.issue", "ticket.pass_on"], pk__lt=called.pk).last()
    took = entry.happened_at - called.happened_at
    if moved and timedelta(0) < took <= _LONGEST:
        _add(moved.facts["lane"], called.happened_at, served=1, seconds=round(took.total_seconds()))


def note_booked(entry: Entry) -> None:
    """Add whether somebody with an appointment came on its day."""
    when = datetime.fromisoformat(entry.facts["when"])
    booking = Booking.objects.filter(pk=entry.subject.partition(":")[2]).first()
    came = entry.kind == "booking.attend"
    if booking is None or (came and clock.local_day(entry.happened_at) != clock.local_day(when)):
        # Who comes on another day was missed on this one, which was written down then.
        return
    for letter in booking.lanes:
        _add(letter, when, came=int(came), missed=int(not came))


def _add(lane: str, at: datetime, **more: int) -> None:
    there = LaneHour.objects.filter(day=clock.local_day(at), lane=lane, hour=clock.local(at).hour)
    if not there.update(**{name: F(name) + count for name, count in more.items()}):
        LaneHour.objects.create(day=clock.local_day(at), lane=lane, hour=clock.local(at).hour, **more)
