from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.core.validators import RegexValidator
from django.db import models
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from pasti.accounts.roles import Role
from pasti.journal.actors import Actor
from pasti.kit import clock

USERNAME = RegexValidator(r"^[a-z][a-z0-9.-]*$", _("Gunakan huruf kecil, angka, titik, atau tanda hubung."))


class AccountManager(BaseUserManager["Account"]):
    """Finds accounts by user name."""


class Account(AbstractBaseUser):
    """Somebody who may sign in to this node."""

    username = models.CharField(
        _("nama pengguna"),
        max_length=40,
        unique=True,
        validators=[USERNAME],
    )
    name = models.CharField(_("nama lengkap"), max_length=80)
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField(default=clock.now)

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS: ClassVar = ["name"]
    objects: ClassVar[AccountManager] = AccountManager()

    def __str__(self) -> str:
        return self.name

    @cached_property
    def roles(self) -> frozenset[str]:
        """The codes of the roles this account holds."""
        return frozenset(grant.role for grant in self.grants.all())

    @property
    def role_labels(self) -> list[str]:
        """The readable names of its roles."""
        return [str(Role(code).label) for code in Role.values if code in self.roles]

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
