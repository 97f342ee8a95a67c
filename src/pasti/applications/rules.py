"""Whose case it is: a browser that has proven it (by code or birth date) may see the case until its session ends."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.http import urlencode

from pasti.applications import queries
from pasti.applications.models import Application

_KEY = "cases"
_MOST = 30


def let_in(request: HttpRequest, application: Application) -> None:
    """Let this browser see a case from now on."""
    held = [number for number in request.session.get(_KEY, []) if number != application.number]
    if not held:
        request.session.cycle_key()
    request.session[_KEY] = [*held[-_MOST:], application.number]


def may_see(request: HttpRequest, number: str) -> bool:
    """Whether this browser may see a case."""
    return number in request.session.get(_KEY, [])


def own_case(door: str = "") -> Callable[[Callable[..., HttpResponse]], Callable[..., HttpResponse]]:
    """Give a view the case of the number in its address, if this browser may see it.

    Others are sent to the page named by `door`, where they can prove it; without a door there is no such page (404).
    """

    def protect(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        @wraps(view)
        def guarded(request: HttpRequest, number: str, *args: Any, **kwargs: Any) -> HttpResponse:
            application = queries.by_number(number) if may_see(request, number) else None
            if application is None:
                if not door:
                    raise Http404
                place = redirect(door)
                place["Location"] += "?" + urlencode({"number": number})
                return place
            response = view(request, application, *args, **kwargs)
            response.headers["Cache-Control"] = "no-store"
            return response

        return guarded

    return protect
