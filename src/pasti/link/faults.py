"""Which faults pass by themselves. They are named one by one: everything else is tried once and then set aside."""

import errno
import sqlite3

import psycopg
from django.db import InterfaceError, OperationalError

from pasti.kit import full_disk

# PostgreSQL's own names for what another try may not meet (appendix A of its manual).
_SQLSTATES = {
    "40001": "serialization failure",
    "40P01": "deadlock",
    "55P03": "lock not available",
    "57P01": "the database server is shutting down",
    "57P02": "the database server crashed",
    "57P03": "the database server is starting",
    "53100": "the database's disk is full",
    "53200": "the database is out of memory",
    "53300": "too many connections to the database",
}
_SQLITE = {
    sqlite3.SQLITE_BUSY: "the database is locked",
    sqlite3.SQLITE_LOCKED: "the database is locked",
    sqlite3.SQLITE_FULL: "the database's disk is full",
}
_ERRNOS = {
    errno.ENOSPC: "the disk is full",
    errno.EDQUOT: "the disk quota is used up",
    errno.EMFILE: "too many open files",
    errno.ENFILE: "too many open files",
    errno.EAGAIN: "busy",
    errno.ENOMEM: "out of memory",
    errno.ECONNREFUSED: "nobody answers",
    errno.ECONNRESET: "the connection was lost",
    errno.ECONNABORTED: "the connection was lost",
    errno.EPIPE: "the connection was lost",
    errno.ETIMEDOUT: "no answer in time",
    errno.EHOSTUNREACH: "the network is down",
    errno.ENETUNREACH: "the network is down",
}
_CONNECTION_EXCEPTION = "08"


def temporary(fault: BaseException) -> str:
    """Return what a fault that passes by itself is, in a few words; nothing for any other fault."""
    # SQLite also says "disk I/O error" when there is no room for what lies beside the database.
    return _named(fault) or ("the disk is full" if full_disk.caused(fault) else "")


def _named(fault: BaseException) -> str:
    if isinstance(fault, (OperationalError, InterfaceError)):
        return _of_the_database(fault.__cause__)
    if isinstance(fault, TimeoutError):
        return "no answer in time"
    if isinstance(fault, OSError):
        return _ERRNOS.get(fault.errno or 0, "")
    return ""


def _of_the_database(cause: BaseException | None) -> str:
    if isinstance(cause, sqlite3.Error):
        # The lower byte is the kind of error, the rest a finer kind of it.
        return _SQLITE.get(getattr(cause, "sqlite_errorcode", 0) & 0xFF, "")
    if isinstance(cause, (psycopg.OperationalError, psycopg.InterfaceError)):
        state = cause.sqlstate
        if state is None or state.startswith(_CONNECTION_EXCEPTION):
            return "the connection to the database was lost"
        return _SQLSTATES.get(state, "")
    return ""
