"""Parts of pages that keep themselves true: rendered once per change.

The live process (`pasti.live`) pushes a part that is the same for everybody to all who show it. Of other parts it says
that something is new; browsers then fetch them from the web process, as they do when the live process is gone.
"""

from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256

from django.conf import settings
from django.core.cache import caches
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils import translation

from pasti.kit.registry import Registry

Version = Callable[[], str]

# Where the live process, and the web process too, say that they are alive.
UP = "/up"

_SNAPSHOT_SECONDS = 600


@dataclass(frozen=True)
class Channel:
    """What can be new: the question whose answer changes with it, and the part of a page that is pushed, if any."""

    version: Version
    # In the language of the moment.
    part: Callable[[], str] | None = None


channels: Registry[Channel] = Registry("live channel")


def live_part(
    request: HttpRequest,
    version: Version,
    context: Callable[[], dict[str, object]],
    template: str,
    *,
    private: bool = False,
) -> HttpResponse:
    """Answer a page that asks for a part of itself: 204 when it has this version already, else the part.

    Rendered once per version, address and language in each process, however many browsers ask; a private part is
    rendered for each.
    """
    now = version()
    if request.headers.get("X-Version") == now:
        return HttpResponse(status=204)
    # Hashed, because an address may be as long as somebody likes.
    asked = f"{template}:{request.path}:{translation.get_language()}:{now}"
    key = f"live:{sha256(asked.encode()).hexdigest()}"
    html = None if private else caches["parts"].get(key)
    if html is None:
        html = render_to_string(template, context(), request if private else None)
        if not private:
            caches["parts"].set(key, html, _SNAPSHOT_SECONDS)
    return HttpResponse(html, headers={"X-Version": now, "Cache-Control": "no-store"})


def events_address(channel: str) -> str:
    """Return where a browser hears of news: a full address, or a port on the host of the page (":8001/board")."""
    base = settings.LIVE_URL.rstrip("/") if settings.LIVE_URL else f":{settings.LIVE_PORT}"
    return f"{base}/{channel}"


def pushed_address(channel: str) -> str:
    """Return where a browser is given the part itself, in the reader's language (see `events_address`)."""
    return f"{events_address(channel)}/{translation.get_language()}"
