"""When a coming ends; what an incident cost in trips; and that a session lies on another day."""

from collections.abc import Iterator
from datetime import date, datetime

from django.utils.translation import gettext_lazy as _

from pasti.applications.hooks import when_any
from pasti.applications.models import Application
from pasti.appointments import queries as appointments
from pasti.arrivals import actions, queries
from pasti.journal.actors import Actor
from pasti.kit import clock
from pasti.queue import hooks
from pasti.queue.models import Ticket
from pasti.queue.outcomes import Reason, Why
from pasti.readiness.costs import Cost, costs
from pasti.readiness.models import Incident


def _booked_for_another_day(application: Application, on: date) -> Reason | None:
    booking = appointments.last_booked(application)
    ahead = booking is not None and clock.local_day(booking.session.starts_at) > on
    return Reason.WRONG_DAY if ahead else None


def _booked_for(application: Application, on: date) -> datetime | None:
    booking = appointments.open_booking(application)
    starts_at = booking.session.starts_at if booking else None
    return starts_at if starts_at and clock.local_day(starts_at) == on else None


def _ended(ticket: Ticket, why: Why | None, by: Actor) -> None:
    actions.note_end(ticket, why, by=by)


def _turned_away(application: Application, why: Why, by: Actor) -> None:
    actions.note_turned_away(application, why, by=by)


hooks.booked_for.add("arrivals", _booked_for)
hooks.knows_why.add("arrivals", _booked_for_another_day)
hooks.when_over.add("arrivals", _ended)
hooks.when_turned_away.add("arrivals", _turned_away)
hooks.when_given_a_number.add("arrivals", actions.let_in)


@when_any("accept", "recorded", "hand_over")
def note_who_has_no_number(application: Application, move: str, by: Actor) -> None:
    actions.note_without_number(application, move, by=by)


@costs("arrivals")
def wasted_trips(incident: Incident) -> Iterator[Cost]:
    in_vain, partly = queries.because_of(incident)
    yield Cost(_("Kedatangan sia-sia"), in_vain, trip=True)
    yield Cost(_("Kedatangan yang hanya dilayani sebagian"), partly)
