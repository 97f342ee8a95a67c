"""What the tests do at a gate that runs."""

import http.client
import json
import socket
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any


@dataclass
class Door:
    """A gate, and questions to it."""

    port: int
    folder: Path
    # The gate's process.
    pid: int

    def ask(
        self, method: str, path: str, body: Any = None, *, source: str = "127.0.0.1", **headers: str
    ) -> tuple[int, bytes]:
        """Ask once; return status and content."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        with closing(http.client.HTTPConnection("127.0.0.1", self.port, 30, (source, 0))) as line:
            line.request(method, path, body, named, encode_chunked=not isinstance(body, bytes | None))
            answer = line.getresponse()
            return answer.status, answer.read()

    def told(self, *head: str) -> dict[str, Any]:
        """Ask with a head written by hand; return what the application was told."""
        with self.line() as line:
            line.sendall("\r\n".join([*head, "Host: x", "Connection: close", "", ""]).encode("latin-1"))
            content = everything(line).partition(b"\r\n\r\n")[2]
        told: dict[str, Any] = json.loads(content)
        return told

    def line(self, source: str = "127.0.0.1") -> socket.socket:
        """Return a connection."""
        return socket.create_connection(("127.0.0.1", self.port), 30, (source, 0))

    def kept(self, name: str) -> int:
        """How many threads are kept under a name."""
        return int(self.ask("GET", f"/hold/{name}/")[1])

    def let_go(self, name: str) -> None:
        """Let those go who are kept under a name."""
        self.ask("DELETE", f"/hold/{name}/")

    def files(self) -> int:
        """How many files the spool has by name."""
        return len(list((self.folder / "spool").iterdir()))


def everything(line: socket.socket) -> bytes:
    """Read until the other side hangs up."""
    said = b""
    with suppress(ConnectionError):
        while piece := line.recv(65536):
            said += piece
    return said
