"""A server on the loopback for tests: whatever is posted to it, one function answers."""

import threading
from collections.abc import Callable
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

# Status, content type and content; None when no answer comes back.
Answer = tuple[int, str, bytes] | None
# From the path, the content and the headers of what was posted.
Answers = Callable[[str, bytes, dict[str, str]], Answer]


class Answering:
    """It answers, each request in a thread of its own, until it is told to `stop`."""

    def __init__(self, answers: Answers) -> None:
        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                answer = answers(self.path, body, dict(self.headers.items()))
                if answer is None:
                    self.close_connection = True
                    return
                status, what, content = answer
                self.send_response(status)
                self.send_header("Content-Type", what)
                self.send_header("Content-Length", str(len(content)))
                # Who asked may be gone.
                with suppress(OSError):
                    self.end_headers()
                    self.wfile.write(content)

            def log_message(self, *_said: Any) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.address = f"http://127.0.0.1:{self._server.server_port}"
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Take it away."""
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()
