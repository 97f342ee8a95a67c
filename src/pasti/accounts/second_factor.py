"""The second factor: who must have one, who has one, and the journal of it. The factors are django-allauth's."""

from typing import Any

from allauth.mfa.models import Authenticator
from django.db import transaction
from django.db.models.signals import post_delete, post_save

from pasti.accounts import node
from pasti.accounts.models import Account
from pasti.accounts.roles import SECOND_FACTOR
from pasti.journal.actions import record

_Kind = Authenticator.Type
# Recovery codes alone are no factor: they stand in for one that is lost.
FACTORS = (_Kind.TOTP, _Kind.WEBAUTHN)


def must_have(account: Account) -> bool:
    """Whether this account's roles ask for a second factor. A sample's never do: its passwords are known."""
    return bool(account.roles & SECOND_FACTOR) and not node.here().sample


def has(account: Account) -> bool:
    """Whether this account signs in with a second factor."""
    return bool(Authenticator.objects.filter(user=account, type__in=FACTORS).exists())


def is_missing(account: Account) -> bool:
    """Whether this account must set up a second factor before it does anything else."""
    return bool(account.roles & SECOND_FACTOR) and not has(account) and must_have(account)


def is_last(factor: Authenticator) -> bool:
    """Whether an account has no other factor than this one."""
    others = Authenticator.objects.filter(user_id=factor.user_id, type__in=FACTORS).exclude(pk=factor.pk)
    return factor.type in FACTORS and not bool(others.exists())


def forget_all(account: Account) -> None:
    """Take away every factor of an account; the caller writes down why."""
    Authenticator.objects.filter(user=account).delete()


def _note_new(instance: Authenticator, *, created: bool, **_rest: Any) -> None:
    if created:
        _note("account.factor_added", instance)


def _note_removed(instance: Authenticator, origin: Any, **_rest: Any) -> None:
    # Whoever deletes many at once has their own reason, and writes that down.
    if origin is instance:
        _note("account.factor_removed", instance)


def _note(kind: str, factor: Authenticator) -> None:
    owner = Account.objects.get(pk=factor.user_id)
    with transaction.atomic():
        record(kind, subject=owner.subject, by=owner.actor, username=owner.username, factor=str(factor.type))


def watch() -> None:
    """Journal what owners do to their factors. Called once, when Django starts."""
    post_save.connect(_note_new, sender=Authenticator, dispatch_uid="pasti.factor_added")
    post_delete.connect(_note_removed, sender=Authenticator, dispatch_uid="pasti.factor_removed")
