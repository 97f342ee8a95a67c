"""The figures of a replay as one small table."""

from collections.abc import Iterable


def table(title: str, rows: Iterable[tuple[str, object]]) -> str:
    """Return figures under a title, aligned."""
    lines = [(name, str(value)) for name, value in rows]
    left, right = max(len(name) for name, _value in lines), max(len(value) for _name, value in lines)
    return "\n".join(["", title, *(f"  {name:<{left}}  {value:>{right}}" for name, value in lines)])
