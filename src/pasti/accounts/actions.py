"""Opening, changing and closing accounts; what one person may do alone, and what a second one must confirm."""

from collections.abc import Iterable
from datetime import timedelta

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from pasti.accounts import changes, queries, second_factor
from pasti.accounts.models import PROPOSAL_LIVES, USERNAME, Account, PasswordLink, Proposal, What
from pasti.accounts.roles import SECOND_PERSON, roles_here
from pasti.accounts.states import State
from pasti.journal.actions import record
from pasti.journal.actors import SYSTEM, SYSTEM_ROLE, Actor
from pasti.journal.moves import take
from pasti.kit import clock, free_text
from pasti.kit.errors import NotAllowed, Refused
from pasti.kit.taken import refused_when_taken


def check_password(password: str, account: Account | None = None) -> None:
    """Raise Refused, with the reason, when a password is too easy."""
    try:
        validate_password(password, account)
    except ValidationError as weak:
        raise Refused(" ".join(weak.messages)) from weak


@transaction.atomic
def open_account(*, username: str, name: str, roles: Iterable[str], by: Actor, password: str = "") -> Account:
    """Open an account. Without a password nobody can sign in to it before its owner has set one (see `make_link`).

    Roles that need a second person are proposed, not given, unless the node itself opens the account (`pasti init`).
    Raises Refused for a user name that is taken or cannot be one, for a NIK in the names, for a role that there is not
    at this node, and for a weak password.
    """
    username, name = free_text.checked(username), free_text.checked(name)
    asked = frozenset(map(str, roles))
    _check_roles(asked, by)
    account = Account(username=username, name=name)
    try:
        USERNAME(username)
    except ValidationError as wrong:
        raise Refused(" ".join(wrong.messages)) from wrong
    taken = _("Nama pengguna “%s” sudah dipakai.") % username
    if Account.objects.filter(username=username).exists():
        raise Refused(taken)
    if password:
        check_password(password, account)
        account.set_password(password)
    else:
        account.set_unusable_password()
    with refused_when_taken(taken):
        account.save()
    alone = asked if _is_node(by) else asked - SECOND_PERSON
    changes.grant(account, alone)
    changes.note("created", account, by, roles=sorted(alone))
    if asked - alone:
        _propose(account, What.ROLES, by, adds=asked - alone)
    return account


@transaction.atomic
def change_account(account: Account, *, name: str, roles: Iterable[str], by: Actor) -> Proposal | None:
    """Give an account another name and these roles; return what waits for a second person, if anything does.

    Nobody adds a role to themselves, and nobody gives or takes one that gives rights to others (SECOND_PERSON), alone.
    Raises Refused for a NIK in the name and for a role that there is not at this node.
    """
    name = free_text.checked(name)
    changes.lock_all()
    account = Account.objects.get(pk=account.pk)
    asked = frozenset(map(str, roles))
    _check_roles(asked - account.roles, by)
    if account.name != name:
        before, account.name = account.name, name
        account.save(update_fields=["name"])
        changes.note("renamed", account, by, before=before, after=name)
    adds, removes = asked - account.roles, account.roles - asked
    if not _is_node(by):
        waiting_adds = adds if by.id == account.subject else adds & SECOND_PERSON
        waiting_removes = removes & SECOND_PERSON
        changes.set_roles(account, (account.roles | adds - waiting_adds) - (removes - waiting_removes), by=by)
        if waiting_adds or waiting_removes:
            return _propose(account, What.ROLES, by, adds=waiting_adds, removes=waiting_removes)
        return None
    changes.set_roles(account, asked, by=by)
    return None


@transaction.atomic
def set_password(account: Account, password: str, *, by: Actor) -> None:
    """Replace one's own password. Every other session of the account ends. Raises Refused when it is too easy."""
    check_password(password, account)
    account.set_password(password)
    account.save(update_fields=["password"])
    # Whoever replaces a password may fear that somebody has a link too.
    PasswordLink.objects.filter(account=account, used_at=None).delete()
    changes.note("password", account, by)


