"""Cards that are owed since a day, because a paper that stood for them has ended: they are printed first.

The papers belong to a room upstairs, which says here how to ask it (as in `applications.urgent`). It is asked live, in
the same question as the list: nothing is kept that a paper's last day would have to change.
"""

from collections.abc import Callable
from datetime import date

from django.db.models import DateField, Value
from django.db.models.expressions import Combinable

# Of a day: an expression over OuterRef("application") for the day since which the card of a case is owed; none: NULL.
Since = Callable[[date], Combinable]

_owner: list[Since] = []


def owner(since: Since) -> Since:
    """Register who knows. There is one."""
    if _owner:
        raise ValueError("somebody knows already which cards are owed")
    _owner.append(since)
    return since


def since(day: date) -> Combinable:
    """Return the expression by which cards are asked since when they are owed, as of a day."""
    return _owner[0](day) if _owner else Value(None, output_field=DateField())
