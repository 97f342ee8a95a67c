"""Triggers that keep the journal append-only by effect: nothing in it can be changed, removed, replaced or put between.

On PostgreSQL they hold as long as the running role does not own the tables (see `owners` and docs/running.md). On
SQLite whoever has the file can take them away; what then happened is found by the heads that other nodes keep.
"""

from typing import Any

from django.db import connections

ENTRY, SEAL, UNSEALED = TABLES = ("journal_entry", "journal_seal", "journal_unsealed")

_SAYING = "the journal is append-only"


def _sqlite() -> dict[str, str]:
    """Every trigger on SQLite by its name: when it looks, and at what it refuses.

    `INSERT OR REPLACE` removes the row in its way without any trigger for deleting, so inserts are looked at too.
    """
    refuse = f"BEGIN SELECT RAISE(ABORT, '{_SAYING}'); END"
    found = {
        f"{table}_no_{event.lower()}": f"BEFORE {event} ON {table} {refuse}"
        for table in (ENTRY, SEAL)
        for event in ("UPDATE", "DELETE")
    }
    return found | {
        "journal_entry_no_replace": (
            f"BEFORE INSERT ON {ENTRY} WHEN EXISTS (SELECT 1 FROM {ENTRY} WHERE id = NEW.id) {refuse}"
        ),
        # Looked at afterwards: before, a number that SQLite gives itself is not known yet.
        "journal_entry_no_gap": f"AFTER INSERT ON {ENTRY} WHEN NEW.id < (SELECT max(id) FROM {ENTRY}) {refuse}",
        "journal_seal_no_replace": (
            f"BEFORE INSERT ON {SEAL} WHEN EXISTS (SELECT 1 FROM {SEAL} WHERE entry_id = NEW.entry_id) "
            f"OR NEW.position IS NOT (SELECT coalesce(max(position), 0) + 1 FROM {SEAL}) {refuse}"
        ),
        "journal_unsealed_no_update": f"BEFORE UPDATE ON {UNSEALED} {refuse}",
        "journal_unsealed_no_delete": (
            f"BEFORE DELETE ON {UNSEALED} WHEN NOT EXISTS (SELECT 1 FROM {SEAL} WHERE entry_id = OLD.entry_id) {refuse}"
        ),
        # A second note of one entry would be a replacement; one of a sealed entry, or of none, would stop the sealer.
        "journal_unsealed_no_replace": (
            f"BEFORE INSERT ON {UNSEALED} WHEN EXISTS (SELECT 1 FROM {UNSEALED} WHERE entry_id = NEW.entry_id) "
            f"OR EXISTS (SELECT 1 FROM {SEAL} WHERE entry_id = NEW.entry_id) "
            f"OR NOT EXISTS (SELECT 1 FROM {ENTRY} WHERE id = NEW.entry_id) {refuse}"
        ),
    }


def _functions(schema: str) -> dict[str, str]:
    """What the triggers on PostgreSQL do, by the name of the function.

    Each looks at the journal's own tables by their full name: a temporary table called like one of them fools nobody.
    """
    sealed = f"EXISTS (SELECT 1 FROM {schema}.{SEAL} WHERE entry_id = {{row}}.entry_id)"
    known = f"EXISTS (SELECT 1 FROM {schema}.{ENTRY} WHERE id = NEW.entry_id)"
    following = f"(SELECT coalesce(max(position), 0) + 1 FROM {schema}.{SEAL})"
    conditions = {
        "journal_next": (f"NEW.position <> {following}", "NEW"),
        "journal_sealed": (f"NOT {sealed.format(row='OLD')}", "OLD"),
        "journal_new": (f"{sealed.format(row='NEW')} OR NOT {known}", "NEW"),
    }
    found = {
        name: f" BEGIN IF {wrong} THEN RAISE EXCEPTION '{_SAYING}'; END IF; RETURN {row}; END "
        for name, (wrong, row) in conditions.items()
    }
    return found | {"journal_refuse": f" BEGIN RAISE EXCEPTION '{_SAYING}'; END "}


