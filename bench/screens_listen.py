"""Many screens that are pushed a part of a page, as a program of its own.

python -m bench.screens_listen PORT PATH SCREENS   says "ready"; then a line of moments for each part that came, as JSON
"""

import asyncio
import json
import sys
import time
from typing import Any

import uvloop


class Screen(asyncio.Protocol):
    """One line: notes when each part is there to its end."""

    def __init__(self, question: bytes, came: list[float]) -> None:
        self.question, self.came, self.tail = question, came, b""
        self.inside = False

    def connection_made(self, transport: Any) -> None:
        transport.write(self.question)

    def data_received(self, data: bytes) -> None:
        self.tail += data
        if not self.inside and b"event: part" in self.tail:
            self.inside, self.tail = True, self.tail.partition(b"event: part")[2]
        if self.inside and b"\n\n" in self.tail:
            self.came.append(time.time())
            self.inside, self.tail = False, self.tail.partition(b"\n\n")[2]
        if not self.inside:
            self.tail = self.tail[-20:]


async def main(port: int, path: str, screens: int) -> None:
    """Listen until the input ends; then say when each part came, of all screens."""
    came: list[float] = []
    question = f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n\r\n".encode()
    loop = asyncio.get_running_loop()
    for _screen in range(screens):
        await loop.create_connection(lambda: Screen(question, came), "127.0.0.1", port)
    while len(came) < screens:
        await asyncio.sleep(0.05)
    came.clear()
    print("ready", flush=True)
    await loop.run_in_executor(None, sys.stdin.read)
    print(json.dumps(came))


if __name__ == "__main__":
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as _runner:
        _runner.run(main(int(sys.argv[1]), sys.argv[2], int(sys.argv[3])))
