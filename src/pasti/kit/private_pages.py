"""Pages for one person, not made anew while nothing of them has changed. Whose they are, the view has checked.

What a form's token is in such a page is each reader's own, and put in each time. Never in a cache that others could
read: in this process only, a few hundred of them. What stands around the tokens is packed once, too: packing a page
for each look costs as much as all the rest.
"""

import re
import struct
import zlib
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
# As Django's own middleware understands it, which leaves alone what is packed.
_GZIP_WANTED = re.compile(r"\bgzip\b")
_MOST = 300


@dataclass(frozen=True)
class _Page:
    version: str
    # From when on it says something else, be it only by the clock.
    until: datetime | None
    # The page without tokens, cut where they stand; and each piece packed.
    pieces: list[bytes]
    packed: list[bytes]

    def holds(self, version: str) -> bool:
        return self.version == version and (self.until is None or clock.now() < self.until)

    @classmethod
    def of(cls, version: str, html: str, until: datetime | None) -> "_Page":
        pieces = [piece.encode() for piece in _TOKEN.split(html)]
        return cls(version, until, pieces, [_deflated(piece) for piece in pieces])

    def content(self, token: str) -> bytes:
        """Return the page with a reader's token."""
        return token.encode().join(self.pieces)

    def gzipped(self, token: str) -> bytes:
        """Return the same as one gzip file (RFC 1952). The token stands in it as it is, packed with nothing else."""
        plain = self.content(token)
        end = _LAST_BLOCK + struct.pack("<II", zlib.crc32(plain), len(plain) & 0xFFFFFFFF)
        return _GZIP + _stored(token.encode()).join(self.packed) + end


# A gzip header without a name or time, and the last block of a packed stream, with nothing in it.
_GZIP, _LAST_BLOCK = b"\x1f\x8b\x08" + bytes(5) + b"\x02\xff", b"\x03\x00"


def _deflated(piece: bytes) -> bytes:
    """Pack a piece so that it ends on a whole byte and refers to nothing before it: others may stand around it."""
    packing = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
    return packing.compress(piece) + packing.flush(zlib.Z_FULL_FLUSH)


def _stored(piece: bytes) -> bytes:
    """Return a block of a packed stream that holds a short piece as it is (RFC 1951, 3.2.4)."""
    return struct.pack("<BHH", 0, len(piece), len(piece) ^ 0xFFFF) + piece


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
        page = _Page.of(version, html, until)
        with _lock:
            _pages[named] = page
            _pages.move_to_end(named)
            while len(_pages) > _MOST:
                _pages.popitem(last=False)
    token = get_token(request) if len(page.pieces) > 1 else ""
    if not _GZIP_WANTED.search(request.headers.get("Accept-Encoding", "")):
        return HttpResponse(page.content(token))
    return HttpResponse(page.gzipped(token), headers={"Content-Encoding": "gzip", "Vary": "Accept-Encoding"})


def forget() -> None:
    """Forget all that is kept."""
    with _lock:
        _pages.clear()
