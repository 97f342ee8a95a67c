"""What a node consists of, and how it is brought up."""

import sys
from pathlib import Path

from django.conf import settings

from pasti.kit.live import UP
from pasti.link.queries import this_node
from pasti.site import database
from pasti.supervisor.processes import Process
from pasti.supervisor.pulse import Answering, Beating
from pasti.supervisor.supervisor import Supervisor

# Who only tells displays of news has nothing to finish, and displays would hold it for ever.
_STOP_LIVE_WITHIN = 1.0
# The C library keeps freed memory apart for every thread, of which a node has dozens: two heaps are enough.
_HEAPS = {"MALLOC_ARENA_MAX": "2"}


def work_beat(data_dir: Path) -> Path:
    """Return the file that the work process of a node touches as long as it is alive."""
    return data_dir / "work.alive"


def node_processes(
    role: str, *, host: str, port: int, live_port: int, threads: int, environment: dict[str, str], prefix: str = ""
) -> list[Process]:
    """Return what a node consists of: web, live (only an office has displays) and work."""
    web = [sys.executable, "-m", "pasti.site.web"]
    listening = {"PASTI_HOST": host, "PASTI_PORT": str(port), "PASTI_THREADS": str(threads)}
    live = [
        sys.executable,
        "-m",
        "granian",
        "--host",
        host,
        "--no-ws",
        "--log-level",
        "warning",
        "--interface",
        "asgi",
        "--port",
        str(live_port),
        "--workers",
        "1",
        "--backpressure",
        "8192",
        "pasti.site.live:application",
    ]
    work = [sys.executable, "-m", "pasti.site.command", "work"]
    environment = _HEAPS | environment
    beat = work_beat(Path(environment["PASTI_DATA_DIR"]))
    found = [
        Process(f"{prefix}web", web, environment | listening, port, host=host, pulse=Answering(host, port, UP)),
        Process(f"{prefix}work", work, environment, pulse=Beating(beat)),
    ]
    if role == "office":
        pulse = Answering(host, live_port, UP)
        found.insert(
            1,
            Process(
                f"{prefix}live", live, environment, live_port, host=host, stop_within=_STOP_LIVE_WITHIN, pulse=pulse
            ),
        )
    return found


def up(*, migrate: bool) -> int:
    """Start this node and keep it up."""
    database.check_node()
    if migrate:
        database.bring_up_to_date()
    database.forget_owner()
    node = this_node()
    processes = node_processes(
        settings.ROLE,
        host=settings.HOST,
        port=settings.PORT,
        live_port=settings.LIVE_PORT,
        threads=settings.THREADS,
        environment={"PASTI_DATA_DIR": str(settings.DATA_DIR)},
    )

    def ready() -> None:
        print(f"{node.name}: {settings.PUBLIC_URL}", flush=True)

    return Supervisor(processes, ready, hung_after=settings.HUNG_AFTER).run()
