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
        # A second note of one entry would be a replacement; one of a sealed entry would seal it again.
        "journal_unsealed_no_replace": (
            f"BEFORE INSERT ON {UNSEALED} WHEN EXISTS (SELECT 1 FROM {UNSEALED} WHERE entry_id = NEW.entry_id) "
            f"OR EXISTS (SELECT 1 FROM {SEAL} WHERE entry_id = NEW.entry_id) {refuse}"
        ),
    }


_REFUSE = f"""CREATE OR REPLACE FUNCTION journal_refuse() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION '{_SAYING}'; END $$"""

_NEXT = f"""CREATE OR REPLACE FUNCTION journal_next() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN
  IF NEW.position <> (SELECT coalesce(max(position), 0) + 1 FROM {SEAL}) THEN RAISE EXCEPTION '{_SAYING}'; END IF;
  RETURN NEW;
END $$"""

_SEALED = f"""CREATE OR REPLACE FUNCTION journal_sealed() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN
  IF NOT EXISTS (SELECT 1 FROM {SEAL} WHERE entry_id = OLD.entry_id) THEN RAISE EXCEPTION '{_SAYING}'; END IF;
  RETURN OLD;
END $$"""


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
    }


def _statements(vendor: str) -> list[str]:
    if vendor == "sqlite":
        return [f"CREATE TRIGGER IF NOT EXISTS {name} {what}" for name, what in _sqlite().items()]
    triggers = [f"CREATE OR REPLACE TRIGGER {name} {what}" for name, what in _postgresql().items()]
    return [_REFUSE, _NEXT, _SEALED, *triggers]


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
        for statement in _statements(connection.vendor):
            cursor.execute(statement)


def missing(using: str = "default") -> list[str]:
    """Return the names of triggers that should be there and are not, are switched off, or say something else."""
    connection = connections[using]
    if connection.vendor == "sqlite":
        wanted, question = _sqlite(), "SELECT name, sql FROM sqlite_master WHERE type = 'trigger'"
    else:
        wanted = _postgresql()
        question = "SELECT tgname, pg_get_triggerdef(oid) FROM pg_trigger WHERE tgenabled IN ('O', 'A')"
    with connection.cursor() as cursor:
        cursor.execute(question)
        found = dict(cursor.fetchall())
    if connection.vendor == "sqlite":
        # As it was written: one of the same name that refuses nothing would otherwise pass for ours.
        return sorted(name for name, what in wanted.items() if not (found.get(name) or "").endswith(what))
    return sorted(wanted.keys() - found.keys())
