"""A bare broadcast: the same bytes to everybody who asks, and nothing else.

python -m bench.screens_bare PORT BYTES TIMES EVERY   says when each began to be sent, as JSON
"""

import asyncio
import json
import sys
import time
from typing import Any

import uvloop


async def main(port: int, size: int, times: int, every: float) -> None:
    """Send what has the size of a part; the first to whoever comes, the others when the input says so."""
    lines: set[Any] = set()
    frame = b"event: part\ndata: " + b"x" * size + b"\n\n"

    class Line(asyncio.Protocol):
        def connection_made(self, transport: Any) -> None:
            self.transport = transport

        def data_received(self, _data: bytes) -> None:
            self.transport.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n" + frame)
            lines.add(self.transport)

        def connection_lost(self, _failure: Exception | None) -> None:
            lines.discard(self.transport)

    loop = asyncio.get_running_loop()
    await loop.create_server(Line, "127.0.0.1", port, backlog=2048)
    print("up", flush=True)
    await loop.run_in_executor(None, sys.stdin.readline)
    began = []
    for _time in range(times):
        began.append(time.time())
        for transport in lines:
            transport.write(frame)
        await asyncio.sleep(every)
    print(json.dumps(began), flush=True)


if __name__ == "__main__":
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as _runner:
        _runner.run(main(int(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]), float(sys.argv[4])))
