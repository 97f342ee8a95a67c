import os

import pytest
from tests import once

pytest_plugins = ["tests.fixtures"]

_ASKS_A_DATABASE = {"db", "transactional_db"}
# A module there makes nodes for all its tests: one process of pytest takes all of it.
_TOGETHER = {"attacks", "processes", "journeys"}
_PROVES_BOTH = ("django_db", "processes")


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Keep together what shares a node.

    On PostgreSQL leave out what SQLite's run has proven: what asks no database, and what says that either will do.
    `PASTI_EVERY_TEST=1` leaves out nothing.
    """
    for item in items:
        if item.path.parent.name in _TOGETHER:
            item.add_marker(pytest.mark.xdist_group(item.path.stem))
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


def pytest_sessionfinish(session: pytest.Session) -> None:
    """What was made once for this run goes with it."""
    if not hasattr(session.config, "workerinput"):
        once.throw_away()
