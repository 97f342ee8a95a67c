"""What many tests begin with stands once, around their transactions: what a test changes is undone, the scene stays.

A scene is a fixture that is made once for all tests that follow each other and want it, not once for each of them:

    @scene
    def three_cases(office):
        return [submitted(), submitted(), submitted()]

It is made in a transaction that is not committed, each test in one within; who wants another scene, or none, has it
undone first. Each test gets a copy of what was returned, and of the files in the data folder. See docs/adr/0072.
"""

import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from copy import deepcopy
from dataclasses import dataclass, field
from inspect import signature
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.cache import caches
from django.db import connection, transaction
from django.test import override_settings

from pasti.journal import tallies
from pasti.kit import clock, private_pages
from pasti.queue import measured
from tests.cast import MONDAY
from tests.house import doors

# The fixture of pytest-django that begins a test's own transaction.
BEGINS_THE_TEST = "_django_db_helper"


@dataclass(frozen=True, eq=False)
class Scene:
    """What makes it, where it is known (a file or a folder), the name of what it stands on, whether it has variants."""

    make: Callable[..., Any]
    home: Path
    below: str
    variants: bool

    @property
    def floors(self) -> tuple["Scene", ...]:
        """Return this scene and what it stands on, the lowest first."""
        return (*(_nearest(self.below, self.home).floors if self.below else ()), self)


@dataclass
class _Standing:
    scene: Scene
    variant: Any
    folder: Path
    around: transaction.Atomic
    made: Any = field(default=None)


# What stands in the database of this process, the lowest first, and the connection in which it does.
_standing: list[_Standing] = []
_where: list[Any] = []
_known: dict[str, list[Scene]] = {}
_VARIANT = "variant"
# What a conftest has is known in its folder, what our plugin has everywhere.
_HOMES: dict[str, Callable[[Path], Path]] = {
    "conftest.py": lambda file: file.parent,
    "fixtures.py": lambda _: Path("/"),
}


def scene(make: Callable[..., Any]) -> Any:
    """Make a fixture of a function that makes a scene.

    It is called with what the scene below it has made, which it names as fixtures do. If it asks for a `variant`, its
    tests are parametrized with it (indirectly), and it is called with theirs.
    """
    wanted = list(signature(make).parameters)
    below = [name for name in wanted if name != _VARIANT]
    assert len(below) <= 1, "a scene stands on one other"
    home = Path(make.__code__.co_filename)
    home = _HOMES.get(home.name, lambda file: file)(home)
    declared = Scene(make, home, "".join(below), _VARIANT in wanted)
    _known.setdefault(make.__name__, []).append(declared)

    @pytest.fixture(name=make.__name__)
    def given(request: pytest.FixtureRequest, db: None, own_folder: None) -> Any:
        return _given(declared, getattr(request, "param", None))

    return given


def want(item: pytest.Item) -> None:
    """Let stand what this test wants, and nothing else; called before its own transaction begins."""
    wanted = _wanted_by(item)
    if _where and _where[0] is not connection.connection:
        # Whoever closed the connection has undone all.
        _standing.clear()
    kept = 0
    while kept < min(len(_standing), len(wanted)) and _is(_standing[kept], *wanted[kept]):
        kept += 1
    leave(kept)
    for one, variant in wanted[kept:]:
        _build(one, variant)


def leave(kept: int = 0) -> None:
    """Undo what stands, down to the lowest `kept` scenes."""
    while len(_standing) > kept:
        last = _standing.pop()
        _undo(last.around)
        shutil.rmtree(last.folder)


@contextmanager
def as_in_a_test(folder: Path) -> Iterator[None]:
    """Let the clock, the data folder and what is remembered be as they are when a test begins."""
    folders = {"DATA_DIR": folder, "BLOB_DIR": folder / "blobs", "FILE_UPLOAD_TEMP_DIR": str(folder / "incoming")}
    forget()
    with clock.stopped_at(MONDAY), doors.watched(), override_settings(**folders):
        yield
    forget()


def forget() -> None:
    """Let this process remember nothing of the database."""
    private_pages.forget()
    tallies.forget()
    measured.forget()
    for cache in caches.all(initialized_only=True):
        cache.clear()


def _nearest(name: str, place: Path) -> Scene:
    """Return the scene that is known by a name in a file: its own before its folder's, that before everybody's."""
    return max(
        (one for one in _known[name] if place.is_relative_to(one.home)), key=lambda one: len(one.home.parts)
    )  # fmt: skip


def _wanted_by(item: pytest.Item) -> list[tuple[Scene, Any]]:
    """Return the highest scene among the fixtures of a test, with what it stands on."""
    said: dict[str, Any] = getattr(getattr(item, "callspec", None), "params", {})
    names = [
        name for name in getattr(item, "fixturenames", ())
        if any(item.path.is_relative_to(one.home) for one in _known.get(name, ()))
    ]  # fmt: skip
    found = {_nearest(name, item.path): said.get(name) for name in names}
    highest = max(found, key=lambda one: len(one.floors), default=None)
    floors = highest.floors if highest else ()
    assert set(found) <= set(floors), f"{item.nodeid} wants scenes of which neither stands on the other"
    return [(one, found.get(one) if one.variants else None) for one in floors]


def _is(standing: _Standing, wanted: Scene, variant: Any) -> bool:
    return standing.scene is wanted and standing.variant == variant


def _build(wanted: Scene, variant: Any) -> None:
    below = _standing[-1] if _standing else None
    folder = Path(tempfile.mkdtemp(prefix="pasti-scene-"))
    if below:
        shutil.copytree(below.folder, folder, dirs_exist_ok=True)
    if not _standing:
        connection.ensure_connection()
        _where[:] = [connection.connection]
    around = transaction.atomic()
    # As Django's TestCase does: what must be the outermost transaction takes it for none.
    around._from_testcase = True  # type: ignore[attr-defined]
    around.__enter__()
    standing = _Standing(wanted, variant, folder, around)
    try:
        with as_in_a_test(folder):
            standing.made = _made(wanted, deepcopy(below.made) if below else None, variant)
    except BaseException:
        _undo(around)
        shutil.rmtree(folder)
        raise
    # What is done on a commit was done long ago.
    connection.run_on_commit.clear()
    _standing.append(standing)


def _undo(around: transaction.Atomic) -> None:
    transaction.set_rollback(True)
    around.__exit__(None, None, None)


def _made(wanted: Scene, below: Any, variant: Any) -> Any:
    arguments = ({wanted.below: below} if wanted.below else {}) | ({_VARIANT: variant} if wanted.variants else {})
    return wanted.make(**arguments)


def _given(wanted: Scene, variant: Any) -> Any:
    """Return a test's own copy of what was made, and put the scene's files into the test's data folder."""
    found = next(one for one in _standing if _is(one, wanted, variant if wanted.variants else None))
    shutil.copytree(found.folder, Path(settings.DATA_DIR), dirs_exist_ok=True)
    return deepcopy(found.made)
