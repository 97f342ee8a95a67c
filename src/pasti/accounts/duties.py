from datetime import timedelta

from django.contrib.sessions.backends.db import SessionStore

from pasti.accounts.actions import forget_old_links, lapse_old
from pasti.kit import clock, limits
from pasti.kit.duties import every

# Longer than any stretch of time that attempts are counted within.
_ATTEMPTS_COUNT_FOR = timedelta(days=1)


@every(3600, "accounts.tidy")
def tidy() -> None:
    limits.prune(clock.now() - _ATTEMPTS_COUNT_FOR)
    SessionStore.clear_expired()
    lapse_old()
    forget_old_links()
