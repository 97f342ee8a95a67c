"""What rooms upstairs do in the transaction of a move of a case: what must be true at once, such as a date.

What can wait follows the journal instead. A hook calls nobody outside: the case is locked, and a call cannot be undone.
"""

from collections.abc import Callable
from functools import wraps
from typing import TypeVar

from pasti.applications.models import Application
from pasti.applications.states import APPLICATION
from pasti.journal.actors import Actor

Hook = Callable[[Application, Actor], None]
MoveHook = Callable[[Application, str, Actor], None]
F = TypeVar("F", bound=Hook)
M = TypeVar("M", bound=MoveHook)

_hooks: dict[str, list[Hook]] = {}


def when(move: str) -> Callable[[F], F]:
    """Register what happens with a move of a case (a name in its MOVES table): `fn(application, by)`.

    It runs in the move's transaction, after the state has changed and was journalled, and may refuse: then nothing of
    the move remains. Several run in the order of their names ("pasti.promises.handlers.say_when"), however Django
    starts. Raises LookupError for a move that there is not.
    """
    if move not in APPLICATION.moves:
        raise LookupError(f"an application has no move {move!r}")

    def register(fn: F) -> F:
        hooks = _hooks.setdefault(move, [])
        if _name(fn) in map(_name, hooks):
            raise ValueError(f"{_name(fn)} is registered twice for {move!r}")
        hooks.append(fn)
        hooks.sort(key=_name)
        return fn

    return register


def when_any(*moves: str) -> Callable[[M], M]:
    """Register what happens with each of several moves of a case: `fn(application, move, by)`, as `when` does."""

    def register(fn: M) -> M:
        for move in moves:
            when(move)(_of(move, fn))
        return fn

    return register


def _of(move: str, fn: MoveHook) -> Hook:
    @wraps(fn)
    def act(application: Application, by: Actor) -> None:
        fn(application, move, by)

    return act


def _name(hook: Hook) -> str:
    return f"{hook.__module__}.{hook.__qualname__}"


def hooks_of(move: str) -> list[Hook]:
    """Return what runs with a move, in order."""
    return list(_hooks.get(move, []))


def tell(move: str, application: Application, by: Actor) -> None:
    """Let all rooms act on a move that was just taken. Raises what they refuse with."""
    for hook in hooks_of(move):
        hook(application, by)
