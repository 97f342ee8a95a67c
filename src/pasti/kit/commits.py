"""Hearing at once that somebody has committed something: for the live process, which need not ask again and again.

Whether anything was committed since a moment (`Seen`): for duties, which need not look again and again.

On SQLite whoever hears feels for it: the number that changes with every commit of another connection costs three
microseconds, and no writer does anything for it. On PostgreSQL the writer says so, after its commit: said within the
transaction, it would let writers wait for each other's disk. Why, with figures: docs/adr/0052.
"""

import logging
import threading
from collections.abc import Callable

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, Error, connection, connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper

log = logging.getLogger("pasti.live")

_FEEL_EVERY = 0.005
# So long one waits for a word before looking whether it is time to stop; and after a failure.
_WAIT = 1.0
_NAME = "pasti_commit"
_SEES = {"sqlite": "PRAGMA data_version", "postgresql": "SELECT pg_current_snapshot()::text"}


def tell_when_committed() -> None:
    """Let whoever hears of commits know of this transaction, once it is committed. More than once is once."""
    if connection.vendor != "postgresql" or settings.ROLE != "office":
        return
    if not any(entry[1] is _tell for entry in connection.run_on_commit):
        transaction.on_commit(_tell, robust=True)


def _tell() -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"NOTIFY {_NAME}")


def hear(heard: Callable[[], None], stop: threading.Event) -> None:
    """Call `heard` soon after each commit of others, until told to stop. For a thread of its own.

    A database that goes away is tried again; whoever must not miss anything looks by themselves now and then.
    """
    listen = _listen if connection.vendor == "postgresql" else _feel
    while not stop.is_set():
        try:
            connection.ensure_connection()
            listen(heard, stop)
        except Exception as failure:  # noqa: BLE001 - a database that is away comes back
            log.info("Commits are not heard of now: %s", failure)
            stop.wait(_WAIT)
        finally:
            connection.close()


def _feel(heard: Callable[[], None], stop: threading.Event) -> None:
    raw, last = connection.connection, None
    while not stop.wait(_FEEL_EVERY):
        now = raw.execute("PRAGMA data_version").fetchone()
        if now != last:
            last = now
            heard()


def _listen(heard: Callable[[], None], stop: threading.Event) -> None:
    raw = connection.connection
    raw.execute(f"LISTEN {_NAME}")
    # What was committed before is no news to nobody.
    heard()
    while not stop.is_set():
        for _said in raw.notifies(timeout=_WAIT, stop_after=1):
            heard()


class Seen:
    """What can be seen in the database now, as a mark: while it stays the same, whoever looks sees the same rows.

    On SQLite it is the number that changes with each commit of others (nobody commits on this connection); on
    PostgreSQL the snapshot that a look would have: which transactions are over for it. One connection for all threads.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._line: BaseDatabaseWrapper | None = None
        self._lines = 0

    def now(self) -> object:
        """Return the mark; None when it cannot be known, so that everybody looks for themselves."""
        with self._lock:
            try:
                return self._ask()
            except Error:
                self._hang_up()
                return None

    def end(self) -> None:
        """Hang up."""
        with self._lock:
            self._hang_up()

    def _hang_up(self) -> None:
        line, self._line = self._line, None
        if line:
            line.close()

    def _ask(self) -> object:
        if self._line is None:
            self._line = connections.create_connection(DEFAULT_DB_ALIAS)
            self._line.inc_thread_sharing()
            self._line.ensure_connection()
            self._lines += 1
        with self._line.wrap_database_errors:
            [said] = self._line.connection.execute(_SEES[self._line.vendor]).fetchone()
        # Another connection counts anew.
        return self._lines, said
