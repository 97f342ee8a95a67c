"""What rooms upstairs do in the transaction in which an older recording is taken over: what must be true at once."""

from collections.abc import Callable

from pasti.centre.intake.models import Record
from pasti.kit.registry import Registry

Hook = Callable[[Record], None]

_hooks: Registry[Hook] = Registry("hook of an adoption")


def when_adopted(fn: Hook) -> Hook:
    """Register what happens with each recording that is taken over. It calls nobody outside."""
    return _hooks.add(f"{fn.__module__}.{fn.__qualname__}", fn)


def tell_adopted(row: Record) -> None:
    """Let all rooms know of a recording that was just taken over."""
    for hook in _hooks:
        hook(row)
