"""A step is described once, in `catalogue.steps`; whoever says something of several steps by their codes is found.

Looked for outside that module: dictionaries, sets, lists, tuples and `match` with two or more codes of steps, classes
whose members carry them, and functions or templates that compare with two or more of them.

Run as a program in a tree (`python -m tests.house.steps`), it prints what it found and fails if there was anything.
"""

import ast
import re
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from tests.house.floors import ROOMS, ROOT

_ITSELF = ROOMS / "catalogue" / "steps.py"
# What carries the same words and says nothing of steps, by file; each with its reason.
_NOT_STEPS = {
    "site/urls.py": "rooms of the house",
}


def codes() -> dict[str, str]:
    """The codes of the steps by the names of their members, read from the source."""
    for node in ast.parse(_ITSELF.read_text()).body:
        if isinstance(node, ast.ClassDef) and node.name == "StepCode":
            return {
                line.targets[0].id: str(line.value.elts[0].value)
                for line in node.body
                if isinstance(line, ast.Assign)
                and isinstance(line.targets[0], ast.Name)
                and isinstance(line.value, ast.Tuple)
                and isinstance(line.value.elts[0], ast.Constant)
            }
    raise LookupError("StepCode")


_CODES = codes()


def _code(node: ast.expr | None) -> str:
    """The code of a step that an expression is, or nothing: `"papers"`, `StepCode.PAPERS`, `steps.StepCode.PAPERS`."""
    if isinstance(node, ast.Constant) and node.value in _CODES.values():
        return str(node.value)
    if isinstance(node, ast.Attribute):
        owner = node.value.attr if isinstance(node.value, ast.Attribute) else getattr(node.value, "id", "")
        return _CODES.get(node.attr, "") if owner == "StepCode" else ""
    return ""


def _named(nodes: Iterable[ast.expr | None]) -> set[str]:
    return {code for node in nodes if (code := _code(node))}


def _compared(function: ast.AST) -> set[str]:
    """What a function compares with, each by `==`, `!=` or `in`."""
    found: set[str] = set()
    for node in ast.walk(function):
        if isinstance(node, ast.Compare):
            found |= _named([node.left, *node.comparators])
    return found


def _said(node: ast.AST) -> tuple[str, set[str]]:
    """What a piece of code says of steps, and of which."""
    match node:
        case ast.Dict(keys=keys):
            return "a dictionary", _named(keys)
        case ast.Set(elts=elements) | ast.List(elts=elements) | ast.Tuple(elts=elements):
            return "a list", _named(elements)
        case ast.Match(cases=cases):
            values = [
                part.value for case in cases for part in ast.walk(case.pattern) if isinstance(part, ast.MatchValue)
            ]
            return "a match", _named(values)
        case ast.FunctionDef():
            return "comparisons", _compared(node)
        case ast.Call(func=ast.Name(id="dict"), keywords=keywords):
            return "a dictionary", {str(word.arg) for word in keywords if word.arg in _CODES.values()}
    return "", set()


def in_code(source: str) -> Iterator[tuple[int, str]]:
    """Yield line and description of everything in a source that speaks of several steps by their codes."""
    for node in ast.walk(ast.parse(source)):
        what, found = _said(node)
        if len(found) > 1:
            yield getattr(node, "lineno", 0), f"{what} by {', '.join(sorted(found))}"


def in_template(source: str) -> Iterator[str]:
    """Yield what a template compares with, if these are several codes of steps."""
    tags = " ".join(re.findall(r"{%\s*(?:el)?if .*?%}", source))
    found = {code for code in _CODES.values() if re.search(rf"""["']{code}["']""", tags)}
    if len(found) > 1:
        yield f"comparisons by {', '.join(sorted(found))}"


def _files() -> Iterator[Path]:
    for file in sorted([*ROOMS.rglob("*.py"), *ROOMS.rglob("*.html")]):
        relative = file.relative_to(ROOMS)
        if file != _ITSELF and not {"tests", "migrations"} & set(file.parts) and str(relative) not in _NOT_STEPS:
            yield file


def second_descriptions() -> Iterator[str]:
    """Yield every second description of a step in the house."""
    for file in _files():
        where, source = file.relative_to(ROOT), file.read_text()
        if file.suffix == ".html":
            yield from (f"{where}: {what}; say it in catalogue/steps.py" for what in in_template(source))
        else:
            yield from (f"{where}:{line}: {what}; say it in catalogue/steps.py" for line, what in in_code(source))


if __name__ == "__main__":
    found = list(second_descriptions())
    print("\n".join(found))
    sys.exit(bool(found))
