import gc
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from hypothesis import settings
from tests import asked, once, scenes

pytest_plugins = ["tests.fixtures"]

# How long an example takes says how busy the machine is.
settings.register_profile("no time is asserted", deadline=None)
settings.load_profile("no time is asserted")

_ASKS_A_DATABASE = {"db", "transactional_db"}
_PROVES_BOTH = ("django_db", "processes")
_PROVEN_ON_BOTH = ("tests/test_moves.py", "tests/processes", "tests/attacks", "tests/torture")
_ASKED = os.environ.get("PASTI_ASKED")
_noted = asked.Asked(Path(_ASKED)) if _ASKED and not once.is_postgres() else None
_LONG = ("torture", "journeys", "replays", "attacks", "processes")
# What a test leaves behind is looked for after so many new things, and not after each seven hundred.
_RUBBISH_AFTER = 50_000


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Begin with what takes longest; on PostgreSQL leave out what SQLite's run has proven.

    That is what asks no database, what says that either will do, rooms without tables of their own, how screens look
    to whoever has signed in, and of a test in a room that is tried with many values all but the first. After a run on
    SQLite that has noted in `PASTI_ASKED` what each test asks of the database, also who asks nothing that others do not
    (docs/adr/0071). `PASTI_EVERY_TEST=1` leaves out nothing.
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
    kept, asking_nothing_new = _asking_something_new(kept)
    config.hook.pytest_deselected(items=left_out + asking_nothing_new)
    items[:] = kept


def _asking_something_new(items: list[pytest.Item]) -> tuple[list[pytest.Item], list[pytest.Item]]:
    noted = asked.read(Path(_ASKED)) if _ASKED else {}
    mine = {item.nodeid: noted[item.nodeid] for item in items if item.nodeid in noted}
    on_both = {item.nodeid for item in items if _is_proven_on_both(item) or item.nodeid not in mine}
    known = frozenset().union(*(mine.pop(test, frozenset()) for test in on_both))
    chosen = on_both | asked.enough(mine, known)
    return [item for item in items if item.nodeid in chosen], [item for item in items if item.nodeid not in chosen]


def _is_proven_on_both(item: pytest.Item) -> bool:
    return item.nodeid.startswith(_PROVEN_ON_BOTH) or item.get_closest_marker("processes") is not None


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Iterator[None]:
    """On SQLite, note what the test asks of the database, if that is wanted."""
    if _noted is None:
        return (yield)
    with _noted.noting(item.nodeid, connection.execute_wrappers):
        return (yield)


@pytest.hookimpl(tryfirst=True)
def pytest_fixture_setup(fixturedef: pytest.FixtureDef[Any], request: pytest.FixtureRequest) -> None:
    """Before a test's own transaction begins, let the scene stand that it wants."""
    if fixturedef.argname == scenes.BEGINS_THE_TEST:
        with request.getfixturevalue("django_db_blocker").unblock():
            scenes.want(request.node)


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
    gc.set_threshold(_RUBBISH_AFTER, 20, 50)


def pytest_sessionfinish(session: pytest.Session) -> None:
    """What was made once for this run goes with it; what was noted stays for the next."""
    if _noted is not None:
        _noted.keep(os.environ.get("PYTEST_XDIST_WORKER", "alone"))
    if not hasattr(session.config, "workerinput"):
        once.throw_away()
