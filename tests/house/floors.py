"""The floors of the house, read from the same list as the import contract, and what may look where.

Run as a program in a tree (`python -m tests.house.floors`), it prints what reaches upstairs and fails if anything does.
"""

import re
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
ROOMS = ROOT / "src" / "pasti"

_TEMPLATE = re.compile(r"""{%\s*(?:include|extends)\s+["']([^"']+)["']""")
_RENDERED = re.compile(r"""render(?:_to_string)?\((?:request,\s*)?["']([a-z_/]+\.html)["']""")
_LINK = re.compile(r"""{%\s*url\s+["']([a-z_-]+):""")
_REVERSED = re.compile(r"""(?:reverse|redirect|own_case)\(\s*f?["']([a-z_-]+):""")


def layers() -> list[list[str]]:
    """The floors, top first; rooms of the centre carry its name."""
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    stacks = {contract["containers"][0]: contract["layers"] for contract in contracts if contract["type"] == "layers"}
    # `__main__`, on the roof, is a program and no room.
    office = [re.split(r"\s*[|:]\s*", line) for line in stacks["pasti"] if line != "__main__"]
    centre = [[f"centre.{room}" for room in re.split(r"\s*\|\s*", line)] for line in stacks["pasti.centre"]]
    # The cellar begins below the centre: it stands on link.
    cellar = next(i for i, floor in enumerate(office) if "link" in floor)
    return [*office[:cellar], *centre, *office[cellar:]]


OFFICE_ONLY = {room for floor in layers() for room in floor if not room.startswith("centre.")}


def may_look(room: str, other: str) -> bool:
    """Whether a room may know another: itself, or one further down in its own house."""
    if room == other:
        return True
    floors = {name: i for i, floor in enumerate(layers()) for name in floor}
    cellar = floors["link"]
    if room.startswith("centre.") != other.startswith("centre.") and floors[other] < cellar:
        return False
    return floors[room] < floors[other]


def room_of(path: Path) -> str:
    """The room that a file of the tree belongs to."""
    parts = path.relative_to(ROOMS).parts
    return f"centre.{parts[1]}" if parts[0] == "centre" else parts[0]


def _namespaces() -> dict[str, str]:
    """The room behind each URL namespace and each folder of templates."""
    names = {}
    for urls in ROOMS.rglob("urls.py"):
        found = re.search(r'^app_name = "([a-z_-]+)"', urls.read_text(), re.MULTILINE)
        if found:
            names[found.group(1)] = room_of(urls)
    return names


def _template_rooms() -> dict[str, str]:
    return {
        str(file.relative_to(folder)): room_of(file)
        for folder in ROOMS.rglob("templates")
        for file in folder.rglob("*.html")
    }


def upward_templates() -> Iterator[str]:
    """Yield every template that is included, extended or rendered by a room that may not know it."""
    rooms = _template_rooms()
    for file in [*ROOMS.rglob("*.html"), *ROOMS.rglob("*.py")]:
        room, text = room_of(file), file.read_text()
        if room == "site" or "tests" in file.parts:
            continue
        for name in [*_TEMPLATE.findall(text), *_RENDERED.findall(text)]:
            if name in rooms and not may_look(room, rooms[name]):
                yield f"{file.relative_to(ROOT)}: the template {name} is upstairs or next door"


def upward_urls() -> Iterator[str]:
    """Yield every link to a page of a room that may not be known."""
    names = _namespaces()
    for file in [*ROOMS.rglob("*.html"), *ROOMS.rglob("*.py")]:
        room, text = room_of(file), file.read_text()
        if room in ("site", "demo") or "tests" in file.parts:
            continue
        for name in [*_LINK.findall(text), *_REVERSED.findall(text)]:
            if name in names and not may_look(room, names[name]):
                yield f"{file.relative_to(ROOT)}: a link to {name} leads upstairs or next door"


def upward_foreign_keys() -> Iterator[str]:
    """Yield every relation to a model of a room that may not be known. Django must be set up."""
    from django.apps import apps

    def room(model: type) -> str:
        return model.__module__.removeprefix("pasti.").rpartition(".models")[0]

    for model in apps.get_models():
        if not model.__module__.startswith("pasti."):
            continue
        for field in model._meta.get_fields():
            other = field.related_model if field.is_relation and not field.auto_created else None
            if other is None or isinstance(other, str) or not other.__module__.startswith("pasti."):
                continue
            if not may_look(room(model), room(other)):
                yield f"{model.__module__}.{model.__name__}.{field.name} points upstairs or next door"


def everything_upward() -> list[str]:
    """All that reaches where it may not, imports apart (import-linter sees those)."""
    return [*upward_templates(), *upward_urls(), *upward_foreign_keys()]


if __name__ == "__main__":
    import django

    django.setup()
    found = everything_upward()
    print("\n".join(found))
    sys.exit(bool(found))
