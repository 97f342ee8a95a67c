"""What the QR codes of a case's papers hold, and who reads them.

An address whose part behind the `#` names the paper's kind, its secret and the case's number. A telephone's camera
opens the page; what is behind the `#` stays in the telephone until its script posts it, so that no secret lands in an
address or a server's log. A scanner at a kiosk or counter types all of it.
"""

from collections.abc import Callable

from django.conf import settings

from pasti.applications import queries
from pasti.applications.models import Application
from pasti.kit import typed
from pasti.kit.registry import Registry

# Rooms upstairs add the papers that they give out.
readers: Registry[Callable[[str, str], Application | None]] = Registry("reader of scans")
_CONFIRMATION = "buka"


def scan_of(kind: str, secret: str, number: str) -> str:
    """Return what a paper's QR code holds."""
    return f"{settings.CASE_URL}#{kind}={secret}-{number}"


def confirmation_scan(number: str, code: str) -> str:
    """Return what the QR code of a confirmation holds; without the code it only leads to the page that asks for it."""
    return scan_of(_CONFIRMATION, code, number) if code else f"{settings.CASE_URL}?number={number}"


def is_scan(written: str) -> bool:
    """Whether a scanner read this from a paper of ours that proves whose it is; typed numbers are no scans."""
    return bool(_parts(written)[0])


def read(written: str) -> Application | None:
    """Return the case whose paper was scanned, if its secret is right."""
    kind, secret, number = _parts(written)
    return readers.get(kind)(number, secret) if kind else None


def number_in(written: str) -> str:
    """Return the number in what was scanned, or nothing."""
    return _parts(written)[2]


def code_in(written: str) -> str:
    """Return the case's code in what was scanned, if it was its confirmation."""
    kind, secret, _number = _parts(written)
    return queries.plain_code(secret) if kind == _CONFIRMATION else ""


def _parts(written: str) -> tuple[str, str, str]:
    said = typed.clean(written)[:300].rpartition("#")[2].rpartition("?")[2]
    kind, _equals, held = said.partition("=")
    secret, _dash, number = held.rpartition("-")
    known = kind in readers and secret and number.isascii() and number.isdigit()
    return (kind, secret, number) if known else ("", "", "")


readers.add(_CONFIRMATION, queries.with_code)