@transaction.atomic
def make_link(account: Account, *, by: Actor) -> str | Proposal:
    """Return the token of a link that sets a password once, to be shown and handed over; or what waits for that.

    For an account that gives rights to others a second person makes it, so that nobody alone signs in as another.
    Raises Refused for one's own account (there is a page for that) and for a closed one.
    """
    changes.lock_all()
    account = Account.objects.get(pk=account.pk)
    if by.id == account.subject:
        raise Refused(_("Kata sandi Anda sendiri diganti di halaman “Ganti kata sandi”."))
    if not account.is_active:
        raise Refused(_("Akun ini ditutup. Buka lagi dahulu."))
    if account.roles & SECOND_PERSON and not _is_node(by):
        return _propose(account, What.LINK, by)
    return changes.make_link(account, by=by)


def use_link(token: str, password: str) -> Account:
    """Set a password by its link; every session of the account ends, and the link is used up.

    Raises Refused for a link that is unknown, used or too old, and for a weak password (then the link still works).
    """
    with transaction.atomic():
        link = PasswordLink.objects.select_for_update().filter(digest=changes.digest(token)).first()
        account = queries.account_of_link(token)
        if link is None or account is None or link.used_at:
            raise Refused(_("Tautan ini sudah dipakai atau tidak berlaku lagi. Minta yang baru kepada administrator."))
        check_password(password, account)
        account.set_password(password)
        account.save(update_fields=["password"])
        changes.end_sessions(account)
        link.used_at = clock.now()
        link.save(update_fields=["used_at"])
        changes.note("link_used", account, account.actor)
    return account


@transaction.atomic
def forget_factor(account: Account, *, by: Actor) -> Proposal | None:
    """Take away the second factor that somebody lost; return what waits for a second person.

    Raises Refused for one's own, and when there is none.
    """
    if by.id == account.subject:
        raise Refused(_("Verifikasi dua langkah Anda sendiri diatur di halaman “Verifikasi dua langkah”."))
    if not _is_node(by):
        if not second_factor.has(account):
            raise Refused(_("Akun ini tidak memakai verifikasi dua langkah."))
        return _propose(account, What.FACTOR, by)
    changes.forget_factor(account, by=by)
    return None


@transaction.atomic
def close_account(account: Account, *, by: Actor) -> Proposal | None:
    """Let an account sign in no more; what it did stays. Return what waits for a second person. Refuses one's own.

    Closing twice is harmless.
    """
    changes.lock_all()
    account = Account.objects.get(pk=account.pk)
    if by.id == account.subject:
        raise Refused(_("Anda tidak dapat menutup akun Anda sendiri."))
    if not account.is_active:
        return None
    if account.roles & SECOND_PERSON and not _is_node(by):
        return _propose(account, What.CLOSE, by)
    changes.close(account, by=by)
    return None


@transaction.atomic
def reopen_account(account: Account, *, by: Actor) -> Proposal | None:
    """Let a closed account sign in again; return what waits for a second person. Opening twice is harmless."""
    changes.lock_all()
    account = Account.objects.get(pk=account.pk)
    if account.is_active:
        return None
    if account.roles & SECOND_PERSON and not _is_node(by):
        return _propose(account, What.REOPEN, by)
    changes.reopen(account, by=by)
    return None


@transaction.atomic
def confirm(proposal: Proposal, *, by: Actor) -> str:
    """Agree to what another person proposed, and do it. Returns the token of a new password link, or nothing.

    Raises Refused for whoever proposed it or whom it is for, for one that is too old or whose proposer has no rights
    any more, and when nobody would be left to administer the node.
    """
    changes.lock_all()
    fresh = Proposal.locked(proposal.pk)
    check_may_confirm(fresh, by)
    done = take(
        fresh,
        "confirm",
        by=by,
        changes={"decided_by": by.name, "decided_at": clock.now()},
        username=fresh.account.username,
        wanted=fresh.wanted,
        proposer=fresh.by_name,
    )
    return _carry_out(done, by)


