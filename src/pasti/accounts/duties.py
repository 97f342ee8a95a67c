from django.contrib.sessions.backends.db import SessionStore

from pasti.kit import clock, limits
from pasti.kit.duties import every


@every(3600, "accounts.tidy")
def tidy() -> None:
    limits.prune(clock.now())
    SessionStore.clear_expired()
