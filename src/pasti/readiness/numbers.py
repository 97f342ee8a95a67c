"""Numbers of incidents: counted by year, under the lock of the office."""

from datetime import datetime

from pasti.kit import clock
from pasti.readiness.models import Incident


def next_number(at: datetime) -> tuple[int, int]:
    """Return year and number of the next incident that begins at a moment. The caller holds the office's lock."""
    year = clock.local_day(at).year
    last = Incident.objects.filter(year=year).order_by("-sequence").first()
    return year, last.sequence + 1 if last else 1
