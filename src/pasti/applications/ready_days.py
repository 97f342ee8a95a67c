"""By which day a case was said to be ready, for the screens of this floor and of the stations.

The day belongs to a room upstairs, which says here how to ask it. Nobody else computes one.
"""

from collections.abc import Iterable, Mapping
from datetime import date

from pasti.applications.models import Application
from pasti.kit.answered import Answered

_asked = Answered[[Iterable[Application]], Mapping[int, date]]("on which day cases are ready", lambda _cases: {})
# Whoever knows registers `fn(cases)`: the day by the key of each case that has one.
owner = _asked.owner


def ready_days(cases: Iterable[Application]) -> Mapping[int, date]:
    """Return by which day each of these cases was said to be ready, by key; a case without a day is not in it."""
    return _asked(cases)
