"""What displays and phones listen to; what is done for a case is noted under the number of who is here for it."""

from pasti.applications.hooks import when
from pasti.applications.models import Application
from pasti.journal.actors import Actor
from pasti.kit.live import channels
from pasti.queue import actions
from pasti.queue.queries import board_version

channels.add("board", board_version)


@when("accept")
def note_papers(application: Application, by: Actor) -> None:
    actions.note_done(application, "accept", by=by)


@when("recorded")
def note_recording(application: Application, by: Actor) -> None:
    actions.note_done(application, "recorded", by=by)


@when("record_again")
def note_another_recording(application: Application, by: Actor) -> None:
    actions.note_done(application, "record_again", by=by)


@when("issued")
def note_document(application: Application, by: Actor) -> None:
    actions.note_done(application, "issued", by=by)


@when("hand_over")
def note_handover(application: Application, by: Actor) -> None:
    actions.note_done(application, "hand_over", by=by)


@when("withdraw")
def note_withdrawal(application: Application, by: Actor) -> None:
    actions.note_done(application, "withdraw", by=by)
