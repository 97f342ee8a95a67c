"""Closing days: what is over long enough becomes a few rows of figures, and who it was made of is forgotten."""

from datetime import date, timedelta

from django.db import transaction

from pasti.figures.models import Stretch, Tally
from pasti.figures.tallying import Kind, tallied
from pasti.kit import clock
from pasti.offices import actions as offices

# Numbers that nobody finished are closed in the night after their day.
_OPEN_DAYS = 2


def first_open_day() -> date:
    """Return the first day of which stretches are still kept one by one."""
    return clock.today() - timedelta(days=_OPEN_DAYS - 1)


@transaction.atomic
def close_days() -> int:
    """Make figures of the days that are over; return how many stretches they were made of. Twice is harmless.

    What is noted later of a day that was closed is added to it.
    """
    # Two who close at once would count twice.
    offices.lock_office()
    over = list(Stretch.objects.filter(day__lt=first_open_day()))
    if not over:
        return 0
    days = {one.day for one in over}
    known = {Kind(row.day, row.by, row.key, row.measure, row.step): row for row in Tally.objects.filter(day__in=days)}
    fresh = []
    for kind, found in tallied(over).items():
        row = known.get(kind)
        if row is None:
            fresh.append(Tally(**kind._asdict(), count=found.count, seconds=found.seconds, within=found.within))
        else:
            row.count, row.seconds, row.within = (
                row.count + found.count, row.seconds + found.seconds, row.within + found.within,
            )  # fmt: skip
    Tally.objects.bulk_create(fresh)
    Tally.objects.bulk_update(known.values(), ["count", "seconds", "within"])
    Stretch.objects.filter(pk__in=[one.pk for one in over]).delete()
    return len(over)
