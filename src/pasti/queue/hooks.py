"""What rooms upstairs know and do when somebody's coming begins anew, ends, or ends at the door.

All run in the transaction of what happens, in the order of their names, and call nobody outside.
"""

from collections.abc import Callable
from datetime import date, datetime

from pasti.applications.models import Application
from pasti.journal.actors import Actor
from pasti.kit.registry import Registry
from pasti.queue.models import Ticket
from pasti.queue.outcomes import Reason, Why

Booked = Callable[[Application, date], datetime | None]
Knows = Callable[[Application, date], Reason | None]
WhenOver = Callable[[Ticket, Why | None, Actor], None]
WhenTurnedAway = Callable[[Application, Why, Actor], None]
WhenGivenANumber = Callable[[Application], None]

# For which session of a day somebody has an appointment.
booked_for: Registry[Booked] = Registry("appointment of a day")
# Why the coming of a case is in vain, as far as a room upstairs knows more of it (an appointment on another day).
knows_why: Registry[Knows] = Registry("reason for coming in vain")
when_over: Registry[WhenOver] = Registry("what happens when a number ends")
when_turned_away: Registry[WhenTurnedAway] = Registry("what happens when somebody is turned away at the door")
when_given_a_number: Registry[WhenGivenANumber] = Registry("what happens when a case gets a number")


def booked(application: Application, on: date) -> datetime | None:
    """Return when the session begins for which a case is expected on a day, if a room upstairs knows of one."""
    answers = (booked_for.get(name)(application, on) for name in booked_for.names())
    return next((session for session in answers if session), None)


def known_upstairs(application: Application, on: date) -> Reason | None:
    """Return why a coming for this case on a day is in vain, as the first room upstairs that knows says."""
    answers = (knows_why.get(name)(application, on) for name in knows_why.names())
    return next((reason for reason in answers if reason), None)


def over(ticket: Ticket, why: Why | None, by: Actor) -> None:
    """Let rooms upstairs act on a number that has just ended."""
    for name in when_over.names():
        when_over.get(name)(ticket, why, by)


def turned_away(application: Application, why: Why, by: Actor) -> None:
    """Let rooms upstairs act on somebody who was told at the door to go home."""
    for name in when_turned_away.names():
        when_turned_away.get(name)(application, why, by)


def given_a_number(application: Application) -> None:
    """Let rooms upstairs know that a case has a number today."""
    for name in when_given_a_number.names():
        when_given_a_number.get(name)(application)
