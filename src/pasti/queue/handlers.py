"""What displays and phones listen to; what is done for a case is noted under the number of who is here for it."""

from django.template.loader import render_to_string
from django.utils.translation import gettext_lazy as _

from pasti.applications.hooks import when_any
from pasti.applications.models import Application
from pasti.journal.actors import Actor
from pasti.kit.live import Channel, channels
from pasti.queue import (
    actions,
    queries,
    rerouted,
    served,  # noqa: F401 - says whom accounts served
    stays,  # noqa: F401 - follows each number
)
from pasti.readiness.costs import Cost, costs
from pasti.readiness.models import Incident


def board_part() -> str:
    """Return what the hall display shows."""
    return render_to_string("queue/board.html", {"board": queries.board()})


channels.add("board", Channel(queries.board_version, board_part))


@costs("queue")
def sent_to_another_lane(incident: Incident) -> list[Cost]:
    return [Cost(_("Nomor yang dialihkan ke lajur lain"), rerouted.because_of(incident))]


# Filing is noted by the desk, which knows for whom its form was drawn.
@when_any("accept", "recorded", "record_again", "issued", "hand_over", "withdraw")
def note_under_a_number(application: Application, move: str, by: Actor) -> None:
    actions.note_done(application, move, by=by)
