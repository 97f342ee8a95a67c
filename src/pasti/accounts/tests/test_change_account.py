import pytest
from tests.cast import ANYBODY, account

from pasti.accounts.actions import change_account, set_password
from pasti.accounts.models import Account, Proposal
from pasti.accounts.roles import CENTRE_ROLES, Role
from pasti.journal.models import Entry
from pasti.kit.errors import Refused


@pytest.fixture
def siti(db) -> Account:
    return account("siti", "Siti Nurjanah", Role.CLERK, Role.PRINTER)


@pytest.fixture
def nur(db) -> Account:
    return account("nur", "Nur Aini", Role.ADMIN, Role.RECORDER)


def now(who: Account) -> Account:
    return Account.objects.get(pk=who.pk)


def test_it_has_exactly_these_roles_and_this_name_then(siti, nur):
    assert change_account(siti, name="Siti N.", roles=[Role.PRINTER, Role.RECORDER], by=nur.actor) is None
    assert (now(siti).name, now(siti).roles) == ("Siti N.", {"printer", "recorder"})


def test_it_may_have_no_role_at_all(siti, nur):
    change_account(siti, name=siti.name, roles=[], by=nur.actor)
    assert now(siti).roles == frozenset()


def test_it_is_written_down(siti, nur):
    change_account(siti, name="Siti N.", roles=[Role.RECORDER, Role.CLERK], by=nur.actor)
    renamed, changed = Entry.objects.order_by("id")
    facts = {"username": "siti", "before": "Siti Nurjanah", "after": "Siti N."}
    assert (renamed.kind, renamed.facts, renamed.by_id) == ("account.renamed", facts, nur.actor.id)
    assert (changed.kind, changed.facts) == ("account.changed", {"username": "siti", "roles": ["clerk", "recorder"]})


def test_what_is_as_it_was_is_no_news_and_ends_no_session(siti, nur):
    change_account(siti, name=siti.name, roles=[Role.PRINTER, Role.CLERK], by=nur.actor)
    assert not Entry.objects.exists()
    assert now(siti).session_round == 0


def test_nobody_gives_themselves_a_role(nur):
    waiting = change_account(nur, name=nur.name, roles=[Role.ADMIN, Role.RECORDER, Role.CLERK], by=nur.actor)
    assert waiting == Proposal.objects.get()
    assert (waiting.adds, waiting.removes, waiting.state) == (["clerk"], [], "proposed")
    assert now(nur).roles == {"admin", "recorder"}


def test_somebody_gives_up_a_role_of_their_own_alone(nur):
    assert change_account(nur, name=nur.name, roles=[Role.ADMIN], by=nur.actor) is None
    assert now(nur).roles == {"admin"}


@pytest.mark.parametrize("role", [Role.ADMIN, Role.HEAD, Role.CENTRE_ADMIN, Role.CENTRE_HEAD])
def test_rights_over_others_are_given_and_taken_by_two(siti, nur, role, settings):
    settings.ROLE = "centre" if role in CENTRE_ROLES else "office"
    plain = Role.CENTRE_OPERATOR if role in CENTRE_ROLES else Role.RECORDER
    waiting = change_account(siti, name=siti.name, roles=[plain, role], by=nur.actor)
    assert (waiting.adds, waiting.removes) == ([role.value], [])
    # What one person may do alone is done at once.
    assert now(siti).roles == {plain.value}
    other = account("agus", "Agus", role)
    waiting = change_account(other, name=other.name, roles=[plain], by=nur.actor)
    assert (waiting.adds, waiting.removes) == ([], [role.value])
    assert now(other).roles == {plain.value, role.value}


def test_asking_twice_is_one_request_and_asking_for_something_else_is_refused(siti, nur):
    first = change_account(siti, name=siti.name, roles=[*siti.roles, Role.HEAD], by=nur.actor)
    assert change_account(siti, name=siti.name, roles=[*siti.roles, Role.HEAD], by=nur.actor) == first
    with pytest.raises(Refused, match="Sudah ada usulan lain untuk akun ini: menambah peran kepala dinas"):
        change_account(siti, name=siti.name, roles=[*siti.roles, Role.ADMIN], by=nur.actor)
    assert Proposal.objects.count() == Entry.objects.filter(kind="proposal.made").count() == 1


def test_the_node_itself_needs_nobody(siti):
    change_account(siti, name=siti.name, roles=[Role.ADMIN], by=ANYBODY)
    assert now(siti).roles == {"admin"}


def test_a_name_is_no_place_for_a_nik(siti, nur):
    with pytest.raises(Refused, match="NIK"):
        change_account(siti, name="Siti 3275015206099001", roles=siti.roles, by=nur.actor)


def test_a_password_is_replaced(siti):
    set_password(siti, "baterai benar kuda", by=siti.actor)
    assert Account.objects.get().check_password("baterai benar kuda")
    entry = Entry.objects.get()
    assert (entry.kind, entry.facts) == ("account.password", {"username": "siti"})


def test_a_weak_one_replaces_nothing(siti):
    before = Account.objects.get().password
    with pytest.raises(Refused, match="terlalu pendek"):
        set_password(siti, "pendek", by=siti.actor)
    assert Account.objects.get().password == before
    assert not Entry.objects.exists()
