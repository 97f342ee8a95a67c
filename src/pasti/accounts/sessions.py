"""Sessions as Django keeps them; only how one is read is our own.

It is read with each look of a citizen who has opened a case, and putting the question together costs more than its
answer, and a third of all that such a look costs.
"""

from typing import Any

from django.contrib.sessions.backends import db
from django.db import connections, router
from django.utils import timezone

from pasti.kit.prepared import ask

_ASKED = "SELECT session_data FROM django_session WHERE session_key = %s AND expire_date > %s"


class SessionStore(db.SessionStore):
    """A browser's session, in the database."""

    def load(self) -> dict[str, Any]:
        """Return what a session holds; nothing, and no key, for one that is over or never was."""
        connection = connections[router.db_for_read(self.model)]
        now = connection.ops.adapt_datetimefield_value(timezone.now())
        found = ask(connection, _ASKED, [self.session_key, now])
        if not found:
            self._session_key = None
            return {}
        return self.decode(found[0][0])
