"""Somebody who has the database writes history anew, with the node stopped: `python -m tests.attacks.rewrite VERB …`.

Whoever does this takes the triggers away first, makes every hash anew, and puts the triggers back: what is left is
consistent in itself.
"""

import secrets
import sys

import django

django.setup()

from django.db import connection, transaction  # noqa: E402

from pasti.journal import append_only, chain, heads  # noqa: E402
from pasti.journal.actors import Actor  # noqa: E402
from pasti.journal.models import Cursor, Entry, Seal  # noqa: E402


def do(*statements: str) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def without_triggers() -> None:
    for name, table in append_only.triggers(connection.vendor).items():
        do(f"DROP TRIGGER {name}" + (f" ON {table}" if connection.vendor == "postgresql" else ""))


def lie(*more: str) -> None:
    """Put a false name into the first entry and make all hashes anew; with `forget`, forget who remembers otherwise."""
    first = Entry.objects.earliest("seal__position")
    do(f"UPDATE journal_entry SET by_name = 'Orang {secrets.token_hex(4)}' WHERE id = {first.pk}")
    previous = chain.GENESIS
    for seal in Seal.objects.select_related("entry").order_by("position"):
        previous = chain.hash_of(previous, seal.entry)
        do(f"UPDATE journal_seal SET hash = '{previous}' WHERE position = {seal.position}")
    if "forget" in more:
        do("DELETE FROM journal_witness")


def lose() -> None:
    """Go back to the first entry, as a database does that is put back from a copy."""
    do("DELETE FROM journal_seal WHERE position > 1")
    kept = Seal.objects.get().entry_id
    do("DELETE FROM journal_unsealed", f"DELETE FROM journal_entry WHERE id <> {kept}", "DELETE FROM journal_witness")
    Cursor.objects.update(position=1)


def settle() -> None:
    """At the other node: somebody has looked into it."""
    chief = Actor("test", "Kepala", frozenset())
    for row in heads.troubles():
        heads.settle(row, "Sudah diperiksa bersama kantor.", by=chief)


if __name__ == "__main__":
    verb, *given = sys.argv[1:]
    with transaction.atomic():
        if verb != "settle":
            without_triggers()
        globals()[verb](*given)
        append_only.protect()
        assert list(chain.tears()) == [], "it is consistent in itself"
