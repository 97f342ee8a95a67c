"""A device that writes chips: speaks the device port, and has a card on it, none, the wrong one, or a broken chip."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any


class Encoder:
    """What lies on the device, and what it has written."""

    def __init__(self) -> None:
        self.url = ""
        # None: no card; "broken": its chip cannot be written; "silent": it hangs up.
        self.card: str | None = None
        self.written: dict[str, str] = {}
        self.asked = 0

    def write(self, serial: str) -> tuple[int, dict[str, Any]]:
        """Do what is asked, as a device does: it writes the card that lies on it, whatever card was meant."""
        self.asked += 1
        if self.card is None:
            return 409, {"problem": "Tidak ada kartu di alat."}
        if self.card == "broken":
            return 422, {"problem": "Chip tidak dapat ditulis."}
        if self.card == serial:
            self.written.setdefault(serial, f"04{len(self.written):012X}")
        return 200, {"serial": self.card, "chip": self.written.get(self.card, "")}


@contextmanager
def encoder() -> Iterator[Encoder]:
    device = Encoder()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            if device.card == "silent":
                device.written.setdefault(asked["serial"], "04FF")
                self.close_connection = True
                return
            status, said = device.write(asked["serial"])
            body = json.dumps(said).encode()
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_args: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    Thread(target=server.serve_forever, daemon=True).start()
    device.url = f"http://127.0.0.1:{server.server_port}"
    try:
        yield device
    finally:
        server.shutdown()
        server.server_close()
