"""How often, or how much, strangers may do something: one door for every screen that they can try again and again.

Counted in the database, so that a limit holds over all processes (docs/adr/0017). Each allowance is one row: the moment
at which it is whole again. Using it moves that moment on; it may lie no further ahead than the scope's stretch of time.
So `most` may come at once, and as many again spread over every further stretch.
"""

import hashlib
import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.http import HttpRequest
from django.utils.translation import gettext as _

from pasti.kit import clock
from pasti.kit.errors import Refused
from pasti.kit.models import Allowance
from pasti.kit.screens import networks_of

# How many times a subscriber's allowance a wider network has: many people share it, and so does somebody who rents it.
_GROWTH = {64: 1, 56: 2, 48: 4, 32: 16}
_GROWTH_OF_IPV4 = {32: 1, 24: 4}


class TooOften(Refused):
    """The limit is reached; the sentence says when to come back, `wait` too."""

    def __init__(self, wait: timedelta) -> None:
        minutes = max(1, math.ceil(wait.total_seconds() / 60))
        super().__init__(
            _("Terlalu banyak percobaan. Silakan coba lagi dalam %(minutes)s menit.") % {"minutes": minutes}
        )
        self.wait = wait


@dataclass(frozen=True)
class Scope:
    """Something that is limited.

    `each` is what one subscriber (an IPv4 address, an IPv6 /64) may do `within` a stretch of time; wider networks may
    do more, by their size. `everybody` is what all together may do; 0 sets no such bound.
    """

    name: str
    within: timedelta
    each: int
    everybody: int = 0

    def _key(self, of: str) -> str:
        return hashlib.sha256(f"{self.name}\n{of}".encode()).hexdigest()

    def allowances(self, request: HttpRequest | None, also: Mapping[str, int]) -> dict[str, int]:
        """Return the hashed key of every allowance that an attempt uses, with how much it allows."""
        counted = {f"also {key}": most for key, most in also.items()}
        if request is not None:
            counted |= by_network("network", self.each, request)
            if self.everybody:
                counted["everybody"] = self.everybody
        return {self._key(of): most for of, most in counted.items()}


def by_network(key: str, each: int, request: HttpRequest) -> dict[str, int]:
    """Return allowances of one thing for every network that the request comes from, growing with its width."""
    return {f"{key} {network}": each * _growth(network) for network in networks_of(request)}


def _growth(network: str) -> int:
    address, _slash, width = network.partition("/")
    return (_GROWTH if ":" in address else _GROWTH_OF_IPV4)[int(width)] if width else 1


@dataclass(frozen=True)
class Attempt:
    """One attempt that was counted."""

    _costs: dict[str, timedelta]

    def take_back(self) -> None:
        """Let it not count: it was right. What others used, or the same person before, stays used."""
        with transaction.atomic():
            rows = list(_locked(self._costs))
            for row in rows:
                row.whole_at -= self._costs[row.key]
            Allowance.objects.bulk_update(rows, ["whole_at"])


def count_attempt(
    scope: Scope, request: HttpRequest | None, *, also: Mapping[str, int] | None = None, cost: int = 1
) -> Attempt:
    """Count one attempt before its answer is known, or raise TooOften when one of its allowances is used up.

    It counts for the networks, narrow and wide, that the request comes from, for everybody together, and for what
    `also` names with its own bound (an account, a number: personal, so only hashes are stored). Without a request only
    those named count. `cost` is how much of each allowance it uses. Call it outside a transaction: the attempt must
    stay written when what follows fails. One that is refused writes nothing, so that nobody fills the disk with them.
    """
    allowances, now = scope.allowances(request, also or {}), clock.now()
    costs = {key: scope.within * cost / most for key, most in allowances.items()}

    def check(rows: dict[str, Allowance]) -> None:
        waits = [_wait(scope, rows[key].whole_at, now, allowances[key], costs[key]) for key in rows]
        if any(waits):
            raise TooOften(max(waits))

    # Most that are refused are refused here, for one read.
    check(Allowance.objects.in_bulk(list(costs)))
    with transaction.atomic():
        Allowance.objects.bulk_create(
            [Allowance(key=key, whole_at=now) for key in sorted(costs)], ignore_conflicts=True
        )
        rows = {row.key: row for row in _locked(costs)}
        check(rows)
        for row in rows.values():
            row.whole_at = max(row.whole_at, now) + costs[row.key]
        Allowance.objects.bulk_update(rows.values(), ["whole_at"])
    return Attempt(costs)


def _locked(keys: Mapping[str, object]) -> list[Allowance]:
    """Read the rows under lock, always in the same order, so that no two attempts wait for each other."""
    return list(Allowance.objects.select_for_update().filter(key__in=list(keys)).order_by("key"))


def _wait(scope: Scope, whole_at: datetime, now: datetime, most: int, cost: timedelta) -> timedelta:
    """Return how long this allowance lets an attempt wait; nothing when there is enough left of it."""
    over = max(whole_at, now) + cost - now - scope.within
    # Each attempt was rounded to microseconds; never so much is forgiven that it would be one more.
    forgiven = min(timedelta(microseconds=most), scope.within / most / 2)
    return over if over > forgiven else timedelta(0)


def prune(now: datetime) -> int:
    """Delete allowances that are whole again: they are as good as unknown. Return how many."""
    deleted, _each = Allowance.objects.filter(whole_at__lte=now).delete()
    return deleted
