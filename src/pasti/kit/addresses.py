"""Which view an address leads to, found once: going through all patterns of the house takes as long as ten questions.

What an address leads to follows from the program alone. The gate asks first, to know what kind of work it is; then
the application does.
"""

from functools import lru_cache
from typing import Any

from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler
from django.http import HttpRequest
from django.urls import ResolverMatch, resolve

# A longer one holds what somebody made up.
_LONGEST = 100


def match_of(path: str) -> ResolverMatch:
    """Return what an address leads to. Raises Resolver404. Whoever gets it changes nothing in it."""
    return _match_of(path, settings.ROOT_URLCONF) if len(path) <= _LONGEST else resolve(path)


@lru_cache(maxsize=1000)
def _match_of(path: str, _patterns: str) -> ResolverMatch:
    return resolve(path)


class Handler(WSGIHandler):
    """Django's application; only how it finds a view is our own."""

    def resolve_request(self, request: HttpRequest) -> Any:
        """Return the view of a request with what it is given, and note it with the request."""
        if hasattr(request, "urlconf"):
            return super().resolve_request(request)
        request.resolver_match = match = match_of(request.path_info)
        return match
