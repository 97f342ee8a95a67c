"""What displays and phones listen to; what is done for a case is noted under the number of who is here for it."""

from pasti.applications.hooks import when_any
from pasti.applications.models import Application
from pasti.journal.actors import Actor
from pasti.kit.live import channels
from pasti.queue import (
    actions,
    served,  # noqa: F401 - says whom accounts served
)
from pasti.queue.queries import board_version

channels.add("board", board_version)


# Filing is noted by the desk, which knows for whom its form was drawn.
@when_any("accept", "recorded", "record_again", "issued", "hand_over", "withdraw")
def note_under_a_number(application: Application, move: str, by: Actor) -> None:
    actions.note_done(application, move, by=by)
