"""Rules that an office may change, from a day on, each with its legal basis. Rooms declare theirs in `policies.py`."""

from dataclasses import dataclass
from datetime import date
from functools import partial

from django.db.models import CharField
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from pasti.kit import clock
from pasti.kit.once import once
from pasti.kit.prepared import Rows
from pasti.kit.registry import Registry
from pasti.offices.models import PolicyValue


@dataclass(frozen=True)
class Policy:
    """A number that an office decides: its default, its bounds and unit, and where the default comes from."""

    key: str
    label: str | Promise
    unit: str | Promise
    default: int
    at_least: int
    at_most: int
    legal_basis: str

    @property
    def yes_or_no(self) -> bool:
        """Whether it is a question that is answered with yes (1) or no (0)."""
        return (self.at_least, self.at_most) == (0, 1)

    def said(self, value: int) -> str:
        """Return a value with its unit, in the reader's language."""
        if self.yes_or_no:
            return _("ya") if value else _("tidak")
        return f"{value} {self.unit}"


policies: Registry[Policy] = Registry("policy")

_DECIDED = Rows(lambda key: PolicyValue.objects.filter(key=key).order_by("-valid_from"), key=CharField())


def declare(
    key: str,
    *,
    label: str | Promise,
    unit: str | Promise,
    default: int,
    at_least: int,
    at_most: int,
    legal_basis: str,
) -> None:
    """Declare a rule with its default."""
    policies.add(key, Policy(key, label, unit, default, at_least, at_most, legal_basis))


def value(key: str, on: date | None = None) -> int:
    """Return what holds on a day (default: today): the office's latest decision by then, else the default."""
    policy = policies.get(key)
    decided = decision(key, on)
    return int(decided.value) if decided else policy.default


def decision(key: str, on: date | None = None) -> PolicyValue | None:
    """Return the office's decision that holds on a day, if it made one."""
    day = on or clock.today()
    decided = once(f"policy {key}", partial(_decided, key))
    return next((one for one in decided if one.valid_from <= day), None)


def _decided(key: str) -> list[PolicyValue]:
    """All decisions on a rule, the latest first: a page asks for many days."""
    return _DECIDED.all(key=key)
