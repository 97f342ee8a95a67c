"""Two roles on PostgreSQL: one owns the tables and migrates, the other runs the node and may only add to the journal.

Who owns a table can take its triggers away. So the running role owns nothing (docs/running.md, docs/adr/0016).
"""

from django.db import connections

from pasti.journal.append_only import TABLES

# What the running role may do with each of the journal's tables.
_ALLOWED = {
    "journal_entry": "SELECT, INSERT",
    "journal_seal": "SELECT, INSERT",
    "journal_unsealed": "SELECT, INSERT, DELETE",
}


def grant(role: str, using: str) -> None:
    """Let a role run a node whose tables the role of the connection `using` owns. Doing it twice is harmless."""
    connection = connections[using]
    if connection.vendor != "postgresql":
        return
    name = connection.ops.quote_name(role)
    with connection.cursor() as cursor:
        cursor.execute(f"GRANT USAGE ON SCHEMA public TO {name}")
        cursor.execute(f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {name}")
        cursor.execute(f"GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {name}")
        # What was migrated is the owner's to say.
        cursor.execute(f"REVOKE INSERT, UPDATE, DELETE ON django_migrations FROM {name}")
        for table, allowed in _ALLOWED.items():
            cursor.execute(f"REVOKE ALL ON {table} FROM {name}")
            cursor.execute(f"GRANT {allowed} ON {table} TO {name}")


def power_over_journal(using: str = "default") -> str:
    """Return why the running role could take the journal's triggers away, or nothing when it cannot (PostgreSQL).

    On SQLite there are no roles: nothing is returned.
    """
    connection = connections[using]
    if connection.vendor != "postgresql":
        return ""
    with connection.cursor() as cursor:
        cursor.execute("SELECT rolname, rolsuper FROM pg_roles WHERE rolname = current_user")
        name, superuser = cursor.fetchone()
        if superuser:
            return f"the role {name} is a superuser"
        cursor.execute(
            "SELECT c.relname FROM pg_class c WHERE c.relname = ANY(%s) AND pg_has_role(c.relowner, 'MEMBER')",
            [list(TABLES)],
        )
        owned = sorted(row[0] for row in cursor.fetchall())
    return f"the role {name} owns {', '.join(owned)}" if owned else ""
