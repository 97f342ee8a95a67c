import os

import pytest

pytest_plugins = ["tests.fixtures"]

_ASKS_A_DATABASE = {"db", "transactional_db"}
_PROVES_BOTH = ("django_db", "processes")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """On PostgreSQL leave out what SQLite's run has proven: what asks no database, and what says that either will do.

    `PASTI_EVERY_TEST=1` leaves out nothing.
    """
    postgres = os.environ.get("PASTI_DATABASE_URL", "").startswith("postgres")
    if not postgres or os.environ.get("PASTI_EVERY_TEST"):
        return
    left_out = [item for item in items if not _depends_on_the_database(item)]
    config.hook.pytest_deselected(items=left_out)
    items[:] = [item for item in items if _depends_on_the_database(item)]


def _depends_on_the_database(item: pytest.Item) -> bool:
    if item.get_closest_marker("either_database"):
        return False
    asks = not _ASKS_A_DATABASE.isdisjoint(getattr(item, "fixturenames", ()))
    return asks or any(item.get_closest_marker(name) for name in _PROVES_BOTH)
