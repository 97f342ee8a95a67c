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
from pasti.readiness import queries as readiness
from pasti.readiness.needs import Need

_STILL = (Stand.AHEAD, Stand.LATE)
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
    # Why keeping the booking would be in vain, as far as is known now.
    in_vain: str = ""
    # The day that was said before, and why it is not said now: what it rests on does not stand.
    said_before: date | None = None
    unsure: str = ""

    @property
    def late(self) -> bool:
        """Whether it should have been ready before today."""
        return self.promised is not None and self.promised < clock.today()

    @property
    def promised(self) -> date | None:
        """The day that was said, whether it is still told or not."""
        return self.ready_on or self.said_before


def dates_of(application: Application) -> Dates:
    """Return which dates a person is told for a case now."""
    standing = appointments.standing(application)
    stand, booking = standing.stand, standing.booking
    said = current(application) if application.state in _AWAITED else None
    unsure = _why_unsure(application) if said else ""
    # While the centre holds a case, nobody knows.
    sure = said is not None and not unsure and application.state != State.HELD
    return Dates(
        booking=booking if stand == Stand.AHEAD else None,
        missed=stand == Stand.MISSED,
        ready_on=said.day if said and sure else None,
        said_before=said.day if said and not sure else None,
        unsure=unsure,
        over=booking if stand == Stand.LATE else None,
        closes=standing.closes,
        freed=booking if stand == Stand.FREED else None,
        why_freed=appointments.why_freed(booking) if stand == Stand.FREED else "",
        in_vain=appointments.in_vain_at(application, booking.session) if booking and stand in _STILL else "",
    )


def _why_unsure(application: Application) -> str:
    """Return what of all that a date still rests on does not stand now, as the public reads it, or nothing."""
    service = application.service.code
    standings = [readiness.stands(need, service) for need in needs_ahead(application)]
    return " ".join(dict.fromkeys(standing.told for standing in standings if not standing.stands))


def needs_ahead(application: Application) -> list[Need]:
    """Return what must stand for the steps of a case that are still to be done."""
    ahead = {need for step in application.steps.all() if step.done_at is None for need in step.rests_on}
    return [need for need in Need if need in ahead]


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
