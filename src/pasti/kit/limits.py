"""How often something may be tried. Counted in the database, so that the limit holds over all processes."""

import hashlib
from datetime import timedelta

from django.utils.translation import gettext as _

from pasti.kit import clock
from pasti.kit.errors import Refused
from pasti.kit.models import Attempt


class TooOften(Refused):
    """The limit is reached; the sentence says when to come back."""


def count_attempt(scope: str, key: str, *, limit: int, within: timedelta) -> None:
    """Count one attempt, and raise TooOften when there were more than `limit` of them `within` that time.

    `key` may be personal (an address, a number): only its hash is stored. Call it outside a transaction: the attempt
    must stay written when what follows fails, and be seen by attempts made at the same moment.
    """
    now = clock.now()
    digest = hashlib.sha256(f"{scope}\n{key}".encode()).hexdigest()
    Attempt.objects.filter(key=digest, at__lt=now - within).delete()
    Attempt.objects.create(key=digest, at=now)
    if Attempt.objects.filter(key=digest).count() > limit:
        minutes = max(1, round(within.total_seconds() / 60))
        raise TooOften(_("Terlalu banyak percobaan. Silakan coba lagi dalam %(minutes)s menit.") % {"minutes": minutes})
