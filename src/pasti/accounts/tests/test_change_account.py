import pytest
from tests.cast import ANYBODY, account

from pasti.accounts.actions import change_account, set_password
from pasti.accounts.models import Account
from pasti.accounts.roles import Role
from pasti.journal.models import Entry
from pasti.kit.errors import Refused


@pytest.fixture
def siti(db) -> Account:
    return account("siti", "Siti Nurjanah", Role.CLERK, Role.PRINTER)


@pytest.fixture
def nur(db) -> Account:
    return account("nur", "Nur Aini", Role.ADMIN, Role.HEAD)


def test_it_has_exactly_these_roles_and_this_name_then(siti):
    assert siti.roles == {"clerk", "printer"}
    changed = change_account(siti, name="Siti N.", roles=[Role.PRINTER, Role.HEAD], by=ANYBODY)
    assert changed.roles == {"printer", "head"}
    fresh = Account.objects.get()
    assert (fresh.name, fresh.roles) == ("Siti N.", {"printer", "head"})


def test_it_may_have_no_role_at_all(siti):
    assert change_account(siti, name=siti.name, roles=[], by=ANYBODY).roles == frozenset()


def test_it_is_written_down(siti):
    change_account(siti, name=siti.name, roles=[Role.HEAD, Role.CLERK], by=ANYBODY)
    entry = Entry.objects.get()
    assert (entry.kind, entry.facts) == ("account.changed", {"username": "siti", "roles": ["clerk", "head"]})


def test_nobody_takes_administration_from_themselves(nur):
    with pytest.raises(Refused, match=r"Anda tidak dapat mencabut peran administrator Anda sendiri\."):
        change_account(nur, name="Nur", roles=[Role.HEAD], by=nur.actor)
    fresh = Account.objects.get()
    assert (fresh.name, fresh.roles) == ("Nur Aini", {"admin", "head"})
    assert not Entry.objects.exists()


def test_an_administrator_may_change_their_other_roles_and_somebody_elses_administration(nur, siti):
    assert change_account(nur, name="Nur", roles=[Role.ADMIN, Role.CLERK], by=nur.actor).roles == {"admin", "clerk"}
    assert change_account(nur, name="Nur", roles=[Role.CLERK], by=siti.actor).roles == {"clerk"}


def test_a_password_is_replaced(siti):
    set_password(siti, "baterai benar kuda", by=ANYBODY)
    assert Account.objects.get().check_password("baterai benar kuda")
    entry = Entry.objects.get()
    assert (entry.kind, entry.facts) == ("account.password", {"username": "siti"})


def test_a_weak_one_replaces_nothing(siti):
    before = Account.objects.get().password
    with pytest.raises(Refused, match="terlalu pendek"):
        set_password(siti, "pendek", by=ANYBODY)
    assert Account.objects.get().password == before
    assert not Entry.objects.exists()
