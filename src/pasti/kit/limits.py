"""How often something may be tried. Counted in the database, so that the limit holds over all processes."""

import hashlib
from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from pasti.kit import clock
from pasti.kit.errors import Refused
from pasti.kit.models import Attempt


class TooOften(Refused):
    """The limit is reached; the sentence says when to come back."""


def count_attempt(scope: str, key: str, *, limit: int, within: timedelta) -> None:
    """Count one attempt, and raise TooOften when there were `limit` of them already `within` that time.

    `key` may be personal (an address, a number): only its hash is stored. Call it outside a transaction: the attempt
    must stay written when what follows fails, and be seen by attempts made at the same moment. One that is refused
    writes nothing, so that nobody fills the disk with them.
    """
    now = clock.now()
    digest = _digest(scope, key)
    recent = Attempt.objects.filter(key=digest, at__gte=now - within)
    if recent.count() < limit:
        Attempt.objects.create(key=digest, at=now)
        if recent.count() <= limit:
            return
    minutes = max(1, round(within.total_seconds() / 60))
    raise TooOften(_("Terlalu banyak percobaan. Silakan coba lagi dalam %(minutes)s menit.") % {"minutes": minutes})


def take_back(scope: str, key: str) -> None:
    """Let the last attempt not count: it was right. Those before still do."""
    last = Attempt.objects.filter(key=_digest(scope, key)).order_by("-at", "-id").first()
    if last:
        last.delete()


def prune(before: datetime) -> int:
    """Delete attempts older than `before`; return how many."""
    deleted, _each = Attempt.objects.filter(at__lt=before).delete()
    return deleted


def _digest(scope: str, key: str) -> str:
    return hashlib.sha256(f"{scope}\n{key}".encode()).hexdigest()
