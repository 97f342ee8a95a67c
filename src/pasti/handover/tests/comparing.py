"""A reader at a counter: has a card on it, and a person before it whose fingers agree with that card, or do not."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any


class Reader:
    """What lies on it, what of the person agrees with that, and whether it works."""

    def __init__(self) -> None:
        self.url = ""
        self.card: str | None = None
        self.agrees: set[str] = set()
        self.worn: set[str] = set()
        # "silent": it hangs up. "mad": it answers what nobody can read.
        self.how = ""
        self.asked: list[dict[str, Any]] = []

    def compare(self, asked: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        """Do what a device does: compare with the card that lies on it, whatever card was meant."""
        self.asked.append(asked)
        if self.how == "mad":
            return 200, {"serial": self.card, "result": "perhaps"}
        if self.card is None:
            return 409, {"problem": "Tidak ada kartu di alat."}
        if asked["part"] in self.worn:
            return 200, {"serial": self.card, "result": "not-usable"}
        return 200, {"serial": self.card, "result": "match" if asked["part"] in self.agrees else "no-match"}


@contextmanager
def reader() -> Iterator[Reader]:
    device = Reader()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            if device.how == "silent":
                self.close_connection = True
                return
            status, said = device.compare(asked) if self.path == "/v1/checks" else (404, {"problem": "?"})
            body = json.dumps(said).encode()
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_args: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    device.url = f"http://127.0.0.1:{server.server_port}/"
    try:
        yield device
    finally:
        server.shutdown()
        server.server_close()