def _carry_out(proposal: Proposal, by: Actor) -> str:
    account = Account.objects.get(pk=proposal.account_id)
    match proposal.what:
        case What.ROLES:
            changes.set_roles(account, (account.roles | set(proposal.adds)) - set(proposal.removes), by=by)
        case What.CLOSE:
            changes.close(account, by=by)
        case What.REOPEN:
            changes.reopen(account, by=by)
        case What.FACTOR:
            changes.forget_factor(account, by=by)
        case What.LINK:
            return changes.make_link(account, by=by)
    return ""


def check_may_confirm(proposal: Proposal, by: Actor) -> None:
    """Raise NotAllowed, with a sentence, when this person may not be the second one for this proposal."""
    if by.id == proposal.by_id:
        raise NotAllowed(_("Anda yang mengusulkan; orang lain yang harus menyetujui."))
    if by.id == proposal.subject:
        raise NotAllowed(_("Perubahan ini tentang akun Anda sendiri; orang lain yang harus menyetujui."))
    if proposal.too_old:
        raise NotAllowed(_("Usulan ini sudah terlalu lama. Ajukan sekali lagi."))
    if not queries.may_still_propose(proposal.by_id):
        raise NotAllowed(_("Yang mengusulkan tidak lagi berwenang. Ajukan sekali lagi."))


@transaction.atomic
def decline(proposal: Proposal, *, by: Actor) -> Proposal:
    """Let a proposal fall; whoever made it may do so too."""
    return take(
        proposal,
        "decline",
        by=by,
        changes={"decided_by": by.name, "decided_at": clock.now()},
        username=proposal.account.username,
        wanted=proposal.wanted,
    )


def lapse_old() -> int:
    """Let proposals fall that nobody has decided for a week; return how many."""
    old = Proposal.objects.filter(state=State.PROPOSED, made_at__lte=clock.now() - PROPOSAL_LIVES)
    lapsed = 0
    for proposal in old.select_related("account"):
        try:
            _lapse(proposal)
        except NotAllowed:
            continue  # somebody decided at this moment
        lapsed += 1
    return lapsed


def _lapse(proposal: Proposal) -> None:
    take(
        proposal,
        "lapse",
        by=SYSTEM,
        changes={"decided_at": clock.now()},
        username=proposal.account.username,
        wanted=proposal.wanted,
    )


def end_sessions(account: Account) -> None:
    """Let whoever is signed in to an account sign in anew, everywhere and at once."""
    changes.end_sessions(account)


def read_news(account: Account, last_entry: int) -> None:
    """Note that the owner of an account has read what happened to it, up to this journal entry."""
    Account.objects.filter(pk=account.pk, news_read__lt=last_entry).update(news_read=last_entry)


def forget_old_links() -> int:
    """Delete links that nobody can use any more a month after they were made; return how many."""
    deleted, _each = PasswordLink.objects.filter(made_at__lt=clock.now() - timedelta(days=30)).delete()
    return deleted


def _propose(
    account: Account, what: What, by: Actor, *, adds: Iterable[str] = (), removes: Iterable[str] = ()
) -> Proposal:
    """Ask for a second person; asking for the same twice is one request."""
    asked = {"adds": sorted(map(str, adds)), "removes": sorted(map(str, removes))}
    changes.lock_all()
    waiting = Proposal.objects.filter(account=account, what=what, state=State.PROPOSED).first()
    if waiting and waiting.too_old:
        _lapse(waiting)
    elif waiting:
        if {"adds": waiting.adds, "removes": waiting.removes} == asked:
            return waiting
        raise Refused(_("Sudah ada usulan lain untuk akun ini: %s. Putuskan dahulu usulan itu.") % waiting.sentence)
    made = Proposal.objects.create(
        account=account, what=what, state=State.PROPOSED, by_id=by.id, by_name=by.name, made_at=clock.now(), **asked
    )
    record("proposal.made", subject=made.subject, by=by, username=account.username, wanted=made.wanted)
    return made


def _check_roles(asked: Iterable[str], by: Actor) -> None:
    # At `pasti init` the node itself is not yet what it will be.
    if not _is_node(by) and not set(asked) <= set(roles_here()):
        raise Refused(_("Ini bukan peran di simpul ini."))


def _is_node(by: Actor) -> bool:
    """Whether it is the node itself, or its command line, and not a person at a screen."""
    return SYSTEM_ROLE in by.roles
