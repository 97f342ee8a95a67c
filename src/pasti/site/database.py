"""The database and the version of the program that it belongs to."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.db import ProgrammingError, connection
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

from pasti.journal import append_only, owners
from pasti.journal.followers import place_cursors
from pasti.kit.errors import Stop
from pasti.link.queries import NotSetUp, node_if_any, this_node

# What tells one role's connection from another's.
_WHO: dict[str, Any] = {"USER": "", "PASSWORD": "", "OPTIONS": {}}


class NewerDatabase(RuntimeError):
    """The database was made by a newer Pasti."""


class OtherHouse(RuntimeError):
    """The settings are for another kind of node than the one in the database."""


def check_node() -> None:
    """Raise NotSetUp when no node was made here, NewerDatabase, OtherHouse or Stop when it is not one we can run.

    Changes nothing: SQLite would make an empty file by looking for it.
    """
    file = str(connection.settings_dict["NAME"])
    if connection.vendor == "sqlite" and "mode=memory" not in file and not Path(file).exists():
        raise NotSetUp(f"no node in {settings.DATA_DIR}")
    check_not_newer()
    if not holds_node():
        raise NotSetUp(f"no node in {settings.DATA_DIR}")
    role = this_node().role
    if role != settings.ROLE:
        raise OtherHouse(f"The node in this database is of the kind {role}, but PASTI_ROLE says {settings.ROLE}.")


def holds_node() -> bool:
    """Whether a node was made in this database. Makes the data folder, in which SQLite then makes its file."""
    Path(settings.DATA_DIR).mkdir(parents=True, exist_ok=True, mode=0o700)
    return "link_thisnode" in connection.introspection.table_names() and node_if_any() is not None


def check_not_newer() -> None:
    """Raise NewerDatabase, naming what is unknown, for a database that a newer Pasti has changed already.

    Raises Stop for one that an older Pasti left on the way to where our own steps begin.
    """
    if not connection.introspection.table_names():
        return
    steps = MigrationLoader(None).disk_migrations or {}
    before = {key: set(step.replaces) for key, step in steps.items() if step.replaces}
    known = set(steps).union(*before.values())
    ours = {app for app, _name in known}
    done = set(MigrationRecorder(connection).applied_migrations())
    unknown = sorted(f"{app}.{name}" for app, name in done if app in ours and (app, name) not in known)
    if unknown:
        raise NewerDatabase(
            f"This database was made by a newer Pasti (it knows {unknown[-1]}). "
            "Update the program, or use another data folder."
        )
    lacking = sorted(f"{app}.{name}" for old in before.values() if old & done for app, name in old - done)
    if lacking:
        raise Stop(
            f"This database was left by an older Pasti on the way (it lacks {lacking[0]}). Bring it up to date with "
            "the last version that knows the way, and then with this one. See docs/running.md."
        )


def pending() -> list[str]:
    """Return the migrations that this database still lacks."""
    executor = MigrationExecutor(connection)
    return [f"{m.app_label}.{m.name}" for m, _back in executor.migration_plan(executor.loader.graph.leaf_nodes())]


def bring_up_to_date() -> None:
    """Migrate, unless the database is newer than we are, and put the journal's own things in their places.

    By the role that owns the tables, if the settings name one; the running role then gets its rights anew. Raises Stop
    when there is something to migrate and the running role may not.
    """
    with as_owner() as running:
        check_not_newer()
        lacking = pending()
        if lacking and not running and owners.is_run_by_another():
            raise Stop(
                "The database must be brought up to date by the role that owns it: set PASTI_DATABASE_OWNER_URL and "
                "run pasti migrate. See docs/running.md."
            )
        if lacking:
            call_command("migrate", interactive=False, verbosity=0)
        # A newer program may bring a follower, or another trigger, and no migration.
        place_cursors()
        if append_only.missing() and not owners.is_run_by_another():
            append_only.protect()
        if running:
            owners.grant(running)


@contextmanager
def as_owner() -> Iterator[str]:
    """Be the role that owns the tables for a while; yield the running role, or nothing when there is only one.

    The connection itself changes its role: whatever a migration asks, it asks as the owner.
    """
    if not settings.DATABASE_OWNER:
        yield ""
        return
    ours = connection.settings_dict
    connection.close()
    theirs = {part: settings.DATABASE_OWNER.get(part, empty) for part, empty in _WHO.items()}
    connection.settings_dict = ours | theirs
    try:
        yield str(ours["USER"])
    finally:
        connection.close()
        connection.settings_dict = ours


def forget_owner() -> bool:
    """Let programs that are started from here not know how the owner of the tables connects; return whether we knew."""
    return bool(os.environ.pop("PASTI_DATABASE_OWNER_URL", None))


def owner_lies_with_the_node() -> bool:
    """Whether the data folder tells the running node how the owner of the tables connects."""
    written = Path(settings.DATA_DIR) / "pasti.env"
    return written.exists() and "PASTI_DATABASE_OWNER_URL=" in written.read_text()


def trouble_of(failure: Exception) -> str | None:
    """Return what is wrong with the database, and what to do, when a failure says so."""
    said = (str(failure).strip().splitlines() or [""])[0]
    if isinstance(failure, ProgrammingError) and "permission denied" in said:
        return f"{said[0].upper()}{said[1:]}. Its owner gives rights: set PASTI_DATABASE_OWNER_URL, run pasti migrate."
    if any(word in said for word in ("malformed", "not a database")):
        return f"The database is damaged ({said}). Keep what is there, and put back a copy. See docs/running.md."
    return None
