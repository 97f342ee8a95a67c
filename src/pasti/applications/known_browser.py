"""A browser that a case was opened in before goes on when strangers have used up the tries at its doors.

A long-lived, signed cookie says so. It opens nothing, names nobody (only keyed hashes of case numbers), and goes with
"Selesai, keluar".
"""

import secrets
from dataclasses import dataclass

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import salted_hmac

COOKIE = f"pasti-{settings.ROLE}-known"
_SALT = "pasti.known-browser"
_FOR_SECONDS = 90 * 24 * 3600
_MOST = 5


@dataclass(frozen=True)
class _Known:
    browser: str
    cases: list[str]


def name_for(request: HttpRequest, number: str) -> str:
    """Return the name of this browser if a case was opened in it before, or nothing."""
    known = _read(request)
    return known.browser if _mark(number) in known.cases else ""


def remember(request: HttpRequest, response: HttpResponse, number: str) -> None:
    """Let the browser be known for a case that is open in it."""
    known, mark = _read(request), _mark(number)
    if mark in known.cases:
        return
    cases = [*known.cases, mark][-_MOST:]
    response.set_cookie(
        COOKIE,
        signing.dumps([known.browser or secrets.token_urlsafe(9), cases], salt=_SALT),
        max_age=_FOR_SECONDS,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def forget(response: HttpResponse) -> None:
    """Let the browser be unknown."""
    response.delete_cookie(COOKIE, samesite="Lax")


def _read(request: HttpRequest) -> _Known:
    try:
        browser, cases = signing.loads(request.COOKIES.get(COOKIE, ""), salt=_SALT, max_age=_FOR_SECONDS)
    except (signing.BadSignature, ValueError, TypeError):
        return _Known("", [])
    return _Known(browser, cases)


def _mark(number: str) -> str:
    return salted_hmac(_SALT, number, algorithm="sha256").hexdigest()[:20]
