"""Carries bytes between who calls and a port, no more of them than a line would, each way.

python -m bench.carrier PORT TO MBIT
"""

import asyncio
import sys
import time

_PIECE = 16 * 1024


class Way:
    """One way of the line: all that goes this way shares it."""

    def __init__(self, bytes_per_second: float) -> None:
        self.rate = bytes_per_second
        self.free_at = 0.0

    async def carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Carry what comes until nothing does any more."""
        try:
            while piece := await reader.read(_PIECE):
                self.free_at = max(self.free_at, time.monotonic()) + len(piece) / self.rate
                await asyncio.sleep(self.free_at - time.monotonic())
                writer.write(piece)
                await writer.drain()
        except OSError:
            pass
        finally:
            writer.close()


async def main(port: int, to: int, mbit: float) -> None:
    """Carry for ever."""
    there, back = (Way(mbit * 1_000_000 / 8) for _way in range(2))

    async def called(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            far_reader, far_writer = await asyncio.open_connection("127.0.0.1", to)
        except OSError:
            writer.close()
            return
        await asyncio.gather(there.carry(reader, far_writer), back.carry(far_reader, writer))

    async with await asyncio.start_server(called, "127.0.0.1", port) as server:
        await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1]), int(sys.argv[2]), float(sys.argv[3])))
