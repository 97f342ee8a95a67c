"""What the clerk says to the person is true of this coming: whoever came for nothing is not told that it is done."""

from tests.cast import LOST, accepted

from pasti.applications.models import Application
from pasti.desk import queries
from pasti.desk.queries import Doing
from pasti.queue.models import Ticket


def said(office, case: Application, *, done: str) -> str:
    return queries.say(Ticket(application=case, lane=office.lanes["C"], done=done), case, Doing.FINISH, None)


def test_who_came_for_nothing_is_not_told_that_it_is_done(office):
    case = accepted(office.budi.actor, "LOST", LOST)
    assert said(office, case, done="papers").startswith("Untuk hari ini sudah selesai. Siap paling lambat")
    in_vain = said(office, case, done="")
    assert in_vain.startswith("Hari ini tidak ada yang perlu dilakukan di loket. Siap paling lambat")
