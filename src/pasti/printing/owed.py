"""Cards that are owed since a day, because a paper that stood for them has ended: they are printed first.

The papers belong to a room upstairs, which says here how to ask it (as in `applications.urgent`). It is asked live, in
the same question as the list: nothing is kept that a paper's last day would have to change.
"""

from datetime import date

from django.db.models import DateField, Value
from django.db.models.expressions import Combinable

from pasti.kit.answered import Answered

# Of a day: an expression over OuterRef("application") for the day since which the card of a case is owed; none: NULL.
_asked = Answered[[date], Combinable]("which cards are owed", lambda _day: Value(None, output_field=DateField()))
# Whoever knows registers `fn(day)`: the expression of `since`.
owner = _asked.owner


def since(day: date) -> Combinable:
    """Return the expression by which cards are asked since when they are owed, as of a day."""
    return _asked(day)
