"""The photo of a case's person, as it is on their card, to be held against a face; asked of the room that keeps it.

The cards belong to a room upstairs, which says here how to ask it (as in `whereabouts`).
"""

from collections.abc import Callable

from pasti.applications.models import Application
from pasti.kit.answered import Answered

# Opens the photo when it is called: a picture (JPEG or PNG).
Photo = Callable[[], bytes]

_asked = Answered[[Application], Photo | None]("whose photo is where", lambda _case: None)
# Whoever keeps them registers `fn(case)`: how to open its photo, or None when none is kept.
owner = _asked.owner


def portrait(application: Application) -> Photo | None:
    """Return how to open the photo of a case's person, if there is one; only to be shown, and on record."""
    return _asked(application)
