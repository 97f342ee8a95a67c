"""How long the server took for a page, in a header that the browser's own tools and journeys read (Server-Timing)."""

import time
from collections.abc import Callable

from django.http import HttpRequest, HttpResponseBase


class ServerTimingMiddleware:
    """Says of each page made for somebody who has signed in how long it took, and how much processor.

    Strangers are not told: how long a door takes to say no is nobody's business.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer the request."""
        began, used = time.perf_counter(), time.thread_time()
        response = self.get_response(request)
        # Only where the page has asked who it is for: nobody is looked up for this.
        user = getattr(request, "_cached_user", None)
        if user is not None and user.is_authenticated:
            whole, cpu = (time.perf_counter() - began) * 1000, (time.thread_time() - used) * 1000
            response.headers["Server-Timing"] = f"page;dur={whole:.1f}, cpu;dur={cpu:.1f}"
        return response
