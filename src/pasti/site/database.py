"""The database and the version of the program that it belongs to."""

from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import connection, connections
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.recorder import MigrationRecorder

from pasti.journal import owners
from pasti.link.queries import NotSetUp, node_if_any, this_node


class NewerDatabase(RuntimeError):
    """The database was made by a newer Pasti."""


class OtherHouse(RuntimeError):
    """The settings are for another kind of node than the one in the database."""


def check_node() -> None:
    """Raise NotSetUp when no node was made here, NewerDatabase and OtherHouse when it is not one we can run.

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
    """Raise NewerDatabase, naming what is unknown, for a database that a newer Pasti has changed already."""
    if not connection.introspection.table_names():
        return
    executor = MigrationExecutor(connection)
    known = set(executor.loader.disk_migrations or {})
    ours = {app for app, _name in known}
    unknown = sorted(
        f"{app}.{name}" for app, name in MigrationRecorder(connection).applied_migrations() if app in ours
        and (app, name) not in known
    )  # fmt: skip
    if unknown:
        raise NewerDatabase(
            f"This database was made by a newer Pasti (it knows {unknown[-1]}). "
            "Update the program, or use another data folder."
        )


def pending() -> list[str]:
    """Return the migrations that this database still lacks."""
    executor = MigrationExecutor(connection)
    return [f"{m.app_label}.{m.name}" for m, _back in executor.migration_plan(executor.loader.graph.leaf_nodes())]


def bring_up_to_date() -> None:
    """Migrate, unless the database is newer than we are: by the role that owns it, if there is one of its own."""
    check_not_newer()
    if not pending():
        return
    using = "owner" if "owner" in connections else "default"
    call_command("migrate", database=using, interactive=False, verbosity=0)
    if using == "owner":
        owners.grant(connection.settings_dict["USER"], using)
        connections[using].close()
