"""Pages for one person, not made anew while nothing of them has changed. Whose they are, the view has checked.

What a form's token is in such a page is each reader's own, and put in each time. Never in a cache that others could
read: in this process only, a few hundred of them.
"""

import re
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from threading import Lock

from django.conf import settings
from django.contrib.messages import get_messages
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.utils import translation

from pasti.kit import clock

_TOKEN = re.compile(r'(?<=name="csrfmiddlewaretoken" value=")\w+(?=")')
_MOST = 300


@dataclass(frozen=True)
class _Page:
    version: str
    # From when on it says something else, be it only by the clock.
    until: datetime | None
    # The page without tokens, cut where they stand.
    pieces: list[str]

    def holds(self, version: str) -> bool:
        return self.version == version and (self.until is None or clock.now() < self.until)


_pages: OrderedDict[str, _Page] = OrderedDict()
_lock = Lock()


def private_page(
    request: HttpRequest, key: str, version: str, make: Callable[[], tuple[str, datetime | None]]
) -> HttpResponse:
    """Answer with a page that somebody may read, kept under a key that is theirs.

    `make` says it, and until when it holds if nothing happens.

    What is to be said once, on the next page, is said on a page that is made anew and not kept.
    """
    if len(get_messages(request)):
        return HttpResponse(make()[0])
    if settings.CLOCK_AHEAD:
        # Each page of a sample shows the sample's clock.
        version = f"{version}-{clock.now():%H%M}"
    named = f"{translation.get_language()}:{key}"
    with _lock:
        page = _pages.get(named)
        if page:
            _pages.move_to_end(named)
    if page is None or not page.holds(version):
        html, until = make()
        page = _Page(version, until, _TOKEN.split(html))
        with _lock:
            _pages[named] = page
            _pages.move_to_end(named)
            while len(_pages) > _MOST:
                _pages.popitem(last=False)
    pieces = page.pieces
    return HttpResponse(get_token(request).join(pieces) if len(pieces) > 1 else pieces[0])


def forget() -> None:
    """Forget all that is kept."""
    with _lock:
        _pages.clear()
