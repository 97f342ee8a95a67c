"""A question of a room that one room upstairs answers, which says so while Django starts; imports go one way only."""

from collections.abc import Callable
from typing import Generic, ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")


class Answered(Generic[P, T]):
    """A question that is called like the function that answers it, and answered in a plain way while nobody does."""

    def __init__(self, what: str, otherwise: Callable[P, T]) -> None:
        """`what`: what is known, to be said to a second one who registers."""
        self._what = what
        self._otherwise = otherwise
        self._answer: Callable[P, T] | None = None

    def owner(self, answer: Callable[P, T]) -> Callable[P, T]:
        """Register who knows. There is one: a second one is a programming error."""
        if self._answer:
            raise ValueError(f"somebody knows already {self._what}")
        self._answer = answer
        return answer

    def __call__(self, *asked: P.args, **named: P.kwargs) -> T:
        """Ask whoever knows."""
        return (self._answer or self._otherwise)(*asked, **named)
