"""A finished card that the office lost: its case goes back to where its card is printed."""

from django.db import transaction

from pasti.applications.actions import lock
from pasti.applications.hooks import tell
from pasti.applications.models import Application
from pasti.catalogue.steps import StepCode
from pasti.journal.actors import Actor
from pasti.journal.moves import take


@transaction.atomic
def print_again(application: Application, number: str, *, by: Actor) -> Application:
    """Take a case whose finished card was declared lost with the minutes of this number back to its printing step.

    Its person applies for nothing, and is told. Raises NotAllowed for a case that is not ready: it was handed over.
    """
    fresh = lock(application)
    moved = take(fresh, "lost", by=by, changes={"remark": "", "product": ""}, number=number)
    moved.steps.filter(code=StepCode.PRINTING).update(done_at=None, done_by="")
    tell("lost", moved, by)
    return moved
