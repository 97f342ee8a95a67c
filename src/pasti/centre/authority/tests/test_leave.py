"""An office's leave for e-KTP: withdrawn with a reason and a letter, given back, and said in every message."""

import pytest
from tests.cast import MONDAY, account

from pasti.accounts.roles import Role
from pasti.centre.authority import actions, queries
from pasti.journal.models import Entry
from pasti.kit.errors import NotAllowed, Refused
from pasti.link import exchange

DECISION = {"stops": ["record", "print"], "reason": "Akses disalahgunakan", "letter": "470/12/Dukcapil"}


@pytest.fixture
def operator(centre):
    return account("op", "Operator Pusat", Role.CENTRE_OPERATOR)


def said(office):
    [lease] = exchange.compose(office).leases
    return lease


def test_an_office_may_do_everything_for_three_days_unless_somebody_decides(centre):
    lease = said(centre)
    assert (lease.number, lease.allows, lease.seconds) == (0, ["record", "send", "print"], 72 * 3600)


def test_a_decision_is_said_with_its_reason_and_letter_and_can_be_taken_back(centre, operator):
    actions.withdraw(centre, **DECISION, by=operator.actor)
    lease = said(centre)
    assert (lease.number, lease.allows, lease.reason, lease.letter) == (
        1, ["send"], "Akses disalahgunakan", "470/12/Dukcapil",
    )  # fmt: skip
    assert queries.stopped()[centre.pk].decided_by == "Operator Pusat"
    assert "merekam dan mencetak: Akses disalahgunakan (surat 470/12/Dukcapil)" in Entry.objects.latest("id").sentence
    actions.withdraw(centre, stops=[], reason="Sudah diperbaiki", letter="470/13", by=operator.actor)
    assert (said(centre).number, said(centre).allows, said(centre).reason) == (2, ["record", "send", "print"], "")
    assert queries.stopped() == {}


@pytest.mark.parametrize("role", [Role.CENTRE_ADMIN, Role.HEAD, Role.CLERK])
def test_others_may_not(centre, role):
    with pytest.raises(NotAllowed):
        actions.withdraw(centre, **DECISION, by=account("x", "X", role).actor)


@pytest.mark.parametrize("wrong", [{"reason": ""}, {"letter": " "}, {"reason": "3275015206099001"}])
def test_not_without_a_reason_and_a_letter_and_with_nobodys_number(centre, operator, wrong):
    with pytest.raises(Refused):
        actions.withdraw(centre, **{**DECISION, **wrong}, by=operator.actor)
    assert queries.leave_of(centre) is None


def test_the_screen_says_how_it_is_and_takes_the_decision(centre, operator, signed_in):
    client = signed_in(operator)
    at = f"/pusat/kantor/{centre.pk}/izin/"
    assert client.post(at, {"stops": ["print"], "reason": "", "letter": ""}).status_code == 422
    answer = client.post(at, {"stops": ["print"], "reason": "Blangko tidak cocok", "letter": "470/14"}, follow=True)
    page = answer.content.decode()
    assert "mengetahuinya pada kontak berikutnya" in page
    assert "470/14" in page
    assert "Blangko tidak cocok" in client.get(at).content.decode()
    assert queries.leave_of(centre).decided_at == MONDAY


def test_it_is_no_screen_for_others(centre, signed_in):
    head = signed_in(account("a", "A", Role.CENTRE_ADMIN))
    assert head.get(f"/pusat/kantor/{centre.pk}/izin/").status_code == 403
