"""Where the finished card of a case is: one answer for tracking, kiosk, desk, slip, messages and the print room.

The cards belong to a room upstairs, which says here how to ask it (as in `urgent`). Nobody else says where one is.
"""

from dataclasses import dataclass

from pasti.applications.models import Application
from pasti.kit.answered import Answered


@dataclass(frozen=True)
class Whereabouts:
    """Where a finished card is, in the reader's language.

    `here`: it is at the office, and may be collected there. `kept`: its place there, for staff only. `told` and
    `todo`: what its holder is told when it is elsewhere. `where`, `phone` and `hours`: where it may be collected then.
    """

    here: bool = True
    kept: str = ""
    told: str = ""
    todo: str = ""
    where: str = ""
    phone: str = ""
    hours: str = ""

    @property
    def why_not(self) -> str:
        """Why coming to the office for it would be in vain, in one sentence or more; nothing if it would not."""
        return "" if self.here else f"{self.told} {self.todo}".strip()


_asked = Answered[[Application], Whereabouts]("where the cards are", lambda _case: Whereabouts())
# Whoever knows registers `fn(case)`: where its card is.
owner = _asked.owner


def whereabouts(application: Application) -> Whereabouts:
    """Return where the finished card of a case is; of a case without one, and of a document, nothing is said."""
    return _asked(application)
