"""What one person proposes and another confirms; and that a node is never without somebody to administer it."""

from datetime import timedelta

import pytest
from tests.cast import ANYBODY, account

from pasti.accounts.actions import (
    change_account,
    close_account,
    confirm,
    decline,
    forget_factor,
    lapse_old,
    make_link,
    reopen_account,
    use_link,
)
from pasti.accounts.models import Account, Proposal
from pasti.accounts.queries import account_of_link, has_second_person
from pasti.accounts.roles import Role
from pasti.accounts.second_factor import has
from pasti.journal.models import Entry
from pasti.kit import clock
from pasti.kit.errors import NotAllowed, Refused


@pytest.fixture
def nur(db) -> Account:
    return account("nur", "Nur Aini", Role.ADMIN)


@pytest.fixture
def tuti(db) -> Account:
    return account("tuti", "Tuti Alawiyah", Role.ADMIN)


@pytest.fixture
def agus(db) -> Account:
    return account("agus", "Agus Hermawan", Role.HEAD)


@pytest.fixture
def siti(db) -> Account:
    return account("siti", "Siti Nurjanah", Role.CLERK)


def now(who: Account) -> Account:
    return Account.objects.get(pk=who.pk)


def wants_to_be_head(siti: Account, nur: Account) -> Proposal:
    waiting = change_account(siti, name=siti.name, roles=[Role.CLERK, Role.HEAD], by=nur.actor)
    assert waiting is not None
    return waiting


def test_a_link_made_before_somebody_gets_rights_does_not_sign_in_with_them(siti, nur, tuti):
    """Else nur, who made it alone, would be siti and nur: two people who confirm each other."""
    token = make_link(siti, by=nur.actor)
    confirm(wants_to_be_head(siti, nur), by=tuti.actor)
    assert account_of_link(str(token)) is None
    with pytest.raises(Refused, match="tidak berlaku lagi"):
        use_link(str(token), "payung tembaga miring")


def test_a_link_stays_good_for_who_gets_a_role_without_rights(siti, nur):
    token = make_link(siti, by=nur.actor)
    change_account(siti, name=siti.name, roles=[Role.CLERK, Role.PRINTER], by=nur.actor)
    assert account_of_link(str(token)) == siti


def test_a_second_administrator_confirms(siti, nur, tuti):
    confirm(wants_to_be_head(siti, nur), by=tuti.actor)
    assert now(siti).roles == {"clerk", "head"}
    assert Proposal.objects.get().state == "confirmed"
    assert [(e.kind, e.by_name, e.subject) for e in Entry.objects.order_by("id")] == [
        ("proposal.made", "Nur Aini", f"account:{siti.pk}"),
        ("proposal.confirm", "Tuti Alawiyah", f"account:{siti.pk}"),
        ("account.changed", "Tuti Alawiyah", f"account:{siti.pk}"),
    ]
    assert [e.sentence for e in Entry.objects.order_by("id")][:2] == [
        "Diusulkan untuk akun siti: menambah peran kepala dinas atau kepala bidang.",
        "Disetujui untuk akun siti: menambah peran kepala dinas atau kepala bidang, atas usul Nur Aini.",
    ]


def test_a_head_may_be_the_second_person(siti, nur, agus):
    confirm(wants_to_be_head(siti, nur), by=agus.actor)
    assert now(siti).roles == {"clerk", "head"}


def test_nobody_confirms_what_they_proposed(siti, nur):
    with pytest.raises(NotAllowed, match="orang lain yang harus menyetujui"):
        confirm(wants_to_be_head(siti, nur), by=nur.actor)
    assert now(siti).roles == {"clerk"}


def test_nobody_confirms_what_is_for_themselves(nur, tuti):
    waiting = change_account(tuti, name=tuti.name, roles=[Role.ADMIN, Role.HEAD], by=nur.actor)
    with pytest.raises(NotAllowed, match="tentang akun Anda sendiri"):
        confirm(waiting, by=tuti.actor)


def test_who_has_no_rights_is_no_second_person(siti, nur):
    clerk = account("budi", "Budi", Role.CLERK)
    with pytest.raises(NotAllowed, match="bukan wewenang"):
        confirm(wants_to_be_head(siti, nur), by=clerk.actor)


def test_what_is_decided_is_decided(siti, nur, tuti):
    waiting = wants_to_be_head(siti, nur)
    decline(waiting, by=tuti.actor)
    with pytest.raises(NotAllowed, match="sudah “ditolak”"):
        confirm(waiting, by=tuti.actor)
    assert now(siti).roles == {"clerk"}


def test_whoever_proposed_may_take_it_back(siti, nur):
    assert decline(wants_to_be_head(siti, nur), by=nur.actor).state == "declined"


