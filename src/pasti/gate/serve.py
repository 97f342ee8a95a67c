"""The web process as a program: the gate, and the node's application behind it."""

import asyncio
import functools
import os
import resource
import shutil
import signal
import sys
from dataclasses import replace

import uvicorn

from pasti.gate.connection import Connection
from pasti.gate.copies import HUNG_AFTER, Copies
from pasti.gate.gate import Gate
from pasti.gate.limits import Limits
from pasti.gate.places import Places
from pasti.gate.wsgi import Application

# A connection may have a file beside it for what it sends, and one for its answer.
_FILES_EACH = 3
_OTHER_FILES = 100
_STOP_WITHIN = 2
_KEEP_ALIVE = 15
# What is kept ready is given out by one thread, which asks for its turn several times for each answer: beside a thread
# that is busy for long it would wait five milliseconds each time (docs/adr/0013).
_TURN_SECONDS = 0.0001


def serve(
    application: Application,
    *,
    host: str,
    port: int,
    threads: int,
    behind_proxies: bool,
    limits: Limits,
    copies: int = 0,
    hung_after: float = HUNG_AFTER,
) -> None:
    """Serve until SIGTERM or SIGINT; then let those who are being worked for be answered, and end the process.

    Pages are made by so many `copies` of this process, or by threads. A copy that gives no answer for
    `hung_after` seconds is ended. Whoever is still sending is not waited for.
    """
    # Before anything else is begun: a copy has one thread, and no line to anybody.
    makers = Copies(application, copies, hung_after=hung_after)
    sys.setswitchinterval(_TURN_SECONDS)
    limits = replace(limits, connections=min(limits.connections, _affordable_connections()))
    shutil.rmtree(limits.folder, ignore_errors=True)
    limits.folder.mkdir(parents=True, mode=0o700)
    places = Places(limits, behind_proxies=behind_proxies)
    config = uvicorn.Config(
        Gate(application, limits, places, threads=threads, copies=makers),
        host=host,
        port=port,
        http=functools.partial(Connection, places, limits),  # type: ignore[arg-type]
        ws="none",
        lifespan="off",
        interface="asgi3",
        log_config=None,
        access_log=False,
        # Whom to believe about the client's address is Django's to say (PASTI_PROXIES).
        proxy_headers=False,
        server_header=False,
        backlog=1024,
        timeout_keep_alive=_KEEP_ALIVE,
        timeout_graceful_shutdown=_STOP_WITHIN,
    )
    for wanted in (signal.SIGTERM, signal.SIGINT):
        # uvicorn stops by these, and raises them again when it has.
        signal.signal(wanted, lambda *_: None)
    with asyncio.Runner(loop_factory=config.get_loop_factory()) as runner:
        runner.run(_serve(uvicorn.Server(config), places, makers))
    # Who still works does not hold up the end: what is not committed was not done.
    makers.end()
    os._exit(0)


async def _serve(server: uvicorn.Server, places: Places, makers: Copies) -> None:
    await makers.begin()
    watching = asyncio.create_task(places.watch())
    await server.serve()
    watching.cancel()


def _affordable_connections() -> int:
    """Return for how many connections the system lets this process have files, after asking for all it may have."""
    _soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    return max(50, (hard - _OTHER_FILES) // _FILES_EACH)
