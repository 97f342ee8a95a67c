"""Deleting what people typed and sent for cases that came to nothing."""

from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Q

from pasti.applications.models import Application
from pasti.applications.moving import move
from pasti.applications.states import State
from pasti.journal.actors import SYSTEM
from pasti.kit import blobs, clock
from pasti.offices import policy
from pasti.residents import lists
from pasti.residents.models import BIODATA_FIELDS

# What a case is left with when its data is forgotten; all the rest is blank.
_EMPTY = {"birth_date": None, "nationality": lists.CITIZEN}


def forget_unused(today: date | None = None) -> int:
    """Delete what people typed and sent for cases that came to nothing; return how many cases.

    Drafts that nobody went on with, cases whose papers were never accepted, and withdrawn ones, each after the time
    that the office's rules give it (UU 27/2022: no longer than needed). The first two lapse.
    """
    day = today or clock.today()
    drafts = _older_than("applications.draft_days", day)
    sent = _older_than("applications.unaccepted_days", day)
    cases = Application.objects.filter(
        Q(state=State.DRAFT, started_at__lt=drafts)
        | Q(state__in=[State.SUBMITTED, State.INCOMPLETE], submitted_at__lt=sent)
        | Q(state=State.WITHDRAWN, started_at__lt=drafts) & ~Q(name="")
    )
    return sum(forget_case(application) for application in cases)


def _older_than(rule: str, day: date) -> datetime:
    return clock.at(day - timedelta(days=policy.value(rule, day)))


@transaction.atomic
def forget_case(application: Application) -> bool:
    """Delete what was typed and sent for a case that came to nothing; return whether that was still so."""
    fresh = Application.locked(application.pk)
    if fresh.state != application.state:
        return False  # somebody went on with it just now
    papers = [name for pair in fresh.documents.values_list("sha256", "first_page") for name in pair if name]
    fresh.documents.all().delete()
    blobs.forget_on_commit(*papers)
    empty = {name: _EMPTY.get(name, "") for name in BIODATA_FIELDS}
    if fresh.state == State.WITHDRAWN:
        for name, value in empty.items():
            setattr(fresh, name, value)
        fresh.save(update_fields=list(empty))
    else:
        move(fresh, "lapse", by=SYSTEM, changes=empty)
    return True
