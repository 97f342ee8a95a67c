"""How many examples a property is tried with where each costs database work."""

import os


def examples(wanted: int) -> int:
    """Return a third of what is wanted, on PostgreSQL a tenth: the rest is for `PASTI_EVERY_TEST=1`."""
    if os.environ.get("PASTI_EVERY_TEST"):
        return wanted
    postgres = os.environ.get("PASTI_DATABASE_URL", "").startswith("postgres")
    return max(wanted // (10 if postgres else 3), 5)
