import gc
import os
from pathlib import Path

import pytest
from tests import once

pytest_plugins = ["tests.fixtures"]

_ASKS_A_DATABASE = {"db", "transactional_db"}
_PROVES_BOTH = ("django_db", "processes")
_LONG = ("torture", "journeys", "replays", "attacks", "processes")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Begin with what takes longest; on PostgreSQL leave out what SQLite's run has proven.

    That is what asks no database, what says that either will do, rooms without tables of their own, how screens look
    to whoever has signed in, and of a test in a room that is tried with many values all but the first.
    `PASTI_EVERY_TEST=1` leaves out nothing.
    """
    items.sort(key=_turn)
    postgres = os.environ.get("PASTI_DATABASE_URL", "").startswith("postgres")
    if not postgres or os.environ.get("PASTI_EVERY_TEST"):
        return
    tried: set[object] = set()
    kept, left_out = [], []
    for item in items:
        wanted = _depends_on_the_database(item) and not (_is_in_a_room(item) and item.function in tried)
        tried.add(item.function)
        (kept if wanted else left_out).append(item)
    config.hook.pytest_deselected(items=left_out)
    items[:] = kept


def _turn(item: pytest.Item) -> tuple[int, bool]:
    """What takes minutes begins first, so that at the end nobody is alone with it; then what goes through all rooms."""
    folder = item.path.parent.name
    long = _LONG.index(folder) if folder in _LONG else len(_LONG)
    return long, _is_in_a_room(item)


def _depends_on_the_database(item: pytest.Item) -> bool:
    if item.get_closest_marker("either_database") or "screen" in item.path.stem:
        return False
    fixtures = set(getattr(item, "fixturenames", ()))
    if _is_in_a_room(item) and ("signed_in" in fixtures or not _has_tables(item.path.parents[1])):
        return False
    asks = not _ASKS_A_DATABASE.isdisjoint(fixtures)
    return asks or any(item.get_closest_marker(name) for name in _PROVES_BOTH)


def _has_tables(room: Path) -> bool:
    # The front door has none, and looks after those of all.
    return room.name == "site" or (room / "migrations").is_dir()


def _is_in_a_room(item: pytest.Item) -> bool:
    return item.path.is_relative_to(item.config.rootpath / "src")


def pytest_collection_finish() -> None:
    """What was collected stays to the end: it need not be looked through for rubbish again and again."""
    gc.freeze()


def pytest_sessionfinish(session: pytest.Session) -> None:
    """What was made once for this run goes with it."""
    if not hasattr(session.config, "workerinput"):
        once.throw_away()
