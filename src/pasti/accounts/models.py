from datetime import datetime, timedelta
from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.utils.crypto import salted_hmac
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from pasti.accounts.roles import Role
from pasti.accounts.states import PROPOSAL, State
from pasti.journal.actors import Actor
from pasti.journal.moves import Stateful
from pasti.kit import clock, text
from pasti.kit.prepared import Columns

USERNAME = RegexValidator(r"^[a-z][a-z0-9.-]*$", gettext_lazy("Gunakan huruf kecil, angka, titik, atau tanda hubung."))


class AccountManager(BaseUserManager["Account"]):
    """Finds accounts by user name."""


class Account(AbstractBaseUser):
    """Somebody who may sign in to this node."""

    username = models.CharField(
        gettext_lazy("nama pengguna"),
        max_length=40,
        unique=True,
        validators=[USERNAME],
    )
    name = models.CharField(gettext_lazy("nama lengkap"), max_length=80)
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField(default=clock.now)
    # Counted up whenever whoever is signed in must sign in anew: every session carries it.
    session_round = models.PositiveIntegerField(default=0)
    # The last journal entry about this account that its owner has read.
    news_read = models.BigIntegerField(default=0)

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS: ClassVar = ["name"]
    objects: ClassVar[AccountManager] = AccountManager()

    def __str__(self) -> str:
        return self.name

    def _get_session_auth_hash(self, secret: Any = None) -> str:
        """Tie a session to the password and to the round of sessions, so that both end it."""
        value = f"{self.session_round} {self.password}"
        return salted_hmac("pasti.accounts.session", value, secret=secret, algorithm="sha256").hexdigest()

    @cached_property
    def roles(self) -> frozenset[str]:
        """The codes of the roles this account holds."""
        if "grants" in getattr(self, "_prefetched_objects_cache", {}):
            return frozenset(grant.role for grant in self.grants.all())
        return frozenset(role for (role,) in _ROLES.all(account=self.pk))

    @property
    def role_labels(self) -> list[str]:
        """The readable names of its roles."""
        return [str(Role(code).label) for code in Role.values if code in self.roles]

    @property
    def subject(self) -> str:
        """What the journal calls this account."""
        return f"account:{self.pk}"

    @property
    def actor(self) -> Actor:
        """This account as somebody who acts."""
        return Actor(f"account:{self.pk}", self.name, self.roles)


class Grant(models.Model):
    """A role that an account holds."""

    account = models.ForeignKey(Account, models.CASCADE, related_name="grants")
    role = models.CharField(max_length=20, choices=Role.choices)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["account", "role"], name="one_grant_per_account_and_role")]

    def __str__(self) -> str:
        return f"{self.account_id} {self.role}"


_ROLES = Columns(
    lambda account: Grant.objects.filter(account=account).values_list("role"), account=models.BigIntegerField()
)


class What(models.TextChoices):
    """Changes of an account that may need a second person."""

    ROLES = "roles", gettext_lazy("mengubah peran")
    CLOSE = "close", gettext_lazy("menutup akun")
    REOPEN = "reopen", gettext_lazy("membuka lagi akun")
    LINK = "link", gettext_lazy("membuat tautan kata sandi")
    FACTOR = "factor", gettext_lazy("mengatur ulang verifikasi dua langkah")


# A change that nobody confirmed for so long is over.
PROPOSAL_LIVES = timedelta(days=7)


class Proposal(Stateful):
    """A change of an account that one person asks for and another must confirm."""

    MACHINE = PROPOSAL
    State: ClassVar = State

    account = models.ForeignKey(Account, models.CASCADE, related_name="proposals")
    what = models.CharField(max_length=10, choices=What.choices)
    adds = models.JSONField(default=list)
    removes = models.JSONField(default=list)
    by_id = models.CharField(max_length=80)
    by_name = models.CharField(max_length=120)
    made_at = models.DateTimeField(default=clock.now)
    decided_by = models.CharField(max_length=120, blank=True)
    decided_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["account", "what"], condition=Q(state="proposed"), name="one_open_proposal_per_account_and_what"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.account_id} {self.what} {self.state}"

    @property
    def subject(self) -> str:
        """The account: whoever reads its history reads this too."""
        return f"account:{self.account_id}"

    @property
    def too_old(self) -> bool:
        """Whether nobody may confirm it any more, whether or not the duty has let it fall."""
        return self.state == State.PROPOSED and self.made_at <= clock.now() - PROPOSAL_LIVES

    @property
    def state_label(self) -> str:
        return self.MACHINE.label(State.LAPSED if self.too_old else self.state)

    @property
    def ended_at(self) -> datetime | None:
        """When it was decided, or fell."""
        return self.made_at + PROPOSAL_LIVES if self.too_old else self.decided_at

    @property
    def wanted(self) -> dict[str, Any]:
        """What is asked for, as the journal keeps it."""
        return {"what": self.what, "adds": self.adds, "removes": self.removes}

    @property
    def sentence(self) -> str:
        """What is asked for, in words."""
        return said(self.wanted)


def said(wanted: dict[str, Any]) -> str:
    """Say a change of an account in words: "menambah peran administrator kantor"."""
    if wanted["what"] != What.ROLES:
        return str(What(wanted["what"]).label)
    parts = []
    for codes, sentence in ((wanted["adds"], _("menambah peran %s")), (wanted["removes"], _("mencabut peran %s"))):
        if codes:
            parts.append(sentence % text.and_list([text.within(str(Role(code).label)) for code in codes]))
    return text.and_list(parts)


class PasswordLink(models.Model):
    """A link by which its holder sets the password of an account, once. The link itself is kept nowhere."""

    account = models.ForeignKey(Account, models.CASCADE, related_name="links")
    digest = models.CharField(max_length=64, unique=True)
    by_id = models.CharField(max_length=80)
    by_name = models.CharField(max_length=120)
    made_at = models.DateTimeField(default=clock.now)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.account_id} {self.made_at}"
