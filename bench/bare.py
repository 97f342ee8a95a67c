"""A bare HTTP transfer of some files, to compare with: no signature, no hash, no database.

python -m bench.bare serve HOST PORT FOLDER    takes what is posted: throws it away, or (a path /keep) writes it down,
                                               each file by itself, flushed with its name before it is answered
python -m bench.bare send ADDRESS              posts each file that is named on the input; says the seconds it took
"""

import http.client
import os
import sys
import tempfile
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import urlsplit

_PIECE = 1024 * 1024


def serve(host: str, port: int, folder: str) -> None:
    """Take what is posted, for ever."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            left = int(self.headers["Content-Length"])
            if self.path == "/keep":
                self._keep(left)
            else:
                self._read(left, len)
            self.send_response(200)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def _keep(self, left: int) -> None:
            with tempfile.NamedTemporaryFile(dir=folder, prefix="incoming-", delete=False, buffering=0) as file:
                self._read(left, file.write)
                os.fsync(file.fileno())
            Path(file.name).rename(Path(file.name.replace("incoming-", "kept-")))
            handle = os.open(folder, os.O_RDONLY)
            os.fsync(handle)
            os.close(handle)

        def _read(self, left: int, take: object) -> None:
            assert callable(take)
            while left:
                piece = self.rfile.read(min(_PIECE, left))
                left -= len(piece)
                take(piece)

        def log_message(self, *_said: object) -> None:
            pass

    ThreadingHTTPServer((host, port), Handler).serve_forever()


def send(address: str) -> None:
    """Post each file that is named on the input, one after the other on one connection."""
    parts, names = urlsplit(address), sys.stdin.read().split()
    connection = http.client.HTTPConnection(parts.netloc, timeout=600, blocksize=_PIECE)
    began = time.monotonic()
    for name in names:
        with Path(name).open("rb", buffering=0) as file:
            head = {"Content-Length": str(os.fstat(file.fileno()).st_size)}
            connection.request("POST", parts.path, body=file, headers=head)
        connection.getresponse().read()
    print(time.monotonic() - began)


if __name__ == "__main__":
    if sys.argv[1] == "serve":
        serve(sys.argv[2], int(sys.argv[3]), sys.argv[4])
    else:
        send(sys.argv[2])
