"""The live process as a program."""

import asyncio
import resource

import uvicorn

from pasti.live.broadcaster import Broadcaster
from pasti.live.line import Connection

# Besides those who listen: the database, the log, and who asks whether we are alive.
_OTHER_FILES = 100
_MOST = 8000


def serve(*, host: str, port: int) -> None:
    """Serve until SIGTERM or SIGINT. Nobody who listens is waited for: they come back."""
    _soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    config = uvicorn.Config(
        Broadcaster(most=min(_MOST, max(50, hard - _OTHER_FILES))),
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
        timeout_graceful_shutdown=0,
    )
    with asyncio.Runner(loop_factory=config.get_loop_factory()) as runner:
        runner.run(uvicorn.Server(config).serve())
