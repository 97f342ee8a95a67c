from dataclasses import dataclass
from datetime import datetime

from django.db.models import BigIntegerField, Q, QuerySet
from django.db.models.functions import Coalesce

from pasti.accounts import changes
from pasti.accounts.models import PROPOSAL_LIVES, Account, PasswordLink, Proposal
from pasti.accounts.roles import SECOND_PERSON, Role
from pasti.accounts.states import State
from pasti.journal import queries as journal
from pasti.journal.actors import SYSTEM_ROLE, Actor
from pasti.kit import clock
from pasti.kit.prepared import Rows

# What the owner of an account is told of: whatever others did to it, and every password set by a link.
_NEWS = frozenset(
    {
        "account.link", "account.changed", "account.renamed", "account.reopened", "account.factor_reset",
        "proposal.made", "proposal.confirm", "proposal.decline",
    }
)  # fmt: skip
_NEWS_OF_OWN = frozenset({"account.link_used"})
_WAITING = Q(state=State.PROPOSED)


_BY_KEY = Rows(lambda key: Account.objects.filter(pk=key), key=BigIntegerField())


@dataclass(frozen=True)
class News:
    """Something that was done to an account, for its owner to read."""

    entry: int
    sentence: str
    by: str
    at: datetime


def accounts() -> QuerySet[Account]:
    """Return all accounts with their roles, open ones first, by name."""
    return Account.objects.prefetch_related("grants").order_by("-is_active", "name")


def how_many(role: Role) -> int:
    """Return how many open accounts have a role."""
    return Account.objects.filter(is_active=True, grants__role=role).distinct().count()


def by_id(account_id: int) -> Account | None:
    """Return the account of that number, or None."""
    return Account.objects.filter(pk=account_id).first()


def by_key(key: int | str) -> Account | None:
    """Return the account that a session names, or None."""
    return _BY_KEY.first(key=key)


def by_username(username: str) -> Account | None:
    """Return the account of that user name, or None."""
    return Account.objects.filter(username=username).first()


def account_of_link(token: str) -> Account | None:
    """Return whose password a link sets, or None for a link that is unknown, used, too old, or of a closed account."""
    link = PasswordLink.objects.select_related("account").filter(digest=changes.digest(token), used_at=None).first()
    return link.account if link and link.expires_at > clock.now() and link.account.is_active else None


def last_link(account: Account) -> PasswordLink | None:
    """Return the password link made last for an account, if any is remembered."""
    return PasswordLink.objects.filter(account=account).order_by("-pk").first()


def proposal(proposal_id: int) -> Proposal | None:
    """Return the proposal of that number, or None."""
    return Proposal.objects.select_related("account").filter(pk=proposal_id).first()


def open_proposals() -> QuerySet[Proposal]:
    """Return what waits for a second person, oldest first. What is too old waits for nobody."""
    waiting = Proposal.objects.filter(_WAITING, made_at__gt=_oldest())
    return waiting.select_related("account").order_by("made_at", "pk")


def decided_proposals() -> QuerySet[Proposal]:
    """Return what was decided or is too old, newest first."""
    over = Proposal.objects.filter(~_WAITING | Q(made_at__lte=_oldest())).select_related("account")
    return over.order_by(Coalesce("decided_at", "made_at").desc(), "-pk")


def _oldest() -> datetime:
    return clock.now() - PROPOSAL_LIVES


def may_still_propose(by_id: str) -> bool:
    """Whether whoever proposed something still has rights: an open account with a role that gives rights."""
    number = by_id.removeprefix("account:")
    if not number.isdigit():
        return True
    return Account.objects.filter(pk=int(number), is_active=True, grants__role__in=SECOND_PERSON).exists()


def has_second_person(proposal: Proposal) -> bool:
    """Whether anybody at this node may confirm a proposal; if not, the server's command line must."""
    able = Account.objects.filter(is_active=True, grants__role__in=SECOND_PERSON).distinct()
    return any(a.subject not in (proposal.by_id, proposal.subject) and a.has_usable_password() for a in able)


def news_for(account: Account) -> list[News]:
    """Return what was done to an account that its owner has not read yet, oldest first."""
    return [
        News(entry.pk, entry.sentence, entry.by_name, entry.happened_at)
        for entry in journal.of_subject_after(account.subject, account.news_read)
        if entry.kind in _NEWS_OF_OWN or (entry.kind in _NEWS and entry.by_id != account.subject)
    ]


def decides(by: Actor) -> bool:
    """Whether somebody may be the second person at all."""
    return bool(by.roles & (SECOND_PERSON | {SYSTEM_ROLE}))
