"""A finished card that is lost: its blank is lost, and its case is printed again from its old place."""

from datetime import date, timedelta

import pytest
from tests.cast import MONDAY

from pasti.applications import actions as applications
from pasti.applications.lost_card import print_again
from pasti.kit import clock
from pasti.kit.errors import NotAllowed
from pasti.link.models import Envelope
from pasti.offices.actions import decide
from pasti.printing import actions, forgetting, queries, why
from pasti.printing.models import Job
from pasti.printing.tests.released import print_all, release
from pasti.stock import queries as stock
from pasti.stock import reconciling
from pasti.stock.models import Blank


@pytest.fixture
def lost(office, joko):
    """The first of three cards, which was printed and is lost; two wait since."""
    job = release(office)
    print_all(actions.start_run(1, by=joko), joko)
    release(office, minutes=1)
    release(office, minutes=2)
    print_again(job.application, "K-01/23-11-2026", by=office.agus.actor)
    return job


def test_its_blank_is_lost_and_the_ledger_agrees(lost):
    blank = Blank.objects.get(serial="BK00000001")
    assert (blank.state, blank.removal, blank.reason) == ("lost", None, lost.application.shown_number)
    ledger = stock.ledger()
    assert (ledger.used, ledger.lost, ledger.received) == (0, 1, Blank.objects.count())
    assert reconciling.reconcile().findings == []


def test_it_stands_where_it_stood(lost, joko):
    order = [job.application for job in queries.waiting()]
    assert order[0] == lost.application
    again = queries.waiting()[0]
    assert (again.released_at, again.beginner) == (lost.released_at, lost.beginner)
    print_all(actions.start_run(1, by=joko), joko)
    assert list(Job.objects.filter(application=lost.application).order_by("id").values_list("state", "serial")) == [
        ("lost", "BK00000001"), ("printed", "BK00000002"),
    ]  # fmt: skip
    lost.application.refresh_from_db()
    assert (lost.application.state, lost.application.product) == ("ready", "BK00000002")
    assert reconciling.reconcile().findings == []
    assert queries.runs().get(sequence=1).printed == 1
    others = [application for application in order if application != lost.application]
    assert why.why_before(lost.application, others[0])


def test_what_the_centre_released_is_kept_until_it_is_in_somebodys_hand(office, joko):
    job = release(office)
    print_all(actions.start_run(1, by=joko), joko)
    with clock.stopped_at(MONDAY + timedelta(days=60)):
        assert forgetting.forget_printed() == 0
        print_again(job.application, "K-01/22-01-2027", by=office.agus.actor)
        assert queries.waiting().get().content == job.content


def test_where_it_is_kept_no_more_the_centre_is_asked_and_the_place_is_the_old_one(office, joko, settle):
    job = release(office)
    print_all(actions.start_run(1, by=joko), joko)
    Job.objects.update(content="")
    before = Envelope.objects.filter(kind="print.request").count()
    print_again(job.application, "K-01/23-11-2026", by=office.agus.actor)
    assert not queries.waiting().exists()
    assert Envelope.objects.filter(kind="print.request").count() == before + 1
    release(office, job.application, minutes=600)
    assert queries.waiting().get().released_at == job.released_at


def test_what_somebody_has_is_not_lost(office, joko):
    job = release(office)
    print_all(actions.start_run(1, by=joko), joko)
    applications.finish_step(job.application, "handover", by=office.budi.actor, changes={"closed_at": clock.now()},
                             to="self")  # fmt: skip
    with pytest.raises(NotAllowed):
        print_again(job.application, "K-01/23-11-2026", by=office.agus.actor)
    assert Blank.objects.get(serial="BK00000001").state == "used"


def test_it_is_forgotten_when_it_was_handed_over(office, joko, settle):
    decide("printing.keep_days", value=1, valid_from=date(2026, 11, 1), legal_basis="SK", by=office.nur.actor)
    job = release(office)
    print_all(actions.start_run(1, by=joko), joko)
    applications.finish_step(job.application, "handover", by=office.budi.actor, changes={"closed_at": clock.now()},
                             to="self")  # fmt: skip
    with clock.stopped_at(MONDAY + timedelta(days=1)), settle():
        assert forgetting.forget_printed() == 1
