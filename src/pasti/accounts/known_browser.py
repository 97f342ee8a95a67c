"""A browser in which somebody has signed in before goes on when others of its network have used up the tries there.

Staff and the hall often share a network, and one who sits in the hall must not keep the office from signing in. A
long-lived, signed cookie says so. It opens nothing and names nobody (only keyed hashes of user names).
"""

import secrets

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponseBase
from django.utils.crypto import salted_hmac

COOKIE = f"pasti-{settings.ROLE}-staff"
_SALT = "pasti.staff-browser"
_FOR_SECONDS = 90 * 24 * 3600
# Colleagues share a counter's computer.
_MOST = 20


def name_for(request: HttpRequest, username: str) -> str:
    """Return the name of this browser if this user has signed in here before, or nothing."""
    browser, users = _read(request)
    return browser if _mark(username) in users else ""


def remember(request: HttpRequest, response: HttpResponseBase, username: str) -> None:
    """Let the browser be known for a user who has just signed in."""
    browser, users = _read(request)
    mark = _mark(username)
    users = [*(user for user in users if user != mark), mark][-_MOST:]
    response.set_cookie(
        COOKIE,
        signing.dumps([browser or secrets.token_urlsafe(9), users], salt=_SALT),
        max_age=_FOR_SECONDS,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def _read(request: HttpRequest) -> tuple[str, list[str]]:
    try:
        browser, users = signing.loads(request.COOKIES.get(COOKIE, ""), salt=_SALT, max_age=_FOR_SECONDS)
    except (signing.BadSignature, ValueError, TypeError):
        return "", []
    return browser, users


def _mark(username: str) -> str:
    return salted_hmac(_SALT, username.strip().casefold(), algorithm="sha256").hexdigest()[:20]
