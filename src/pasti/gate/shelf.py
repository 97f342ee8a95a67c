"""What is kept of pages that are the same for everybody (`kit.snapshots`), served before a thread is taken.

Whether a page is still true is looked at when somebody asks for it, at most twice a second, by one thread; meanwhile
others get what was true a moment ago. Nobody is given what was not looked at for longer than that, unless nobody can
look: then it says since when. Who says which version it has, as displays do, waits for a look of its own.
"""

import asyncio
import io
import logging
import sys
import time
from collections.abc import Awaitable, Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import close_old_connections
from django.http.request import split_domain_port, validate_host
from django.utils import translation

from pasti.gate.wsgi import Application, Scope
from pasti.kit.snapshots import Edition, Headers, Looked, NotKept, Ready, Snapshot, looked, snapshots

Send = Callable[[Any], Awaitable[None]]

log = logging.getLogger("pasti.gate")

# For so many seconds after a look a page is served without another one; for so long at most, while one looks.
FRESH, STILL = 0.5, 1.5
# So long somebody waits for a look; one that takes longer hangs, and nobody waits for it any more.
_WAIT = 5.0
_LOOKING = ("GET", "HEAD")
_MANY_HOSTS = 100
# A file that is larger is read from the disk each time.
_LARGEST_FILE = 512 * 1024


class NotFoundOut(Exception):
    """A view that failed."""


@dataclass
class Kept:
    """One page in one language, and what is known of it."""

    path: str
    how: Snapshot
    language: str
    secure: bool
    edition: Edition | None = None
    # By the clock that only goes forward: when it was last known to be true, and when somebody last looked in vain.
    true_at: float = -1e9
    failed_at: float = -1e9
    # The same moment for people.
    true_when: datetime | None = None
    old: Edition | None = None
    looking: "asyncio.Future[None] | None" = None
    looking_since: float = -1e9


