"""The centre's words for where a record is stand once, in `link.statuses`; whoever writes them again is found.

Looked for outside that module and the tests: a word itself, in code or in a template, and a list of words (dictionary,
set, list, tuple, `match` with two or more of them) beside those that say something else of each word.

Run as a program in a tree (`python -m tests.house.statuses`), it prints what it found and fails if there was anything.
"""

import ast
import re
import sys
from collections.abc import Iterable, Iterator

from tests.house.floors import ROOMS

_ITSELF = ROOMS / "link" / "statuses.py"
# What says something of several words, by file and name; each with its reason.
SAYS_MORE = {
    ("applications/record_status.py", "MEANINGS"): "what each means to a citizen",
    ("centre/intake/states.py", "CODES"): "which state of a record is told as which",
    ("centre/intake/states.py", "PROGRESS"): "which move is meant by which",
}


def words() -> dict[str, str]:
    """The words by the names of their members, read from the source."""
    for node in ast.parse(_ITSELF.read_text()).body:
        if isinstance(node, ast.ClassDef) and node.name == "Status":
            return {
                line.targets[0].id: str(line.value.value)
                for line in node.body
                if isinstance(line, ast.Assign)
                and isinstance(line.targets[0], ast.Name)
                and isinstance(line.value, ast.Constant)
            }
    raise LookupError("Status")


_WORDS = words()
_RAW = re.compile(r"\b(" + "|".join(_WORDS.values()) + r")\b")


def _member(node: ast.AST | None) -> str:
    """The word that `Status.X` or `statuses.Status.X` is, or nothing."""
    if not isinstance(node, ast.Attribute):
        return ""
    owner = node.value.attr if isinstance(node.value, ast.Attribute) else getattr(node.value, "id", "")
    return _WORDS.get(node.attr, "") if owner == "Status" else ""


def _parts(node: ast.AST) -> Iterable[ast.AST | None]:
    if isinstance(node, ast.Dict):
        return [*node.keys, *node.values]
    if isinstance(node, ast.Set | ast.List | ast.Tuple):
        return node.elts
    if isinstance(node, ast.Match):
        return [case.value for one in node.cases for case in ast.walk(one.pattern) if isinstance(case, ast.MatchValue)]
    return []


def _name(node: ast.stmt) -> str:
    target = node.targets[0] if isinstance(node, ast.Assign) else getattr(node, "target", None)
    return target.id if isinstance(target, ast.Name) else ""


def _prose(tree: ast.AST) -> set[int]:
    """Strings that only explain: docstrings."""
    return {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}


def in_code(source: str, file: str) -> Iterator[str]:
    """What a module writes again of the vocabulary."""
    tree = ast.parse(source)
    prose = _prose(tree)
    allowed = [node for node in tree.body if (file, _name(node)) in SAYS_MORE]
    spared = {id(node) for top in allowed for node in ast.walk(top)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and node.value in _WORDS.values() and id(node) not in prose:
            yield f"the word {node.value!s} itself"
        said = {word for part in _parts(node) if (word := _member(part))}
        if len(said) > 1 and id(node) not in spared:
            yield f"a list of {', '.join(sorted(said))}"


def in_template(source: str) -> Iterator[str]:
    """What a template writes again of the vocabulary."""
    for word in sorted(set(_RAW.findall(source))):
        yield f"the word {word} itself"


def second_lists() -> Iterator[str]:
    """Every place that writes the vocabulary again."""
    for path in sorted([*ROOMS.rglob("*.py"), *ROOMS.rglob("*.html")]):
        if path == _ITSELF or "tests" in path.parts or "migrations" in path.parts:
            continue
        file, source = str(path.relative_to(ROOMS)), path.read_text()
        for what in in_template(source) if path.suffix == ".html" else in_code(source, file):
            yield f"{file}: {what}"


if __name__ == "__main__":
    found = list(second_lists())
    print("\n".join(found))
    sys.exit(bool(found))
