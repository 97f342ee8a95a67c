"""What one page asks again and again and need find out only once: kept while the page is made, and no longer."""

from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, TypeVar, cast

from django.http import HttpRequest, HttpResponseBase
from django.utils import translation

T = TypeVar("T")

_found: ContextVar[dict[Hashable, Any] | None] = ContextVar("found", default=None)

# Methods that change nothing: what was found at the beginning of the page holds at its end.
_LOOKING = frozenset({"GET", "HEAD"})


def once(key: Hashable, find: Callable[[], T]) -> T:
    """Return what `find` finds: within one look the same again, found once in each language; else found anew."""
    found = _found.get()
    if found is None:
        return find()
    asked = (key, translation.get_language())
    if asked not in found:
        found[asked] = find()
    return cast(T, found[asked])


@contextmanager
def one_look() -> Iterator[None]:
    """Let everything until the end of this be one look. Nothing may be changed in it."""
    token = _found.set({})
    try:
        yield
    finally:
        _found.reset(token)


@contextmanager
def in_a_look() -> Iterator[None]:
    """Let everything until the end of this belong to the look there is, or else be one. Nothing is changed in it."""
    if _found.get() is None:
        with one_look():
            yield
    else:
        yield


class OneLookMiddleware:
    """Makes every page that is only looked at one look; what is sent asks anew each time."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer the request."""
        if request.method not in _LOOKING:
            return self.get_response(request)
        with one_look():
            return self.get_response(request)