def _postgresql() -> dict[str, str]:
    """Every trigger on PostgreSQL by its name. `ON CONFLICT DO UPDATE` is an update there, and keys refuse the rest."""
    found = {
        f"{table}_no_{event.lower()}": (
            f"BEFORE {event} ON {table} FOR EACH {'STATEMENT' if event == 'TRUNCATE' else 'ROW'} "
            "EXECUTE FUNCTION journal_refuse()"
        )
        for table, events in (
            (ENTRY, ("UPDATE", "DELETE", "TRUNCATE")),
            (SEAL, ("UPDATE", "DELETE", "TRUNCATE")),
            (UNSEALED, ("UPDATE", "TRUNCATE")),
        )
        for event in events
    }
    return found | {
        "journal_seal_no_gap": f"BEFORE INSERT ON {SEAL} FOR EACH ROW EXECUTE FUNCTION journal_next()",
        "journal_unsealed_no_delete": f"BEFORE DELETE ON {UNSEALED} FOR EACH ROW EXECUTE FUNCTION journal_sealed()",
        "journal_unsealed_no_replace": f"BEFORE INSERT ON {UNSEALED} FOR EACH ROW EXECUTE FUNCTION journal_new()",
    }


def _statements(vendor: str, schema: str) -> list[str]:
    if vendor == "sqlite":
        return [f"CREATE TRIGGER IF NOT EXISTS {name} {what}" for name, what in _sqlite().items()]
    functions = [
        f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql "
        f"SET search_path = pg_catalog, pg_temp AS $${what}$$"
        for name, what in _functions(schema).items()
    ]
    made = [f"CREATE OR REPLACE TRIGGER {name} {what}" for name, what in _postgresql().items()]
    # Always: also in a session that passes for a replica.
    tables = triggers(vendor).items()
    return [*functions, *made, *(f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER {name}" for name, table in tables)]


def triggers(vendor: str) -> dict[str, str]:
    """Return the names of all triggers, each with the table it guards."""
    found = _sqlite() if vendor == "sqlite" else _postgresql()
    return {name: next(table for table in TABLES if f" ON {table} " in what) for name, what in found.items()}


def protect(using: str = "default", **_: Any) -> None:
    """Install the triggers where the tables exist. Doing it twice is harmless."""
    connection = connections[using]
    if not set(TABLES) <= set(connection.introspection.table_names()):
        return
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            for name in missing(using):
                cursor.execute(f"DROP TRIGGER IF EXISTS {name}")
        schema = schema_of_journal(cursor) if connection.vendor == "postgresql" else ""
        for statement in _statements(connection.vendor, schema):
            cursor.execute(statement)


def missing(using: str = "default") -> list[str]:
    """Return the names of triggers that should be there and are not, are switched off, or do something else."""
    connection = connections[using]
    with connection.cursor() as cursor:
        good = _good_on_sqlite(cursor) if connection.vendor == "sqlite" else _good_on_postgresql(cursor)
    return sorted(triggers(connection.vendor).keys() - good)


def _good_on_sqlite(cursor: Any) -> set[str]:
    # As it was written: one of the same name that refuses nothing would otherwise pass for ours.
    cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
    found = dict(cursor.fetchall())
    return {name for name, what in _sqlite().items() if (found.get(name) or "").endswith(what)}


def _good_on_postgresql(cursor: Any) -> set[str]:
    schema = schema_of_journal(cursor)
    does = _functions(schema)
    cursor.execute(
        "SELECT t.tgname, pg_get_triggerdef(t.oid), p.proname, p.prosrc "
        "FROM pg_trigger t JOIN pg_proc p ON p.oid = t.tgfoid "
        "WHERE t.tgrelid IN (SELECT to_regclass(name) FROM unnest(%s::text[]) name) AND t.tgenabled = 'A'",
        [list(TABLES)],
    )
    wanted = _postgresql()
    return {
        name
        for name, written, function, source in cursor.fetchall()
        if written.replace(f"{schema}.", "") == f"CREATE TRIGGER {name} {wanted.get(name)}"
        and does.get(function) == source
    }


def schema_of_journal(cursor: Any) -> str:
    """Return the schema that the journal's tables stand in, on PostgreSQL."""
    cursor.execute("SELECT relnamespace::regnamespace::text FROM pg_class WHERE oid = to_regclass(%s)", [ENTRY])
    return str(cursor.fetchone()[0])
