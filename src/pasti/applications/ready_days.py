"""By which day a case was said to be ready, for the screens of this floor and of the stations.

The day belongs to a room upstairs, which says here how to ask it. Nobody else computes one.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import date

from pasti.applications.models import Application

Days = Callable[[Iterable[Application]], Mapping[int, date]]

_owner: list[Days] = []


def owner(days: Days) -> Days:
    """Register who owns the days: `fn(cases)` returns the day by the key of each case that has one. There is one."""
    if _owner:
        raise ValueError("the days on which cases are ready have an owner already")
    _owner.append(days)
    return days


def ready_days(cases: Iterable[Application]) -> Mapping[int, date]:
    """Return by which day each of these cases was said to be ready, by key; a case without a day is not in it."""
    return _owner[0](cases) if _owner else {}
