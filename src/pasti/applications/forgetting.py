"""Deleting what people typed and sent for cases that came to nothing."""

from datetime import date

from django.db import transaction

from pasti.applications import lifetime
from pasti.applications.models import Application
from pasti.applications.moving import move
from pasti.applications.states import State
from pasti.journal.actors import SYSTEM
from pasti.kit import blobs


def forget_unused(today: date | None = None) -> int:
    """Delete what people typed and sent for cases that came to nothing; return how many cases.

    Drafts that nobody went on with, cases whose papers were never accepted, and withdrawn ones, each after the time
    that the office's rules give it (UU 27/2022: no longer than needed). The first two lapse.
    """
    cases = Application.objects.filter(lifetime.to_be_forgotten(today))
    return sum(forget_case(application) for application in cases)


@transaction.atomic
def forget_case(application: Application) -> bool:
    """Delete what was typed and sent for a case that came to nothing; return whether that was still so."""
    fresh = Application.locked(application.pk)
    if fresh.state != application.state:
        return False  # somebody went on with it just now
    papers = [name for pair in fresh.documents.values_list("sha256", "first_page") for name in pair if name]
    fresh.documents.all().delete()
    blobs.forget_on_commit(*papers)
    empty = lifetime.nothing_said()
    if fresh.state == State.WITHDRAWN:
        for name, value in empty.items():
            setattr(fresh, name, value)
        fresh.save(update_fields=list(empty))
    else:
        move(fresh, "lapse", by=SYSTEM, changes=empty)
    return True
