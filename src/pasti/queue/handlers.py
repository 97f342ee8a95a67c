"""What displays and phones listen to; what is done for a case is noted under the number of who is here for it."""

from pasti.applications.hooks import Hook, when
from pasti.applications.models import Application
from pasti.journal.actors import Actor
from pasti.kit.live import channels
from pasti.queue import actions
from pasti.queue.queries import board_version

channels.add("board", board_version)


def _noted(move: str) -> Hook:
    def note(application: Application, by: Actor) -> None:
        actions.note_done(application, move, by=by)

    return note


# Filing is noted by the desk, which knows for whom its form was drawn.
for _move in ("accept", "recorded", "record_again", "issued", "hand_over", "withdraw"):
    when(_move)(_noted(_move))
