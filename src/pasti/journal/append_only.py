"""Triggers that refuse to change or remove what the journal holds, on both databases."""

from typing import Any

from django.db import connections

TABLES = ("journal_entry", "journal_seal")
_EVENTS = {"sqlite": ("UPDATE", "DELETE"), "postgresql": ("UPDATE", "DELETE", "TRUNCATE")}


def _name(table: str, event: str) -> str:
    return f"{table}_no_{event.lower()}"


def _statements(vendor: str) -> list[str]:
    if vendor == "sqlite":
        return [
            f"CREATE TRIGGER IF NOT EXISTS {_name(table, event)} BEFORE {event} ON {table} "
            "BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END"
            for table in TABLES
            for event in _EVENTS[vendor]
        ]
    function = (
        "CREATE OR REPLACE FUNCTION journal_refuse() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION 'the journal is append-only'; END $$"
    )
    return [function] + [
        f"CREATE OR REPLACE TRIGGER {_name(table, event)} BEFORE {event} ON {table} "
        f"FOR EACH {'STATEMENT' if event == 'TRUNCATE' else 'ROW'} EXECUTE FUNCTION journal_refuse()"
        for table in TABLES
        for event in _EVENTS[vendor]
    ]


def protect(using: str = "default", **_: Any) -> None:
    """Install the triggers where the tables exist. Doing it twice is harmless."""
    connection = connections[using]
    if not set(TABLES) <= set(connection.introspection.table_names()):
        return
    with connection.cursor() as cursor:
        for statement in _statements(connection.vendor):
            cursor.execute(statement)


def missing(using: str = "default") -> list[str]:
    """Return the names of triggers that should be there and are not, or are switched off."""
    connection = connections[using]
    wanted = {_name(table, event) for table in TABLES for event in _EVENTS[connection.vendor]}
    question = (
        "SELECT name FROM sqlite_master WHERE type = 'trigger'"
        if connection.vendor == "sqlite"
        else "SELECT tgname FROM pg_trigger WHERE tgenabled <> 'D'"
    )
    with connection.cursor() as cursor:
        cursor.execute(question)
        return sorted(wanted - {row[0] for row in cursor.fetchall()})
