"""Many who ask for one page as fast as they are answered, as a program of its own.

python -m bench.crowd PORT SECONDS LINES PATH [HEADER ...]   says how many were answered in how long, and how many in all
"""

import asyncio
import sys
import time
from typing import Any

import uvloop


class Asker(asyncio.Protocol):
    """One line: asks again as soon as the last answer is whole."""

    def __init__(self, question: bytes, done: list[int]) -> None:
        self.question = question
        self.done = done
        self.missing = -1
        self.begun = b""

    def connection_made(self, transport: Any) -> None:
        self.transport = transport
        transport.write(self.question)

    def data_received(self, data: bytes) -> None:
        if self.missing < 0:
            self.begun += data
            head, found, body = self.begun.partition(b"\r\n\r\n")
            if not found:
                return
            assert head[9:12] in (b"200", b"204", b"304"), head
            length = head.lower().partition(b"content-length: ")[2].split(b"\r\n", 1)[0]
            self.missing, self.begun = int(length or 0) - len(body), b""
        else:
            self.missing -= len(data)
        if self.missing == 0:
            self.missing = -1
            self.done[0] += 1
            self.transport.write(self.question)


async def crowd(port: int, seconds: float, lines: int, question: bytes) -> tuple[int, float, int]:
    """Ask on so many lines; return how many answers came in how many seconds, and how many with the warming up."""
    done = [0]
    loop = asyncio.get_running_loop()
    for _line in range(lines):
        await loop.create_connection(lambda: Asker(question, done), "127.0.0.1", port)
    await asyncio.sleep(0.3)
    before, began = done[0], time.perf_counter()
    await asyncio.sleep(seconds)
    return done[0] - before, time.perf_counter() - began, done[0]


if __name__ == "__main__":
    _port, _seconds, _lines, _path, *_headers = sys.argv[1:]
    _head = "\r\n".join([f"GET {_path} HTTP/1.1", f"Host: 127.0.0.1:{_port}", *_headers, "", ""])
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as _runner:
        print(*_runner.run(crowd(int(_port), float(_seconds), int(_lines), _head.encode())))
