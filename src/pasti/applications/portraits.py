"""The photo of a case's person, as it is on their card, to be held against a face; asked of the room that keeps it.

The cards belong to a room upstairs, which says here how to ask it (as in `whereabouts`).
"""

from collections.abc import Callable

from pasti.applications.models import Application

# Opens the photo when it is called: a picture (JPEG or PNG).
Photo = Callable[[], bytes]
Asked = Callable[[Application], Photo | None]

_owner: list[Asked] = []


def owner(asked: Asked) -> Asked:
    """Register who knows: `fn(case)` returns how to open its photo, or None when none is kept. There is one."""
    if _owner:
        raise ValueError("somebody keeps the photos already")
    _owner.append(asked)
    return asked


def portrait(application: Application) -> Photo | None:
    """Return how to open the photo of a case's person, if there is one; only to be shown, and on record."""
    return _owner[0](application) if _owner else None
