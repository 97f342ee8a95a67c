from django.contrib.sessions.backends.db import SessionStore

from pasti.accounts.actions import forget_old_links, lapse_old
from pasti.kit import clock, limits
from pasti.kit.duties import every


@every(3600, "accounts.tidy")
def tidy() -> None:
    limits.prune(clock.now())
    SessionStore.clear_expired()
    lapse_old()
    forget_old_links()