class Shelf:
    """All pages that are kept: as many as there are addresses and languages, and no more."""

    def __init__(self, application: Application) -> None:
        self.application = application
        self.known = dict(snapshots())
        self.files = _files()
        self.kept: dict[tuple[str, str, bool], Kept] = {}
        self.thread = ThreadPoolExecutor(1, thread_name_prefix="snapshots")
        # A database that hangs holds up no file.
        self.reader = ThreadPoolExecutor(1, thread_name_prefix="files")
        self.languages = {code.encode(): code for code, _name in settings.LANGUAGES}
        self.hosts: set[bytes] = set()
        self.host = _own_host()

    async def serve(self, scope: Scope, send: Send) -> bool:
        """Answer from what is kept; return whether it was possible."""
        path, how = scope["path"], self.known.get(scope["path"])
        if scope["method"] not in _LOOKING or (how is None and path not in self.files):
            return False
        asked = Asked(scope["headers"])
        if how is None:
            return await self._serve_file(path, asked, send)
        if asked.has_body or (asked.session and not how.whoever) or not self._is_ours(asked.host):
            return False
        key = (scope["path"], self.languages.get(asked.language, settings.LANGUAGE_CODE), asked.secure)
        kept = self.kept.get(key)
        if kept is None:
            kept = self.kept[key] = Kept(key[0], how, key[1], key[2])
        edition = await self._edition(kept, has_one=bool(asked.x_version))
        if edition is None:
            return False
        await _send(edition, asked, send)
        return True

    async def _serve_file(self, path: str, asked: "Asked", send: Send) -> bool:
        """Answer with a file of ours: it is read when it is asked for first, and does not change while we run."""
        if asked.has_body or asked.ranged or not self._is_ours(asked.host):
            return False
        known = self.files[path]
        if asked.secure not in known:
            looking = asyncio.get_running_loop().run_in_executor(self.reader, self._read, path, asked.secure)
            known[asked.secure] = await looking
        edition = known[asked.secure]
        if edition is None:
            return False
        await _send(edition, asked, send)
        return True

    def _read(self, path: str, secure: bool) -> Edition | None:  # noqa: FBT001 - as it is asked of a thread
        packed = {}
        for how in (b"", b"gzip", b"br"):
            environ = self._environ(path, settings.LANGUAGE_CODE, secure=secure)
            status, headers, content = _ask(self.application, environ | {"HTTP_ACCEPT_ENCODING": how.decode()})
            if status != 200 or len(content) > _LARGEST_FILE:
                return None
            if not how or (b"content-encoding", how) in [(name.lower(), value) for name, value in headers]:
                packed[how] = (headers, content)
        return Edition.of_file(packed)

    # ── is it still true? ───────────────────────────────────────────────────────────────────────────────────────────

    async def _edition(self, kept: Kept, *, has_one: bool) -> Edition | None:
        """Return what is true of a page. Who `has_one` was told that it is so no more, and does not ask again soon."""
        arrived = time.monotonic()
        fresh, still = (arrived, arrived) if has_one else (arrived - FRESH, arrived - STILL)
        while True:
            if kept.edition and kept.true_at >= fresh:
                return kept.edition
            looking = self._look(kept, fresh)
            if kept.edition and kept.true_at >= still:
                return kept.edition
            left = kept.looking_since + _WAIT - time.monotonic()
            if looking is None or left <= 0:
                return kept.old or self._grown_old(kept)
            await asyncio.wait([looking], timeout=left)

    def _look(self, kept: Kept, since: float) -> "asyncio.Future[None] | None":
        """Let the thread look at what is so `since` then, unless it looks already or has just failed."""
        if kept.looking is None or kept.looking.done():
            if time.monotonic() - kept.failed_at < FRESH:
                return None
            kept.looking_since = time.monotonic()
            kept.looking = asyncio.get_running_loop().run_in_executor(self.thread, self._look_now, kept, since)
        return kept.looking

    def _grown_old(self, kept: Kept) -> Edition | None:
        """Say since when nobody knows. Without the thread, which may hang on what does not answer."""
        if kept.edition is None or kept.how.aged is None or kept.true_when is None:
            return None
        with translation.override(kept.language):
            kept.old = kept.edition.aged(kept.how.aged, kept.true_when)
        return kept.old

    def _look_now(self, kept: Kept, since: float) -> None:
        try:
            found = self._looked(kept.how, since)
            if kept.edition is None or kept.edition.version != found.version:
                kept.edition = self._rendered(kept, found.version)
        except NotKept:
            # It is answered by the view, as long as it is like that.
            kept.edition = kept.old = None
            kept.failed_at = time.monotonic()
        except Exception as failure:  # noqa: BLE001 - whatever fails, what was kept is served with its age
            if kept.failed_at < kept.true_at:
                log.warning("Nobody knows whether %s is still true: %s", kept.path, failure)
            kept.failed_at = time.monotonic()
        else:
            kept.true_at, kept.true_when, kept.old = found.at, found.when, None

    def _looked(self, how: Snapshot, since: float) -> Looked:
        """Return a version, and as of when. What many pages have in common is asked once for all of them."""
        # A connection that broke stays broken until it is closed; nobody else does so here.
        close_old_connections()
        try:
            found = looked(how.version, since)
        finally:
            close_old_connections()
        # Each page of a sample shows the sample's clock.
        return replace(found, version=f"{found.version}-{found.when:%H%M}") if settings.CLOCK_AHEAD else found

    def _rendered(self, kept: Kept, version: str) -> Edition:
        status, headers, content = _ask(self.application, self._environ(kept.path, kept.language, secure=kept.secure))
        if status >= 500:
            # Nobody could find out, though the version could be known: what was true last is not thrown away.
            raise NotFoundOut(status)
        if status != 200:
            raise NotKept
        try:
            return Edition.of(version, headers, content)
        except NotKept:
            log.warning("%s is not the same for everybody: it sets a cookie", kept.path)
            raise

    def _environ(self, path: str, language: str, *, secure: bool) -> dict[str, Any]:
        environ: dict[str, Any] = {
            "REQUEST_METHOD": "GET",
            "SCRIPT_NAME": "",
            "PATH_INFO": path,
            "QUERY_STRING": "",
            "SERVER_PROTOCOL": "HTTP/1.1",
            "SERVER_NAME": self.host,
            "SERVER_PORT": str(settings.PORT),
            "REMOTE_ADDR": "127.0.0.1",
            "HTTP_HOST": self.host,
            "HTTP_COOKIE": f"{settings.LANGUAGE_COOKIE_NAME}={language}",
            "wsgi.url_scheme": "http",
        }
        if secure:
            environ[settings.SECURE_PROXY_SSL_HEADER[0]] = settings.SECURE_PROXY_SSL_HEADER[1]
        return environ

    def _is_ours(self, host: bytes) -> bool:
        """Whether it is us who is asked: else the application says what it says to that."""
        if host in self.hosts:
            return True
        domain, _port = split_domain_port(host.decode("latin-1"))
        ours = bool(domain) and validate_host(domain, settings.ALLOWED_HOSTS)
        if ours and len(self.hosts) < _MANY_HOSTS:
            self.hosts.add(host)
        return ours


