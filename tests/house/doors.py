"""Whose rows are whose: a room finds, locks, makes, changes and deletes its own rows only (docs/adr/0022).

Rows go through doors to be read, and their classes to be named (types, enumerations, foreign keys). What reads the
source sees how they are found and made; what runs beside every test sees who changes them.

Run as a program in a tree (`python -m tests.house.doors`), it prints what goes over a door and fails if anything does.
"""

import ast
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from types import FrameType
from typing import Any

from tests.house.floors import ROOMS, ROOT, room_of

# On the class of a row: what finds, makes or locks rows.
_ACCESS = {"objects", "locked", "_default_manager", "_base_manager"}
_FINDERS = {"get_object_or_404", "get_list_or_404", "QuerySet", "insert_each"}
# The machinery of all rooms acts for whoever calls it; the front door hangs up views of libraries.
_FOR_OTHERS = ("pasti.journal.moves", "pasti.kit.", "pasti.site.urls")


def _foreign_models(tree: ast.Module, room: str) -> dict[str, str]:
    """The names under which a module knows models of other rooms, each with its room."""
    known: dict[str, str] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("pasti."):
            owner, _, module = str(node.module).removeprefix("pasti.").rpartition(".")
            if module == "models" and owner != room:
                known |= {name.asname or name.name: owner for name in node.names if name.name[0].isupper()}
    return known


def over_a_door() -> Iterator[str]:
    """Yield every place where a room finds, locks or makes rows of another."""
    for file in sorted(ROOMS.rglob("*.py")):
        if "tests" in file.parts or "migrations" in file.parts:
            continue
        tree = ast.parse(file.read_text())
        foreign = _foreign_models(tree, room_of(file))
        for node in ast.walk(tree):
            if name := _taken(node, foreign):
                where = f"{file.relative_to(ROOT)}:{node.lineno}"  # type: ignore[attr-defined]
                yield f"{where}: {name} belongs to {foreign[name]}; ask its queries or actions"


def _taken(node: ast.AST, foreign: dict[str, str]) -> str:
    if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.attr in _ACCESS:
        return node.value.id if node.value.id in foreign else ""
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
        if node.func.id in _FINDERS and node.args:
            first = node.args[0]
            first = first.value if isinstance(first, ast.Attribute) else first
            return first.id if isinstance(first, ast.Name) and first.id in foreign else ""
        return node.func.id if node.func.id in foreign and _is_row(node.func.id, foreign[node.func.id]) else ""
    return ""


def _is_row(name: str, room: str) -> bool:
    """Whether a name of a room's models is a class of rows, and no enumeration."""
    tree = ast.parse((ROOMS.joinpath(*room.split(".")) / "models.py").read_text())
    bases = {
        node.name: [base.attr if isinstance(base, ast.Attribute) else getattr(base, "id", "") for base in node.bases]
        for node in tree.body
        if isinstance(node, ast.ClassDef)
    }
    return name in bases and not {"TextChoices", "IntegerChoices", "StrEnum", "Enum"} & set(bases[name])


def _acting_room(owner: str) -> str:
    """The room whose code is changing a row of `owner`: the nearest one on the stack that acts for itself."""
    frame: FrameType | None = sys._getframe(2)
    while frame is not None:
        module = str(frame.f_globals.get("__name__", ""))
        if ".tests." in module or ".migrations." in module:
            return ""
        room = _room_of_module(module)
        if room == owner or (room and not module.startswith(_FOR_OTHERS)):
            return room
        frame = frame.f_back
    return ""


def _room_of_module(module: str) -> str:
    parts = module.split(".")
    if parts[0] != "pasti" or len(parts) < 2:
        return ""
    return ".".join(parts[1:3]) if parts[1] == "centre" else parts[1]


def _check(model: type) -> None:
    owner = _room_of_module(model.__module__)
    acting = _acting_room(owner) if owner else ""
    if owner and acting and owner != acting:
        raise AssertionError(f"{acting} changes rows of {model.__name__}, which belong to {owner}")


@contextmanager
def watched() -> Iterator[None]:
    """Let every change of a row by another room's code fail while this lasts."""
    from django.db.models import Model, QuerySet

    from pasti.kit import many

    kept: list[tuple[Any, str, Callable[..., Any]]] = []

    def watch(owner: Any, name: str, model_of: Callable[[Any], type]) -> None:
        original = getattr(owner, name)

        @wraps(original)
        def checked(self: Any, *args: Any, **kwargs: Any) -> Any:
            _check(model_of(self))
            return original(self, *args, **kwargs)

        kept.append((owner, name, original))
        setattr(owner, name, checked)

    for name in ("save_base", "delete"):
        watch(Model, name, type)
    for name in ("update", "delete", "bulk_create", "select_for_update"):
        watch(QuerySet, name, lambda rows: rows.model)
    # What writes many rows writes them past their models.
    for name in ("_insertion", "_change"):
        watch(many, name, lambda model: model)
    try:
        yield
    finally:
        for owner, name, original in reversed(kept):
            setattr(owner, name, original)


if __name__ == "__main__":
    found = list(over_a_door())
    print("\n".join(found))
    sys.exit(bool(found))
