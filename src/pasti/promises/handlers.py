"""A date is given when papers are found complete, in the same transaction: the clerk says it at once.

When the calendar changes, dates that rest on it are given anew in the transaction of the change.
"""

from pasti.applications.hooks import when
from pasti.applications.models import Application
from pasti.applications.ready_days import owner
from pasti.journal.actors import Actor
from pasti.offices.resting import Met, rests_on_calendar
from pasti.promises import queries
from pasti.promises.actions import correct_promises, promise_ready

owner(queries.ready_days)


@when("accept")
def say_when_it_is_ready(application: Application, by: Actor) -> None:
    promise_ready(application, by=by)


@rests_on_calendar
def move_what_the_calendar_moves(by: Actor) -> list[Met]:
    return [Met(case.subject, case.shown_number, case.name) for case in correct_promises(by=by)]
