"""Which dates a person was told. One answer for all screens."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import QuerySet

from pasti.applications.models import Application
from pasti.applications.states import State
from pasti.appointments import queries as appointments
from pasti.appointments.models import Booking
from pasti.appointments.queries import Stand
from pasti.kit import clock
from pasti.promises.models import Promise, What

_AWAITED = (State.IN_PROGRESS, State.HELD)


@dataclass(frozen=True)
class Dates:
    """The dates of a case: when the person is expected, and by which day it will be ready, while that is awaited."""

    booking: Booking | None
    missed: bool
    ready_on: date | None
    # Its session is over, and people are served until `closes` today: coming late is coming.
    over: Booking | None = None
    closes: datetime | None = None
    # The office freed it, and why: no fault of the person's.
    freed: Booking | None = None
    why_freed: str = ""

    @property
    def late(self) -> bool:
        """Whether it should have been ready before today."""
        return self.ready_on is not None and self.ready_on < clock.today()


def dates_of(application: Application) -> Dates:
    """Return which dates a person is told for a case now."""
    standing = appointments.standing(application)
    stand, booking = standing.stand, standing.booking
    said = current(application) if application.state in _AWAITED else None
    return Dates(
        booking=booking if stand == Stand.AHEAD else None,
        missed=stand == Stand.MISSED,
        ready_on=said.day if said else None,
        over=booking if stand == Stand.LATE else None,
        closes=standing.closes,
        freed=booking if stand == Stand.FREED else None,
        why_freed=appointments.why_freed(booking) if stand == Stand.FREED else "",
    )


def current(application: Application) -> Promise | None:
    """Return the promise for a case that holds now, whether it is still awaited or not."""
    return Promise.objects.filter(application=application, what=What.READY, replaced_at=None).first()


def ready_days(cases: Iterable[Application]) -> Mapping[int, date]:
    """Return by which day each of these cases was said to be ready, by key."""
    promises = Promise.objects.filter(application__in=list(cases), what=What.READY, replaced_at=None)
    return dict(promises.values_list("application_id", "day"))


def to_be_kept(today: date | None = None) -> QuerySet[Promise]:
    """Return the promises that are still awaited and whose day is not over."""
    return Promise.objects.filter(
        what=What.READY, replaced_at=None, day__gte=today or clock.today(), application__state__in=_AWAITED
    ).select_related("application__service")


def overdue(today: date | None = None) -> QuerySet[Promise]:
    """Return the promises of cases that should have been ready before today and are not, the oldest day first."""
    return (
        Promise.objects.filter(
            what=What.READY,
            replaced_at=None,
            day__lt=today or clock.today(),
            application__state__in=_AWAITED,
        )
        .select_related("application__service")
        .order_by("day", "id")
    )
