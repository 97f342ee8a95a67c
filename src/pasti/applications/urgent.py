"""Whose day is about to be broken, for the screens of the stations that can still keep it.

The days belong to a room upstairs, which says here how to ask it (as in `ready_days`). Nobody else reckons it.
"""

from dataclasses import dataclass
from datetime import date, datetime

from pasti.applications.models import Application
from pasti.catalogue.steps import StepCode
from pasti.kit.answered import Answered


@dataclass(frozen=True)
class Urgent:
    """A case that will not be ready by its day unless somebody does something now."""

    case: Application
    day: date
    # At which stage it stands, and since when.
    code: StepCode
    since: datetime

    @property
    def stage(self) -> str:
        """The office's word for the stage."""
        return str(self.code.label)

    @property
    def is_printed_next(self) -> bool:
        """Whether it is the print room that can do something."""
        return self.code == StepCode.PRINTING


_asked = Answered[[int, StepCode | None], list[Urgent]]("whose day is about to be broken", lambda _count, _step: [])
# Whoever knows registers `fn(count, step)`: the most urgent ones, at a step if one is named.
owner = _asked.owner


def urgent(count: int, step: StepCode | None = None) -> list[Urgent]:
    """Return the cases whose day is about to be broken, the nearest day first, at most so many."""
    return _asked(count, step)
