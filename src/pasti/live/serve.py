"""The live process as a program."""

import asyncio
import resource
import socket

import uvicorn

from pasti.live.broadcaster import Broadcaster
from pasti.live.line import Connection

# Besides those who listen: the database, the log, and who asks whether we are alive.
_OTHER_FILES = 100
_MOST = 8000


# So long those who listen have to hear that it is over.
_LETTING_GO = 0.05


class _Server(uvicorn.Server):
    """Lets everybody go before it ends: else it would say for each that they were cut off."""

    def __init__(self, config: uvicorn.Config, broadcaster: Broadcaster) -> None:
        super().__init__(config)
        self.broadcaster = broadcaster

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        self.broadcaster.let_go()
        await asyncio.sleep(_LETTING_GO)
        await super().shutdown(sockets)


def serve(*, host: str, port: int) -> None:
    """Serve until SIGTERM or SIGINT. Nobody who listens is waited for: they come back."""
    _soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    broadcaster = Broadcaster(most=min(_MOST, max(50, hard - _OTHER_FILES)))
    config = uvicorn.Config(
        broadcaster,
        host=host,
        port=port,
        http=Connection,
        ws="none",
        lifespan="off",
        interface="asgi3",
        log_config=None,
        access_log=False,
        proxy_headers=False,
        server_header=False,
        backlog=2048,
        timeout_graceful_shutdown=1,
    )
    with asyncio.Runner(loop_factory=config.get_loop_factory()) as runner:
        runner.run(_Server(config, broadcaster).serve())
