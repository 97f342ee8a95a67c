"""What a story costs the people in it: every letter typed, every key, click and choice."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import wraps
from typing import Any

from playwright.sync_api import Keyboard, Locator


@dataclass
class Effort:
    """Keys pressed and letters typed, and things clicked or chosen."""

    keys: int = 0
    clicks: int = 0

    @contextmanager
    def aside(self) -> Iterator[None]:
        """Let something happen that is not part of the story's cost."""
        keys, clicks = self.keys, self.clicks
        yield
        self.keys, self.clicks = keys, clicks


@contextmanager
def counted() -> Iterator[Effort]:
    """Count what all visitors do while this lasts."""
    spent = Effort()
    kept: list[tuple[type, str, Callable[..., Any]]] = []

    def watch(owner: type, name: str, note: Callable[..., None]) -> None:
        original = getattr(owner, name)

        @wraps(original)
        def noted(self: Any, *args: Any, **kwargs: Any) -> Any:
            note(*args)
            return original(self, *args, **kwargs)

        kept.append((owner, name, original))
        setattr(owner, name, noted)

    def typed(value: str = "", *_rest: object) -> None:
        spent.keys += len(value)

    def pressed(*_what: object) -> None:
        spent.keys += 1

    def clicked(*_what: object) -> None:
        spent.clicks += 1

    watch(Locator, "fill", typed)
    watch(Keyboard, "press", pressed)
    for name in ("click", "check", "select_option", "set_input_files"):
        watch(Locator, name, clicked)
    try:
        yield spent
    finally:
        for owner, name, original in kept:
            setattr(owner, name, original)
