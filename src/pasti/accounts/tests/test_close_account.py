import pytest
from tests.cast import ANYBODY, PASSWORD, account

from pasti.accounts.actions import close_account, reopen_account
from pasti.accounts.models import Account
from pasti.accounts.roles import Role
from pasti.journal.models import Entry
from pasti.kit.errors import Refused


@pytest.fixture
def siti(db) -> Account:
    return account("siti", "Siti Nurjanah", Role.CLERK)


def may_sign_in(client) -> bool:
    client.logout()
    status: int = client.post("/masuk/", {"login": "siti", "password": PASSWORD}).status_code
    return status == 302


def test_who_is_closed_out_stays_out_until_let_in_again(siti, client):
    assert may_sign_in(client)
    close_account(siti, by=ANYBODY)
    assert not may_sign_in(client)
    reopen_account(siti, by=ANYBODY)
    assert may_sign_in(client)


def test_who_is_told_that_the_account_is_closed_knows_the_password(siti, client):
    close_account(siti, by=ANYBODY)
    answer = client.post("/masuk/", {"login": "siti", "password": PASSWORD})
    assert "Akun ini ditutup." in answer.content.decode()
    answer = client.post("/masuk/", {"login": "siti", "password": "salah salah salah"})
    assert "ditutup" not in answer.content.decode()


def test_who_is_at_work_is_out_at_once(siti, signed_in):
    browser = signed_in(siti)
    assert browser.get("/kata-sandi/").status_code == 200
    close_account(siti, by=ANYBODY)
    asked = browser.get("/kata-sandi/")
    assert (asked.status_code, asked["Location"]) == (302, "/masuk/?next=/kata-sandi/")


def test_nobody_closes_their_own_account(siti):
    with pytest.raises(Refused, match=r"Anda tidak dapat menutup akun Anda sendiri\."):
        close_account(siti, by=siti.actor)
    assert Account.objects.get().is_active
    assert not Entry.objects.exists()


def test_both_are_written_down_and_what_somebody_did_stays(siti):
    close_account(siti, by=ANYBODY)
    reopen_account(siti, by=ANYBODY)
    entries = Entry.objects.order_by("id").values_list("kind", "subject", "by_name")
    assert list(entries) == [
        ("account.closed", f"account:{siti.pk}", "Siapa saja"),
        ("account.reopened", f"account:{siti.pk}", "Siapa saja"),
    ]
    assert Account.objects.get().roles == {"clerk"}
