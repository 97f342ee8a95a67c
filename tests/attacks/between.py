"""Somebody who stands between an office and the centre, and changes what he likes."""

import http.client
import threading
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

# The path and what is said there, and what is to be said instead.
Change = Callable[[str, bytes], bytes]


def as_it_is(_path: str, said: bytes) -> bytes:
    return said


class Between:
    """It passes on what it hears, changed; of answers it can let some get lost."""

    def __init__(self, to: str) -> None:
        self.asks: Change = as_it_is
        self.answers: Change = as_it_is
        self.loses: Callable[[str], bool] = lambda _path: False
        self.heard: list[tuple[str, bytes]] = []
        between, host = self, to.removeprefix("http://")

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                said = self.rfile.read(int(self.headers["Content-Length"]))
                between.heard.append((self.path, said))
                kept = {k: v for k, v in self.headers.items() if k.lower() not in ("host", "content-length")}
                line = http.client.HTTPConnection(host, timeout=20)
                line.request("POST", self.path, between.asks(self.path, said), kept)
                answer = line.getresponse()
                content = between.answers(self.path, answer.read())
                line.close()
                if between.loses(self.path):
                    return
                self.send_response(answer.status)
                self.send_header("Content-Type", answer.headers.get("Content-Type", ""))
                self.send_header("Content-Length", str(len(content)))
                self.end_headers()
                self.wfile.write(content)

            def log_message(self, *args: Any) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.address = f"http://127.0.0.1:{self.server.server_port}"
        self.thread = threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.01})
        self.thread.start()

    def stop(self) -> None:
        self.server.shutdown()
        self.server.server_close()
        self.thread.join()