def test_who_lost_their_rights_cannot_have_proposed(siti, nur, tuti):
    waiting = wants_to_be_head(siti, nur)
    close_account(nur, by=ANYBODY)
    with pytest.raises(NotAllowed, match="tidak lagi berwenang"):
        confirm(waiting, by=tuti.actor)


def test_after_a_week_it_is_too_old_and_lapses(siti, nur, tuti):
    waiting = wants_to_be_head(siti, nur)
    with clock.stopped_at(clock.now() + timedelta(days=7)):
        with pytest.raises(NotAllowed, match="sudah terlalu lama"):
            confirm(waiting, by=tuti.actor)
        assert lapse_old() == 1
        assert lapse_old() == 0
    assert Proposal.objects.get().state == "lapsed"
    assert Entry.objects.filter(kind="proposal.lapse").count() == 1


def test_an_administrator_is_closed_and_reopened_by_two(nur, tuti, agus):
    waiting = close_account(tuti, by=nur.actor)
    assert now(tuti).is_active
    confirm(waiting, by=agus.actor)
    assert not now(tuti).is_active
    again = reopen_account(tuti, by=nur.actor)
    assert not now(tuti).is_active
    confirm(again, by=agus.actor)
    assert now(tuti).is_active


def test_two_administrators_cannot_remove_each_other(nur, tuti):
    of_tuti = change_account(tuti, name=tuti.name, roles=[], by=nur.actor)
    of_nur = change_account(nur, name=nur.name, roles=[], by=tuti.actor)
    for waiting, by in ((of_tuti, nur), (of_tuti, tuti), (of_nur, nur), (of_nur, tuti)):
        with pytest.raises(NotAllowed):
            confirm(waiting, by=by.actor)
    assert now(nur).roles == now(tuti).roles == {"admin"}


def test_with_a_head_who_agrees_to_both_one_is_left(nur, tuti, agus):
    of_tuti = change_account(tuti, name=tuti.name, roles=[], by=nur.actor)
    of_nur = change_account(nur, name=nur.name, roles=[], by=tuti.actor)
    confirm(of_tuti, by=agus.actor)
    # Tuti, who proposed the other, has no rights any more; and the node asks for one who has.
    with pytest.raises(NotAllowed, match="tidak lagi berwenang"):
        confirm(of_nur, by=agus.actor)
    assert now(nur).roles == {"admin"}


@pytest.mark.parametrize("how", ["roles", "close"])
def test_the_last_administrator_stays_whoever_asks(nur, agus, how):
    never_came = account("baru", "Orang Baru", Role.ADMIN)
    Account.objects.filter(pk=never_came.pk).update(password="!")
    closed = account("lama", "Orang Lama", Role.ADMIN)
    Account.objects.filter(pk=closed.pk).update(is_active=False)
    asking = account("tuti", "Tuti Alawiyah", Role.ADMIN)
    if how == "close":
        waiting = close_account(nur, by=asking.actor)
    else:
        waiting = change_account(nur, name=nur.name, roles=[], by=asking.actor)
    change_account(asking, name=asking.name, roles=[Role.HEAD], by=ANYBODY)
    assert waiting is not None
    for by in (agus.actor, ANYBODY):
        with pytest.raises(Refused, match="tidak boleh tanpa administrator yang dapat masuk"):
            confirm(waiting, by=by)
    with pytest.raises(Refused, match="tidak boleh tanpa administrator yang dapat masuk"):
        close_account(nur, by=ANYBODY)
    assert now(nur).roles == {"admin"}
    assert now(nur).is_active
    assert Proposal.objects.get().state == "proposed"


def test_a_second_factor_that_was_lost_is_taken_away_by_two(nur, tuti, agus):
    waiting = forget_factor(tuti, by=nur.actor)
    assert has(tuti)
    confirm(waiting, by=agus.actor)
    assert not has(tuti)
    assert now(tuti).session_round == 1
    with pytest.raises(Refused, match="halaman “Verifikasi dua langkah”"):
        forget_factor(nur, by=nur.actor)


def test_the_link_of_an_administrator_is_made_by_the_second_person(nur, tuti, agus):
    waiting = make_link(tuti, by=nur.actor)
    assert isinstance(waiting, Proposal)
    token = confirm(waiting, by=agus.actor)
    assert len(token) > 40
    assert tuti.links.get().by_name == "Agus Hermawan"


def test_it_is_known_whether_there_is_a_second_person(siti, nur):
    waiting = wants_to_be_head(siti, nur)
    assert not has_second_person(waiting)
    account("tuti", "Tuti", Role.ADMIN)
    assert has_second_person(waiting)
