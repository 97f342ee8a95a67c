"""The one way in which a case takes a move, with what rooms upstairs do about it."""

from typing import Any

from django.db import transaction

from pasti.applications import lifetime
from pasti.applications.hooks import tell
from pasti.applications.models import Application
from pasti.journal.actors import Actor
from pasti.journal.moves import check, take


@transaction.atomic
def move(application: Application, name: str, *, by: Actor, **given: Any) -> Application:
    """Take a move, and let rooms upstairs act on it in the same transaction.

    A case whose time is over takes none but to lapse.
    """
    if name != "lapse":
        check(lifetime.locked(application.pk), name, by)
    moved = take(application, name, by=by, **given)
    tell(name, moved, by)
    return moved
