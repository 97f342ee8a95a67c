"""What a screen would not offer is refused by the action too; a proposal is too old by the clock, not by a duty."""

from datetime import timedelta

import pytest
from tests.cast import ANYBODY, account

from pasti.accounts import queries
from pasti.accounts.actions import (
    change_account,
    close_account,
    confirm,
    forget_factor,
    lapse_old,
    open_account,
    reopen_account,
)
from pasti.accounts.models import Account, Proposal
from pasti.accounts.roles import Role
from pasti.journal.models import Entry
from pasti.kit import clock
from pasti.kit.errors import Refused


@pytest.fixture
def nur(db) -> Account:
    return account("nur", "Nur Aini", Role.ADMIN)


@pytest.fixture
def tuti(db) -> Account:
    return account("tuti", "Tuti Alawiyah", Role.ADMIN)


@pytest.fixture
def siti(db) -> Account:
    return account("siti", "Siti Nurjanah", Role.CLERK)


def wants_to_be_head(siti: Account, nur: Account) -> Proposal:
    waiting = change_account(siti, name=siti.name, roles=[Role.CLERK, Role.HEAD], by=nur.actor)
    assert waiting is not None
    return waiting


def in_a_week():
    return clock.stopped_at(clock.now() + timedelta(days=7))


def test_an_office_gives_no_role_of_the_centre(siti, nur):
    with pytest.raises(Refused, match="bukan peran di simpul ini"):
        open_account(username="maya", name="Maya", roles=[Role.CENTRE_OPERATOR], by=nur.actor)
    with pytest.raises(Refused, match="bukan peran di simpul ini"):
        change_account(siti, name="Siti", roles=[Role.CLERK, "raja"], by=nur.actor)
    assert Account.objects.get(pk=siti.pk).roles == {"clerk"}
    assert not Account.objects.filter(username="maya").exists()
    assert not Entry.objects.exists()


def test_who_has_no_second_factor_has_none_to_lose(siti, nur):
    with pytest.raises(Refused, match="tidak memakai verifikasi dua langkah"):
        forget_factor(siti, by=nur.actor)
    assert not Proposal.objects.exists()


def test_closing_or_opening_twice_is_harmless(siti, nur):
    close_account(siti, by=ANYBODY)
    close_account(siti, by=ANYBODY)
    reopen_account(siti, by=ANYBODY)
    reopen_account(siti, by=ANYBODY)
    assert [e.kind for e in Entry.objects.order_by("id")] == ["account.closed", "account.reopened"]


def test_nobody_need_confirm_what_is_so_already(tuti, nur):
    assert reopen_account(tuti, by=nur.actor) is None
    assert not Proposal.objects.exists()


def test_two_who_close_an_account_at_once_do_not_open_it_again(siti, tuti, nur, signed_in):
    first, second = signed_in(nur), signed_in(tuti)
    address = f"/petugas/{siti.pk}/"
    assert 'name="do" value="close"' in first.get(address).content.decode()
    for browser in (first, second):
        browser.post(f"{address}tutup/", {"do": "close"})
    assert not Account.objects.get(pk=siti.pk).is_active


def test_after_a_week_a_proposal_is_on_no_list_though_no_duty_has_run(siti, nur):
    wants_to_be_head(siti, nur)
    assert queries.open_proposals().count() == 1
    with in_a_week():
        assert not queries.open_proposals().exists()
        assert queries.decided_proposals().get().state_label == "kedaluwarsa"
    assert Proposal.objects.get().state == "proposed", "only looking changes nothing"


def test_after_a_week_the_same_may_be_proposed_again_though_no_duty_has_run(siti, nur, tuti):
    old = wants_to_be_head(siti, nur)
    with in_a_week():
        again = wants_to_be_head(siti, nur)
        assert again != old
        confirm(again, by=tuti.actor)
        assert lapse_old() == 0
    assert Account.objects.get(pk=siti.pk).roles == {"clerk", "head"}
    assert [p.state for p in Proposal.objects.order_by("pk")] == ["lapsed", "confirmed"]


def test_an_old_proposal_does_not_stand_in_the_way_of_another(siti, nur):
    wants_to_be_head(siti, nur)
    with in_a_week():
        waiting = change_account(siti, name=siti.name, roles=[Role.CLERK, Role.ADMIN], by=nur.actor)
    assert waiting is not None
    assert waiting.adds == ["admin"]


def test_on_the_screens_an_old_proposal_waits_for_nobody(siti, nur, tuti, signed_in):
    wants_to_be_head(siti, nur)
    assert "Menunggu orang kedua" in signed_in(tuti).get(f"/petugas/{siti.pk}/").content.decode()
    with in_a_week():
        assert "Menunggu orang kedua" not in signed_in(tuti).get(f"/petugas/{siti.pk}/").content.decode()
