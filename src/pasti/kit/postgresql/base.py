"""Django's backend for PostgreSQL; what is asked again and again is prepared, and answered in binary.

And whether the server is still there is asked only after a rest, not with each request: a line that was in use a moment
ago, and on which nothing has come since, not even its end, is as good as one that has just answered.
"""

import re
import select
import time
from collections.abc import Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from django.db.backends.postgresql import base
from psycopg import RawCursor
from psycopg.adapt import Buffer, Loader
from psycopg.pq import Format

from pasti.kit.postgresql import MOST_PREPARED

# A line that was used within so many seconds is not asked whether it stands.
_RESTED_AFTER = 5.0
_PLACES = re.compile(r"%[s%]")
_FIRST_BYTE = 1

if TYPE_CHECKING:

    class _Django(base.DatabaseWrapper):
        """What Django's backends are made of, and its stubs do not tell."""

        errors_occurred: bool
        health_check_enabled: bool
        health_check_done: bool
        execute_wrappers: list[Any]

        def validate_thread_sharing(self) -> None: ...
        def validate_no_broken_transaction(self) -> None: ...
        def close_if_health_check_failed(self) -> None: ...

else:
    _Django = base.DatabaseWrapper


class _JsonAsText(Loader):
    """JSON as fields of Django want it: unread. Before it stands the number of its form."""

    format = Format.BINARY

    def load(self, data: Buffer) -> str:
        return bytes(data)[_FIRST_BYTE:].decode()


class DatabaseWrapper(_Django):
    """A connection that has questions prepared."""

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self._asking: RawCursor[Any] | None = None
        # By the clock that only goes forward.
        self._used_at = 0.0

    def init_connection_state(self) -> None:
        super().init_connection_state()
        self.connection.prepared_max = MOST_PREPARED
        self._asking = RawCursor(self.connection)
        self._asking.adapters.register_loader("jsonb", _JsonAsText)
        self._used_at = time.monotonic()

    def ask(self, statement: str, values: Sequence[Any]) -> list[Any]:
        """Ask as a cursor would, and return all rows: for what is asked again and again."""
        if self.execute_wrappers or self.queries_logged:
            with self.cursor() as cursor:
                cursor.execute(statement, values)
                return list(cursor.fetchall())
        self.validate_thread_sharing()
        self.close_if_health_check_failed()
        self.ensure_connection()
        self.validate_no_broken_transaction()
        assert self._asking
        with self.wrap_database_errors:
            return self._asking.execute(_numbered(statement), values, binary=True).fetchall()

    def is_usable(self) -> bool:
        """Return whether the server answers; after an error, or a rest, it is asked."""
        now = time.monotonic()
        rested = now - self._used_at >= _RESTED_AFTER
        self._used_at = now
        return bool((not rested and not self.errors_occurred and self._is_silent()) or super().is_usable())

    def _is_silent(self) -> bool:
        """Return whether nothing has come that nobody asked for: the end of a line comes, too."""
        if self.connection is None or self.connection.closed:
            return False
        poll = select.poll()
        poll.register(self.connection.fileno(), select.POLLIN)
        return not poll.poll(0)


@lru_cache(maxsize=1000)
def _numbered(statement: str) -> bytes:
    """Return a statement with its places as PostgreSQL numbers them."""
    number = 0

    def place(found: re.Match[str]) -> str:
        nonlocal number
        if found[0] == "%%":
            return "%"
        number += 1
        return f"${number}"

    return _PLACES.sub(place, statement).encode()
