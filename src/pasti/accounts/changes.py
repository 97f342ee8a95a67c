"""What a change of an account does, once whoever had to agree has agreed. Only `actions` calls these."""

import hashlib
import secrets
from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django.db.models import F
from django.utils.translation import gettext as _

from pasti.accounts import second_factor
from pasti.accounts.models import Account, Grant, PasswordLink
from pasti.accounts.roles import ADMINISTRATION, SECOND_PERSON
from pasti.journal.actions import record
from pasti.journal.actors import Actor
from pasti.kit import clock
from pasti.kit.errors import Refused

LINK_LIVES = timedelta(hours=24)


def note(what: str, account: Account, by: Actor, **facts: Any) -> None:
    """Write down what happened to an account."""
    record(f"account.{what}", subject=account.subject, by=by, username=account.username, **facts)


def lock_all() -> None:
    """Let changes of rights take turns: of two administrators who remove each other, one comes second."""
    list(Account.objects.select_for_update().order_by("pk").values_list("pk", flat=True))


def end_sessions(account: Account) -> None:
    """Let whoever is signed in to an account sign in anew, everywhere and at once."""
    Account.objects.filter(pk=account.pk).update(session_round=F("session_round") + 1)
    account.refresh_from_db(fields=["session_round"])


def set_roles(account: Account, roles: Iterable[str], *, by: Actor) -> None:
    """Let an account hold exactly these roles. Raises Refused when nobody would be left to administer the node."""
    wanted, lost = frozenset(map(str, roles)), account.roles - set(map(str, roles))
    if wanted == account.roles:
        return
    if (wanted - account.roles) & SECOND_PERSON:
        # One person made them, when whoever has one could not yet give rights to others.
        PasswordLink.objects.filter(account=account, used_at=None).delete()
    account.grants.exclude(role__in=wanted).delete()
    grant(account, wanted)
    end_sessions(account)
    note("changed", account, by, roles=sorted(wanted))
    _keep_somebody(lost)


def grant(account: Account, roles: Iterable[str]) -> None:
    """Give roles to an account that has none of its sessions to end."""
    for role in roles:
        Grant.objects.get_or_create(account=account, role=role)
    account.__dict__.pop("roles", None)


def close(account: Account, *, by: Actor) -> None:
    """Let an account sign in no more. Raises Refused when nobody would be left to administer the node."""
    Account.objects.filter(pk=account.pk).update(is_active=False)
    account.is_active = False
    end_sessions(account)
    PasswordLink.objects.filter(account=account, used_at=None).delete()
    note("closed", account, by)
    _keep_somebody(account.roles)


def reopen(account: Account, *, by: Actor) -> None:
    """Let a closed account sign in again."""
    Account.objects.filter(pk=account.pk).update(is_active=True)
    account.is_active = True
    note("reopened", account, by)


def forget_factor(account: Account, *, by: Actor) -> None:
    """Take away a second factor that was lost."""
    second_factor.forget_all(account)
    end_sessions(account)
    note("factor_reset", account, by)


def make_link(account: Account, *, by: Actor) -> str:
    """Return a token that sets an account's password once; those made before are void. Kept as a hash only."""
    if not account.is_active:
        raise Refused(_("Akun ini ditutup. Buka lagi dahulu."))
    PasswordLink.objects.filter(account=account, used_at=None).delete()
    token, now = secrets.token_urlsafe(32), clock.now()
    PasswordLink.objects.create(
        account=account,
        digest=digest(token),
        by_id=by.id,
        by_name=by.name,
        made_at=now,
        expires_at=now + LINK_LIVES,
    )
    note("link", account, by)
    return token


def digest(token: str) -> str:
    """Return what is kept of a token: it is long and random, so a plain hash tells nothing."""
    return hashlib.sha256(token.encode()).hexdigest()


def _keep_somebody(lost: Iterable[str]) -> None:
    """Raise Refused when a role that administers is held by nobody any more who could sign in."""
    for role in ADMINISTRATION & frozenset(lost):
        holders = Account.objects.filter(is_active=True, grants__role=role)
        # Who has never set a password cannot give rights back: the link may lapse.
        if not any(account.has_usable_password() for account in holders):
            raise Refused(_("Simpul ini tidak boleh tanpa administrator yang dapat masuk."))
