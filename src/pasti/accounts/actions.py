"""Opening, changing and closing accounts."""

from collections.abc import Iterable
from typing import Any

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from pasti.accounts.models import USERNAME, Account, Grant
from pasti.accounts.roles import Role
from pasti.journal.actions import record
from pasti.journal.actors import Actor
from pasti.kit import free_text
from pasti.kit.errors import Refused

# Whoever loses these by their own hand may leave nobody to give them back.
_ADMINISTRATION = {Role.ADMIN, Role.CENTRE_ADMIN}


def check_password(password: str, account: Account | None = None) -> None:
    """Raise Refused, with the reason, when a password is too easy."""
    try:
        validate_password(password, account)
    except ValidationError as weak:
        raise Refused(" ".join(weak.messages)) from weak


@transaction.atomic
def open_account(*, username: str, name: str, roles: Iterable[str], password: str, by: Actor) -> Account:
    """Open an account.

    Raises Refused for a user name that is taken or cannot be one, for a NIK in the names, and for a weak password.
    """
    for said in (username, name):
        free_text.checked(said)
    account = Account(username=username, name=name)
    try:
        USERNAME(username)
    except ValidationError as wrong:
        raise Refused(" ".join(wrong.messages)) from wrong
    if Account.objects.filter(username=username).exists():
        raise Refused(_("Nama pengguna “%s” sudah dipakai.") % username)
    check_password(password, account)
    account.set_password(password)
    account.save()
    _grant(account, roles)
    _note("created", account, by, roles=sorted(roles))
    return account


@transaction.atomic
def change_account(account: Account, *, name: str, roles: Iterable[str], by: Actor) -> Account:
    """Give an account another name and exactly these roles.

    Raises Refused for taking one's own administration away, and for a NIK in the name.
    """
    free_text.checked(name)
    if account.actor.id == by.id and account.roles & _ADMINISTRATION - set(roles):
        raise Refused(_("Anda tidak dapat mencabut peran administrator Anda sendiri."))
    account.name = name
    account.save(update_fields=["name"])
    account.grants.exclude(role__in=list(roles)).delete()
    _grant(account, roles)
    _note("changed", account, by, roles=sorted(roles))
    return account


@transaction.atomic
def set_password(account: Account, password: str, *, by: Actor) -> None:
    """Replace a password that was forgotten. Raises Refused when it is too easy."""
    check_password(password, account)
    account.set_password(password)
    account.save(update_fields=["password"])
    _note("password", account, by)


@transaction.atomic
def close_account(account: Account, *, by: Actor) -> None:
    """Let an account sign in no more; what it did stays. Raises Refused when it is one's own."""
    if account.actor.id == by.id:
        raise Refused(_("Anda tidak dapat menutup akun Anda sendiri."))
    Account.objects.filter(pk=account.pk).update(is_active=False)
    _note("closed", account, by)


@transaction.atomic
def reopen_account(account: Account, *, by: Actor) -> None:
    """Let a closed account sign in again."""
    Account.objects.filter(pk=account.pk).update(is_active=True)
    _note("reopened", account, by)


def _grant(account: Account, roles: Iterable[str]) -> None:
    for role in roles:
        Grant.objects.get_or_create(account=account, role=role)
    account.__dict__.pop("roles", None)


def _note(what: str, account: Account, by: Actor, **facts: Any) -> None:
    record(f"account.{what}", subject=f"account:{account.pk}", by=by, username=account.username, **facts)