class Asked:
    """What of a question decides about its answer."""

    def __init__(self, headers: Iterable[tuple[bytes, bytes]]) -> None:
        self.host = self.accepts = self.none_match = self.x_version = self.language = b""
        self.has_body = self.ranged = self.session = self.secure = False
        for name, value in headers:
            if name == b"host":
                self.host = value
            elif name == b"cookie":
                self._read_cookies(value)
            elif name == b"accept-encoding":
                self.accepts = value
            elif name == b"if-none-match":
                self.none_match = value
            elif name == b"x-version":
                self.x_version = value
            elif name == b"transfer-encoding" or (name == b"content-length" and value != b"0"):
                self.has_body = True
            elif name == b"range":
                self.ranged = True
            elif name == b"x-forwarded-proto":
                self.secure = settings.BEHIND_HTTPS and value == b"https"

    def _read_cookies(self, said: bytes) -> None:
        for cookie in said.split(b";"):
            name, _equals, value = cookie.strip().partition(b"=")
            if name == _SESSION:
                self.session = True
            elif name == _LANGUAGE:
                self.language = value


_SESSION, _LANGUAGE = settings.SESSION_COOKIE_NAME.encode(), settings.LANGUAGE_COOKIE_NAME.encode()


async def _send(edition: Edition, asked: Asked, send: Send) -> None:
    if asked.x_version and asked.x_version == edition.x_version:
        await _answer(send, 204, Ready(edition.unchanged, b""))
    elif asked.none_match and (asked.none_match == b"*" or edition.etag.removeprefix(b"W/") in asked.none_match):
        await _answer(send, 304, Ready(edition.unchanged, b""))
    else:
        await _answer(send, 200, _packed(edition, asked.accepts))


def _packed(edition: Edition, accepts: bytes) -> Ready:
    if b"q=0" not in accepts:
        for how in (b"br", b"gzip"):
            if how in accepts and how in edition.ready:
                return edition.ready[how]
    return edition.ready[b""]


async def _answer(send: Send, status: int, ready: Ready) -> None:
    await send({"type": "http.response.start", "status": status, "headers": ready.headers})
    await send({"type": "http.response.body", "body": ready.content})


def _ask(application: Application, environ: dict[str, Any]) -> tuple[int, Headers, bytes]:
    environ |= {
        "wsgi.version": (1, 0), "wsgi.input": io.BytesIO(), "wsgi.errors": sys.stderr, "wsgi.multithread": True,
        "wsgi.multiprocess": False, "wsgi.run_once": False,
    }  # fmt: skip
    started: list[tuple[str, list[tuple[str, str]]]] = []

    def start_response(status: str, headers: list[tuple[str, str]], _exc_info: Any = None) -> Callable[[bytes], None]:
        started[:] = [(status, headers)]
        return lambda _piece: None

    pieces = application(environ, start_response)
    try:
        content = b"".join(pieces)
    finally:
        if hasattr(pieces, "close"):
            pieces.close()
    status, headers = started[0]
    return (
        int(status[:3]),
        [(name.encode("latin-1"), value.encode("latin-1")) for name, value in headers],
        content,
    )


def _files() -> dict[str, dict[bool, Edition | None]]:
    """Return the addresses of our own files, as many as were there when we started."""
    root, prefix = getattr(settings, "STATIC_ROOT", None), settings.STATIC_URL
    if not root or not Path(root).is_dir():
        return {}
    names = [file.relative_to(root).as_posix() for file in Path(root).rglob("*") if file.is_file()]
    return {f"/{prefix.strip('/')}/{name}": {} for name in names if not name.endswith((".gz", ".br"))}


def _own_host() -> str:
    """Return a name by which the application knows itself."""
    own = urlsplit(getattr(settings, "PUBLIC_URL", "")).netloc
    domain, _port = split_domain_port(own)
    if domain and validate_host(domain, settings.ALLOWED_HOSTS):
        return own
    named = [host.lstrip(".") for host in settings.ALLOWED_HOSTS if host != "*"]
    if not named and "*" not in settings.ALLOWED_HOSTS:
        raise ImproperlyConfigured("PASTI_HOSTS names nobody")
    return named[0] if named else "localhost"
