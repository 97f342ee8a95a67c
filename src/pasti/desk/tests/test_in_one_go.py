"""What a clerk does across rooms is done whole or not at all."""

import pytest
from tests.cast import CARD_DATA, FIRST_CARD, accepted, person, submitted

from pasti.applications import queries as cases
from pasti.applications.models import Application
from pasti.catalogue import queries as catalogue
from pasti.desk import actions
from pasti.desk.queries import desk
from pasti.journal.models import Entry
from pasti.kit.errors import NotAllowed, Refused
from pasti.offices import queries as office_queries
from pasti.offices.actions import close_counter, open_counter
from pasti.queue.actions import finish, issue_ticket
from pasti.queue.models import Ticket


def file(clerk, ticket=None, answers=FIRST_CARD, **other):
    service = catalogue.service("NEW")
    case, code = actions.file_for_person(service, answers, person(**other), ticket=ticket, by=clerk.account.actor)
    assert cases.with_code(case.number, code) == case
    return case


def test_a_case_is_filed_and_connected_with_the_number(budi):
    ticket = budi.serve()
    case = file(budi, ticket)
    assert (case.state, case.channel, case.filed_by) == ("submitted", "counter", budi.account.actor.id)
    assert Ticket.objects.get().application == case
    kinds = list(Entry.objects.order_by("-id").values_list("kind", flat=True)[:3])
    assert kinds == ["ticket.attach", "application.submit", "application.start"]


def test_a_case_is_filed_without_a_number_too(budi):
    case = file(budi)
    assert case.state == "submitted"


def test_a_number_that_has_a_case_keeps_it(budi):
    first = submitted()
    file(budi, budi.serve(first))
    assert Ticket.objects.get().application == first


@pytest.mark.parametrize(
    "wrong", [{"name": ""}, {"birth_date": None}, {"answers": {}}, {"answers": {"age_basis": "younger"}}]
)
def test_a_case_that_cannot_be_filed_leaves_nothing_behind(budi, wrong):
    ticket = budi.serve()
    before = Entry.objects.count()
    with pytest.raises(Refused):
        file(budi, ticket, **wrong)
    assert (Application.objects.count(), Entry.objects.count()) == (0, before)
    assert Ticket.objects.get().application is None


def test_a_case_for_a_number_that_is_not_served_yet_leaves_nothing_behind(budi, office):
    waiting = issue_ticket(office.lanes["C"], by=budi.account.actor)
    with pytest.raises(NotAllowed):
        file(budi, waiting)
    assert not Application.objects.exists()


def test_papers_and_what_the_family_card_says_are_one(budi):
    case = submitted()
    done = actions.accept_papers(case, CARD_DATA, by=budi.account.actor)
    assert (done.state, done.religion, done.occupation) == ("in_progress", "islam", "Pelajar/Mahasiswa")


def test_papers_that_cannot_be_accepted_keep_nothing_of_it(budi):
    case = submitted()
    with pytest.raises(Refused):
        actions.accept_papers(case, CARD_DATA | {"religion": ""}, by=budi.account.actor)
    case.refresh_from_db()
    assert (case.state, case.occupation) == ("submitted", "")


def test_who_is_sent_for_papers_came_in_vain(budi):
    case = submitted()
    ticket = budi.serve(case)
    asked = actions.send_for_papers(ticket, case, "KK yang asli", by=budi.account.actor)
    assert (asked.state, asked.remark) == ("incomplete", "KK yang asli")
    assert [(t.state, t.outcome, t.reason) for t in Ticket.objects.all()] == [("unserved", "vain", "paper")]


def test_who_comes_a_second_time_without_papers_is_told_anew(budi):
    case = submitted()
    for what in ("KK yang asli", "Fotokopi akta"):
        actions.send_for_papers(budi.serve(case), case, what, by=budi.account.actor)
    case.refresh_from_db()
    assert (case.state, case.remark) == ("incomplete", "Fotokopi akta")
    assert list(Ticket.objects.order_by("id").values_list("state", flat=True)) == ["unserved", "unserved"]


@pytest.mark.parametrize("what", ["", " \n", "NIK 3275015206099001 salah"])
def test_who_is_not_told_what_is_missing_is_not_sent_away(budi, what):
    case = submitted()
    ticket = budi.serve(case)
    with pytest.raises(Refused):
        actions.send_for_papers(ticket, case, what, by=budi.account.actor)
    case.refresh_from_db()
    assert (case.state, Ticket.objects.get().state) == ("submitted", "serving")


def test_whose_number_is_over_already_changes_nothing(budi):
    case = submitted()
    ticket = budi.serve(case)
    finish(ticket, by=budi.account.actor)
    with pytest.raises(NotAllowed):
        actions.send_for_papers(ticket, case, "KK", by=budi.account.actor)
    case.refresh_from_db()
    assert case.state == "submitted"


def test_a_document_is_made_with_its_number(budi):
    case = actions.issue_document(
        accepted(budi.account.actor, "KK", {}), "  3275011201189001 ", by=budi.account.actor
    )  # fmt: skip
    assert (case.state, case.product) == ("ready", "3275011201189001")


def test_its_number_is_cleaned_and_never_cut(budi):
    case = accepted(budi.account.actor, "KK", {})
    with pytest.raises(Refused, match="Paling panjang 40 huruf; Anda menulis 41"):
        actions.issue_document(case, "K" * 41, by=budi.account.actor)
    done = actions.issue_document(case, "\u200bKK\u20111\u00a0", by=budi.account.actor)
    assert done.product == "KK-1"


@pytest.mark.parametrize("number", ["", "   "])
def test_a_document_has_a_number(budi, number):
    case = accepted(budi.account.actor, "KK", {})
    with pytest.raises(Refused, match="nomor"):
        actions.issue_document(case, number, by=budi.account.actor)
    case.refresh_from_db()
    assert case.state == "in_progress"


def test_a_document_is_made_once(budi):
    case = accepted(budi.account.actor, "KK", {})
    actions.issue_document(case, "KK-1", by=budi.account.actor)
    with pytest.raises(NotAllowed):
        actions.issue_document(case, "KK-2", by=budi.account.actor)
    case.refresh_from_db()
    assert case.product == "KK-1"


# ── sitting down and leaving ────────────────────────────────────────────────────────────────────────────────────────


def seat(clerk) -> int | None:
    shift = office_queries.shift_of(clerk.account)
    return shift.counter.number if shift else None


def test_nobody_leaves_while_somebody_is_served(budi):
    budi.serve()
    with pytest.raises(Refused, match="C-001"):
        actions.leave_counter(budi.account, budi.shift)
    assert seat(budi) == 1


def test_nobody_goes_to_another_counter_while_somebody_is_served(budi, office):
    budi.serve()
    with pytest.raises(Refused, match="C-001"):
        actions.take_counter(budi.account, office.counters[2])
    assert seat(budi) == 1
    assert actions.take_counter(budi.account, office.counters[1]) == budi.shift, (
        "sitting down where one sits is harmless"
    )


def test_an_empty_counter_is_left(budi, office):
    actions.take_counter(budi.account, office.counters[2])
    assert seat(budi) == 2
    actions.leave_counter(budi.account, office_queries.shift_of(budi.account))
    assert seat(budi) is None


def test_who_sits_down_takes_over_who_is_there(budi, office):
    """A clerk who fell ill: the person at the counter is not lost."""
    ticket = budi.serve()
    close_counter(budi.shift, by=office.nur.actor)
    shift = open_counter(office.counters[1], office.rini)
    assert desk(shift).ticket == ticket
