"""Pages that are the same for everybody: rendered once per change and kept as bytes that are ready to be sent.

A view says so beside itself (`snapshot`), with a version: a mark that is cheap to know and changes whenever the page
does, be it only by the clock. What stands before the views (`pasti.gate`) serves the page from what is kept. Why:
docs/adr/0043.
"""

import gzip
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import wraps
from hashlib import sha256
from threading import Lock
from typing import Any, TypeVar, cast

import brotli
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils.safestring import SafeString, mark_safe

from pasti.kit import clock

View = TypeVar("View", bound=Callable[..., HttpResponse])
Version = Callable[[], str]
# Says of content that it was true at a moment, and that nobody knows whether it still is; in the reader's language.
Aged = Callable[[bytes, datetime], bytes]
Headers = list[tuple[bytes, bytes]]

# Where a page says since when nobody could find out whether it is still true.
_PLACE = "<!-- aged -->"
# What is shorter does not become shorter by it (as GZipMiddleware has it).
_WORTH_PACKING = 200
_NO_CONTENT = (b"content-length", b"content-type", b"content-encoding")


def place_of_age() -> SafeString:
    """Return what marks the place in a page where its age is said, if it has to be."""
    return mark_safe(_PLACE)  # noqa: S308 - a comment of our own


def said_above(content: bytes, since: datetime) -> bytes:
    """Say the age of a page at its marked place."""
    said = render_to_string("kit/aged.html", {"since": since})
    return content.replace(_PLACE.encode(), said.encode(), 1)


@dataclass(frozen=True)
class Snapshot:
    """How a page is kept."""

    version: Version
    # Whether also somebody with a session sees just this.
    whoever: bool
    # None: it is not served when nobody can find out whether it is still true.
    aged: Aged | None


def snapshot(version: Version, *, whoever: bool = False, aged: Aged | None = said_above) -> Callable[[View], View]:
    """Mark a view whose page depends on nothing but its address, the language and `version`.

    It reads no query, no session and no header, has no form with a token, and sets no cookie. Somebody with a session
    is not given it, unless it is the same for `whoever` asks.
    """

    def mark(view: View) -> View:
        @wraps(view)
        def kept(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            answer = view(request, *args, **kwargs)
            # A browser asks whether it has changed; that costs next to nothing.
            answer.headers.setdefault("Cache-Control", "no-cache")
            return answer

        cast(Any, kept).snapshot = Snapshot(version, whoever, aged)
        return cast(View, kept)

    return mark


def snapshots(resolver: URLResolver | None = None, begins: str = "/") -> Iterator[tuple[str, Snapshot]]:
    """Yield the address of every view that is kept, with how it is kept. An address with a part to fill in is none."""
    for entry in (resolver or get_resolver()).url_patterns:
        where = begins + str(entry.pattern)
        if isinstance(entry, URLResolver):
            yield from snapshots(entry, where)
        elif isinstance(entry, URLPattern):
            how = getattr(entry.callback, "snapshot", None)
            if how is not None:
                if "<" in where:
                    raise ValueError(f"{where} has a part to fill in: it cannot be kept")
                yield where, how


@dataclass(frozen=True)
class Looked:
    """A version, and as of when it is known: by the clock that only goes forward, and for people."""

    version: str
    at: float
    when: datetime


_looked: dict[Version, Looked] = {}
_asking: defaultdict[Version, Lock] = defaultdict(Lock)


def recent(version: Version) -> str:
    """Return what a version was at most half a second ago; of many who want to know in this process, one asks."""
    return looked(version, time.monotonic() - settings.LOOK_AGAIN_SECONDS).version


def looked(version: Version, since: float) -> Looked:
    """Return what a version was at some moment after `since`; of many who want to know in this process, one asks."""
    known = _looked.get(version)
    if known is None or known.at <= since:
        with _asking[version]:
            known = _looked.get(version)
            if known is None or known.at <= since:
                at, when = time.monotonic(), clock.now()
                known = _looked[version] = Looked(version(), at, when)
    return known


class NotKept(Exception):
    """An answer that cannot be kept: no page, or not the same for everybody."""


@dataclass(frozen=True)
class Ready:
    """An answer as it is sent: with content in one encoding."""

    headers: Headers
    content: bytes


@dataclass(frozen=True)
class Edition:
    """A page at one version, in each encoding; and what is answered to who has it already."""

    version: str
    etag: bytes
    # What displays call it (`kit.live`), if it is a part of a page.
    x_version: bytes
    unchanged: Headers
    ready: Mapping[bytes, Ready] = field(repr=False)
    plain: bytes = field(repr=False)
    own: Headers = field(repr=False)

    @classmethod
    def of_file(cls, packed: Mapping[bytes, tuple[Headers, bytes]]) -> "Edition":
        """Return the one edition of a file that never changes while the program runs, from its answers as packed."""
        own, content = packed[b""]
        named = [(name.lower(), value) for name, value in own]
        etag = dict(named).get(b"etag", b"")
        unchanged = [(name, value) for name, value in named if name not in _NO_CONTENT]
        ready = {how: Ready([(n.lower(), v) for n, v in headers], each) for how, (headers, each) in packed.items()}
        return cls("", etag, b"", unchanged, ready, content, named)

    @classmethod
    def of(cls, version: str, headers: Headers, content: bytes) -> "Edition":
        """Return the edition of an answer. Raises NotKept for one that is not the same for everybody."""
        own = [(name.lower(), value) for name, value in headers]
        names = {name for name, _value in own}
        if b"set-cookie" in names or b"content-encoding" in names:
            raise NotKept
        etag = b'W/"' + sha256(content).hexdigest()[:20].encode() + b'"'
        said = [(name, value) for name, value in own if name not in (b"content-length", b"vary", b"etag")]
        said += [(b"etag", etag), (b"vary", _varied(own))]
        packed = {b"": content}
        if len(content) >= _WORTH_PACKING:
            packed |= {b"gzip": gzip.compress(content, 9, mtime=0), b"br": brotli.compress(content, quality=7)}
        return cls(
            version=version,
            etag=etag,
            x_version=dict(own).get(b"x-version", b""),
            unchanged=[(name, value) for name, value in said if name not in _NO_CONTENT],
            ready={how: Ready(_with_length(said, how, each), each) for how, each in packed.items()},
            plain=content,
            own=own,
        )

    def aged(self, how: Aged, since: datetime) -> "Edition":
        """Return this edition with its age said."""
        return Edition.of(self.version, self.own, how(self.plain, since))


def _with_length(said: Headers, how: bytes, content: bytes) -> Headers:
    packed = [(b"content-encoding", how)] if how else []
    return [*said, *packed, (b"content-length", str(len(content)).encode())]


def _varied(headers: Headers) -> bytes:
    names = [name.strip() for key, value in headers if key == b"vary" for name in value.split(b",")]
    wanted = [*names, *(name for name in (b"Accept-Encoding", b"Cookie") if name not in names)]
    return b", ".join(wanted)
