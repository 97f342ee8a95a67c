"""What left the centre, and for whom: for its head."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import F, QuerySet, Sum

from pasti.centre.release.models import Release, Tally
from pasti.link.models import Peer

# What an office usually gets is measured over so many days before the one that is looked at.
USUAL_DAYS = 28
# Below so many from the store nothing is unusual; from there on, thrice the usual is.
UNUSUAL_FROM, UNUSUAL_TIMES = 10, 3


def to_seal() -> QuerySet[Release]:
    """Return what was granted and is not sealed yet."""
    waiting = Release.objects.filter(sealed_at=None, problem="")
    return waiting.select_related("record__office", "record__person", "office", "person")


def releases(*, on: date | None = None, office: Peer | None = None) -> QuerySet[Release]:
    """Return what was released, the latest first; of one day or one office if given."""
    found = Release.objects.select_related("record", "office", "person").order_by("-granted_at", "-id")
    found = found.filter(day=on) if on else found
    return found.filter(office=office) if office else found


@dataclass(frozen=True)
class DayOfOffice:
    """What one office got on a day, beside what it gets on other days."""

    tally: Tally
    usual: float

    @property
    def unusual(self) -> bool:
        """Whether somebody should ask why."""
        got = self.tally.from_store + self.tally.beyond
        return got >= UNUSUAL_FROM and got > UNUSUAL_TIMES * self.usual


def days(on: date) -> list[DayOfOffice]:
    """Return, for every office that got something on a day, how much; what is unusual first, then the most."""
    before = Tally.objects.filter(day__gte=on - timedelta(days=USUAL_DAYS), day__lt=on)
    sums = before.values_list("office").annotate(n=Sum(F("home") + F("away") + F("decided"))).order_by()
    usual = {office: n / USUAL_DAYS for office, n in sums}
    tallies = Tally.objects.filter(day=on).select_related("office")
    found = [DayOfOffice(tally, usual.get(tally.office_id, 0.0)) for tally in tallies]
    return sorted(found, key=lambda day: (not day.unusual, -day.tally.total, day.tally.office.name))


def alarms(on: date) -> QuerySet[Tally]:
    """Return the offices that came to their limit on a day."""
    return Tally.objects.filter(day=on, alarmed_at__isnull=False).select_related("office").order_by("alarmed_at")
