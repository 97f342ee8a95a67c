"""Whoever looks at an address that only takes what is sent is shown the nearest page above it.

A refused form is shown at the address it was sent to. Loading that page again, or reading it in another language, looks
at this address: without this it is a blank page, and at a kiosk the end.
"""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.urls import Resolver404, resolve

_LOOKS = frozenset({"GET", "HEAD"})


class NearestPageMiddleware:
    """Leads people, and no programs, from where they cannot look to where they can."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer the request."""
        response = self.get_response(request)
        if (
            response.status_code == 405
            and request.method in _LOOKS
            and "text/html" in request.headers.get("Accept", "")
        ):
            return redirect(_above(request.path))
        return response


def _above(path: str) -> str:
    """Return the nearest address above one at which there is something."""
    while path != "/":
        path = path.rstrip("/").rpartition("/")[0] + "/"
        try:
            resolve(path)
        except Resolver404:
            continue
        break
    return path
