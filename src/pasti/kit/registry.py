"""A list that rooms add to while Django starts, and that is only read afterwards."""

from collections.abc import Iterator
from typing import Generic, TypeVar

T = TypeVar("T")


class Registry(Generic[T]):
    """Named things, each registered once."""

    def __init__(self, what: str) -> None:
        self._what = what
        self._items: dict[str, T] = {}

    def add(self, name: str, item: T) -> T:
        """Register an item; a name taken twice is a programming error."""
        if name in self._items:
            raise ValueError(f"{self._what} {name!r} is registered twice")
        self._items[name] = item
        return item

    def get(self, name: str) -> T:
        """Return the item of that name, or raise LookupError."""
        try:
            return self._items[name]
        except KeyError:
            raise LookupError(f"no {self._what} is called {name!r}") from None

    def __contains__(self, name: str) -> bool:
        return name in self._items

    def __iter__(self) -> Iterator[T]:
        return iter(self._items.values())

    def names(self) -> list[str]:
        """Return all names, sorted."""
        return sorted(self._items)
