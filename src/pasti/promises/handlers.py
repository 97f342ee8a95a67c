"""A date is given when papers are found complete, in the same transaction: the clerk says it at once."""

from pasti.applications.hooks import when
from pasti.applications.models import Application
from pasti.applications.ready_days import owner
from pasti.journal.actors import Actor
from pasti.promises import queries
from pasti.promises.actions import promise_ready

owner(queries.ready_days)


@when("accept")
def say_when_it_is_ready(application: Application, by: Actor) -> None:
    promise_ready(application, by=by)
