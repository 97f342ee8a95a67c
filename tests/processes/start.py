"""The moment at which processes that work together begin."""

from typing import Any

from django.db import connection

# The one that this program's processes begin at.
barriers: list[Any] = []


def begin() -> None:
    """Wait until all the others are ready too."""
    connection.ensure_connection()
    barriers[-1].wait()
