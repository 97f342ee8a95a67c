"""What a case gives occasion to ask about now: one thing at a time, found from the rooms that know it."""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from pasti.answers.models import About
from pasti.applications.models import Application
from pasti.applications.states import State
from pasti.applications.visits import next_visit
from pasti.appointments import queries as appointments
from pasti.appointments import waitlist
from pasti.appointments.models import Booking, Waiting
from pasti.appointments.queries import Stand, Standing
from pasti.kit import clock
from pasti.kit.once import in_a_look, once
from pasti.offices import policy
from pasti.promises import queries as promises
from pasti.promises.models import Promise

_OF_STAND = {
    Stand.AHEAD: About.VISIT,
    Stand.LATE: About.VISIT,
    Stand.MISSED: About.MISSED,
    Stand.FREED: About.FREED,
}


@dataclass(frozen=True)
class Occasion:
    """Something to be answered: what it is about, and the booking or the promise. Its `key` outlives how it stands."""

    about: About
    key: str
    booking: Booking | None = None
    promise: Promise | None = None
    # Its session is over, and people are served until then today.
    closes: datetime | None = None
    # Why coming to the booked session would be in vain, as far as is known.
    in_vain: str = ""
    # An earlier place that is held for its holder now: whatever else is asked, this may be answered, too.
    offer: Waiting | None = None

    @property
    def mark(self) -> str:
        """The occasion and how it stands."""
        return f"{self.key} {self.about}"

    @property
    def day(self) -> date | None:
        """The day of the visit."""
        return clock.local_day(self.booking.session.starts_at) if self.booking else None


def occasion_of(application: Application) -> Occasion | None:
    """Return what the holder of a case may answer now; None when nothing depends on them."""
    return once(("occasion", application.pk), lambda: _found_for(application))


@in_a_look()
def _found_for(application: Application) -> Occasion | None:
    if not application.live:
        return None
    visit = next_visit(application)
    if visit.possible and visit.must:
        found = _of_a_booking(application) or _without_one(application)
        return replace(found, offer=waitlist.offer_of(application))
    if application.state == State.IN_PROGRESS and (promise := promises.current(application)):
        return Occasion(About.DATE, f"promise:{promise.said}", promise=promise)
    return None


def _of_a_booking(application: Application) -> Occasion | None:
    found = appointments.standing(application)
    if found.booking is None or _long_ago(found):
        return None
    about = _OF_STAND[found.stand]
    ahead = about == About.VISIT
    in_vain = appointments.in_vain_at(application, found.booking.session) if ahead else ""
    return Occasion(about, f"booking:{found.booking.pk}", found.booking, closes=found.closes, in_vain=in_vain)


def _long_ago(found: Standing) -> bool:
    if found.booking is None or found.stand in (Stand.AHEAD, Stand.LATE):
        return False
    return clock.now() - found.booking.session.ends_at > timedelta(days=policy.value("answers.open_days"))


def _without_one(application: Application) -> Occasion:
    if application.state == State.READY:
        return Occasion(About.READY, "ready")
    step = application.current_step
    return Occasion(About.COME, f"come:{step.code if step else ''}")


def all_keys(application: Application) -> list[str]:
    """Return the keys of all occasions that a case has given: a link to one that is over is genuine, too."""
    bookings = [f"booking:{pk}" for pk in application.bookings.values_list("pk", flat=True)]
    dates = [f"promise:{said}" for promise in application.promises.all() for said in promise.all_said()]
    steps = [f"come:{step.code}" for step in application.steps.all()]
    return [*reversed(bookings), *reversed(dates), "ready", *steps]
