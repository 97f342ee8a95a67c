"""While no counter hands over, nobody is sent to collect: not by tracking, not by the clerk, not by the kiosk."""

import pytest

from pasti.answers.tests.conftest import a_ready_case
from pasti.answers.tests.test_nobody_hands_over import shut_all
from pasti.desk import queries as desk
from pasti.desk.queries import Doing
from pasti.queue import actions as queue
from pasti.queue.first_step import NotNow
from pasti.queue.models import Ticket
from pasti.tracking.glance import glance
from tests.cast import ANYBODY


def test_while_no_counter_hands_over_nobody_is_sent_to_collect(office):
    case, nowhere = a_ready_case(office), "Saat ini tidak ada loket untuk pengambilan di kantor ini."
    at_counter = Ticket(application=case, lane=office.lanes["C"])
    assert "Ambil di kantor" in glance(case).come
    assert not desk.say(at_counter, case, Doing.FINISH, None)
    shut_all()
    for said in (glance(case).come, desk.say(at_counter, case, Doing.FINISH, None)):
        assert said.startswith(nowhere)
    with pytest.raises(NotNow, match=nowhere):
        queue.issue_ticket(office.lanes["A"], application=case, by=ANYBODY)
