"""Calling the application (WSGI, PEP 3333) with a request that has come to its end."""

import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import IO, Any
from urllib.parse import unquote_to_bytes

from pasti.gate.bodies import Body

_NO_BODY = ("204", "304")
Scope = dict[str, Any]
Environ = dict[str, Any]
Application = Callable[[Environ, Callable[..., Any]], Iterable[bytes]]


@dataclass
class Answer:
    """A whole answer."""

    status: int
    headers: list[tuple[bytes, bytes]]
    body: Body


def environ_of(scope: Scope) -> Environ:
    """Return the request as PEP 3333 describes it, without a body. The client is the peer, whatever headers say.

    A header with an underscore is left out: here it could not be told from the one with a dash that a proxy sets.
    """
    server, client = scope.get("server") or ("", None), scope.get("client") or ("", 0)
    environ: Environ = {
        "REQUEST_METHOD": scope["method"],
        "SCRIPT_NAME": "",
        "PATH_INFO": unquote_to_bytes(scope["raw_path"]).decode("latin-1"),
        "QUERY_STRING": scope["query_string"].decode("latin-1"),
        "SERVER_PROTOCOL": f"HTTP/{scope['http_version']}",
        "SERVER_NAME": server[0],
        "SERVER_PORT": str(server[1] or ""),
        "REMOTE_ADDR": client[0],
        "REMOTE_PORT": str(client[1]),
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": scope.get("scheme", "http"),
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": False,
        "wsgi.run_once": False,
    }
    for raw_name, raw_value in scope["headers"]:
        name, value = raw_name.decode("latin-1"), raw_value.decode("latin-1")
        if "_" in name or name in ("content-length", "transfer-encoding"):
            continue
        key = "CONTENT_TYPE" if name == "content-type" else "HTTP_" + name.upper().replace("-", "_")
        separator = "; " if name == "cookie" else ","
        environ[key] = f"{environ[key]}{separator}{value}" if key in environ else value
    return environ


def call(application: Application, environ: Environ, sent: IO[bytes], answer: Body) -> Answer:
    """Let the application answer; gather the whole answer, so that its reader's line keeps no thread."""
    environ["wsgi.input"] = sent
    started: list[tuple[str, list[tuple[str, str]]]] = []

    def start_response(status: str, headers: list[tuple[str, str]], _exc_info: Any = None) -> Callable[[bytes], None]:
        started[:] = [(status, headers)]
        return answer.write

    pieces = application(environ, start_response)
    try:
        for piece in pieces:
            answer.write(piece)
    finally:
        if hasattr(pieces, "close"):
            pieces.close()
    status, headers = started[0]
    return Answer(int(status[:3]), headers_of(status, headers, answer.size), answer)


def headers_of(status: str, headers: Iterable[tuple[str, str]], size: int) -> list[tuple[bytes, bytes]]:
    """Return the headers of an answer as they are sent, with the size of its body if they do not say it."""
    encoded = [(name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in headers]
    if status[:3] not in _NO_BODY and all(name != b"content-length" for name, _value in encoded):
        encoded.append((b"content-length", str(size).encode()))
    return encoded
