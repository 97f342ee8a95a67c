"""Two roles on PostgreSQL: one owns the tables and migrates, the other runs the node and may only add to the journal.

Who owns a table can take its triggers away. So the running role owns nothing (docs/running.md, docs/adr/0016).
"""

from typing import Any

from django.db import connection, transaction

from pasti.journal.append_only import TABLES, schema_of_journal

# What the running role may do with each of the journal's tables.
_ALLOWED = {
    "journal_entry": "SELECT, INSERT",
    "journal_seal": "SELECT, INSERT",
    "journal_unsealed": "SELECT, INSERT, DELETE",
}
_TOO_MUCH = {
    "journal_entry": "UPDATE, DELETE, TRUNCATE",
    "journal_seal": "UPDATE, DELETE, TRUNCATE",
    "journal_unsealed": "UPDATE, TRUNCATE",
}

# Each gives a name for every way in which the role of this connection could get past the triggers.
_WAYS = [
    "SELECT 'is a superuser' FROM pg_roles WHERE rolname = current_user AND rolsuper",
    # Whoever may make roles may make itself a member of another (before PostgreSQL 16: of any but superusers).
    "SELECT 'may make roles' FROM pg_roles WHERE rolname = current_user AND rolcreaterole",
    (
        "SELECT 'owns ' || c.relname FROM pg_class c WHERE c.oid IN "
        "(SELECT to_regclass(name) FROM unnest(%(tables)s::text[]) name) AND pg_has_role(c.relowner, 'MEMBER')"
    ),
    (
        "SELECT 'owns the function ' || p.proname FROM pg_proc p WHERE p.proname LIKE 'journal\\_%%' "
        "AND p.pronamespace = %(schema)s::regnamespace AND pg_has_role(p.proowner, 'MEMBER')"
    ),
    (
        "SELECT 'owns the schema ' || nspname FROM pg_namespace "
        "WHERE oid = %(schema)s::regnamespace AND pg_has_role(nspowner, 'MEMBER')"
    ),
    "SELECT 'owns the database' FROM pg_database WHERE datname = current_database() AND pg_has_role(datdba, 'MEMBER')",
    # These reach past the database, to its files and to programs of the server.
    (
        "SELECT 'is a member of ' || rolname FROM pg_roles WHERE rolname IN "
        "('pg_write_server_files', 'pg_execute_server_program') AND pg_has_role(oid, 'MEMBER')"
    ),
]


def grant(role: str) -> None:
    """Let another role run the node whose tables the role of this connection owns. Doing it twice is harmless."""
    name = connection.ops.quote_name(role)
    with transaction.atomic(), connection.cursor() as cursor:
        schema = schema_of_journal(cursor)
        cursor.execute(f"GRANT USAGE ON SCHEMA {schema} TO {name}")
        cursor.execute(f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA {schema} TO {name}")
        cursor.execute(f"GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA {schema} TO {name}")
        # What was migrated is the owner's to say.
        cursor.execute(f"REVOKE INSERT, UPDATE, DELETE ON {schema}.django_migrations FROM {name}")
        for table, allowed in _ALLOWED.items():
            cursor.execute(f"REVOKE ALL ON {schema}.{table} FROM {name}")
            cursor.execute(f"GRANT {allowed} ON {schema}.{table} TO {name}")


def powers_over_journal() -> list[str]:
    """Return every way in which the running role could change the journal all the same; nothing when it cannot.

    On SQLite there are no roles: nothing is returned.
    """
    if connection.vendor != "postgresql":
        return []
    with connection.cursor() as cursor:
        asked: dict[str, Any] = {"tables": list(TABLES), "schema": schema_of_journal(cursor)}
        found = []
        for way in _WAYS:
            cursor.execute(way, asked)
            found += sorted(row[0] for row in cursor.fetchall())
            if found and way is _WAYS[0]:
                return found  # and so everything else, too
        for table, rights in _TOO_MUCH.items():
            cursor.execute("SELECT has_table_privilege(to_regclass(%s), %s)", [table, rights])
            found += [f"may do more with {table} than add to it"] if cursor.fetchone()[0] else []
    return found


def is_run_by_another() -> bool:
    """Whether another role than that of this connection owns the journal (PostgreSQL)."""
    if connection.vendor != "postgresql":
        return False
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT NOT pg_has_role(relowner, 'MEMBER') FROM pg_class WHERE oid = to_regclass(%s)", [TABLES[0]]
        )
        found = cursor.fetchone()
    return bool(found and found[0])
