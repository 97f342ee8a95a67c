"""What a node consists of, and how it is brought up."""

import ctypes
import gc
import os
import sys
from collections.abc import Callable
from pathlib import Path

from django.conf import settings
from django.db import connections
from django.utils import translation

from pasti.kit.live import UP
from pasti.link.queries import this_node
from pasti.site import database, live_server
from pasti.site.work import work, work_beat
from pasti.supervisor.processes import Process
from pasti.supervisor.pulse import Answering, Beating
from pasti.supervisor.supervisor import Supervisor

# Who only tells displays of news has nothing to finish, and displays would hold it for ever.
_STOP_LIVE_WITHIN = 1.0
# The C library keeps freed memory apart for every thread, of which a node has dozens: two heaps are enough.
_HEAPS = {"MALLOC_ARENA_MAX": "2"}
_M_ARENA_MAX = -8


def node_processes(
    role: str, *, host: str, port: int, live_port: int, threads: int, environment: dict[str, str], prefix: str = ""
) -> list[Process]:
    """Return what a node consists of: web, live (only an office has displays) and work."""
    web = [sys.executable, "-m", "pasti.site.web"]
    listening = {
        "PASTI_HOST": host, "PASTI_PORT": str(port), "PASTI_LIVE_PORT": str(live_port), "PASTI_THREADS": str(threads),
    }  # fmt: skip
    live = [sys.executable, "-m", "pasti.site.live_server"]
    work = [sys.executable, "-m", "pasti.site.command", "work"]
    environment = _HEAPS | environment
    beat = work_beat(Path(environment["PASTI_DATA_DIR"]))
    found = [
        Process(f"{prefix}web", web, environment | listening, port, host=host, pulse=Answering(host, port, UP)),
        Process(f"{prefix}work", work, environment, pulse=Beating(beat)),
    ]
    if role == "office":
        pulse = Answering(host, live_port, UP)
        told = environment | listening
        found.insert(
            1,
            Process(f"{prefix}live", live, told, live_port, host=host, stop_within=_STOP_LIVE_WITHIN, pulse=pulse),
        )
    return found


def up(*, migrate: bool) -> int:
    """Start this node and keep it up.

    Its processes begin as copies of this one (docs/adr/0046): they are there at once, also again, and share its memory.
    """
    database.check_node()
    if migrate:
        database.bring_up_to_date()
    if database.forget_owner() and not database.owner_lies_with_the_node():
        # Nor may it stand in the memory of those who begin as copies of us.
        os.execv(sys.executable, [sys.executable, *sys.orig_argv[1:], "--no-migrate"])  # noqa: S606 - ourselves
    node = this_node()
    processes = node_processes(
        settings.ROLE,
        host=settings.HOST,
        port=settings.PORT,
        live_port=settings.LIVE_PORT,
        threads=settings.THREADS,
        environment={"PASTI_DATA_DIR": str(settings.DATA_DIR)},
    )
    for process in processes:
        process.main = _MAINS[process.name]

    def ready() -> None:
        print(f"{node.name}: {settings.PUBLIC_URL}", flush=True)

    _load()
    return Supervisor(processes, ready, hung_after=settings.HUNG_AFTER).run()


def _load() -> None:
    """Load what the processes need, and hold no line that a copy of us would share."""
    from pasti.site import web

    web.load()
    connections.close_all()
    _few_heaps()
    # What is here stays: the garbage collection of a copy need not touch, and so copy, any of it.
    gc.collect()
    gc.freeze()


def _few_heaps() -> None:
    """Do for us and our copies what MALLOC_ARENA_MAX does for a program that is started."""
    libc = ctypes.CDLL(None)
    if hasattr(libc, "mallopt"):
        libc.mallopt(_M_ARENA_MAX, int(_HEAPS["MALLOC_ARENA_MAX"]))


def _web() -> int:
    from pasti.site import web

    # Each request has its own language, whatever the command that started us speaks.
    translation.deactivate()
    web.main()
    return 0


_MAINS: dict[str, Callable[[], int]] = {"web": _web, "live": live_server.main, "work": work}
