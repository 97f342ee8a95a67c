"""The supervisor: starts the processes of a node (or two), starts again what dies, stops everything on Ctrl-C."""

import ctypes
import errno
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from types import FrameType

from django.conf import settings

from pasti.link.queries import this_node
from pasti.site import database
from pasti.site.command import Stop

_LONGEST_PAUSE = 30.0
_STOP_WITHIN = 15.0
# Who only tells displays of news has nothing to finish, and displays would hold it for ever.
_STOP_LIVE_WITHIN = 1.0
_PR_SET_PDEATHSIG = 1
# Who listens on every address is reached at home.
_HERE = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104 - an address to compare with


@dataclass
class Process:
    """One process to keep alive."""

    name: str
    command: list[str]
    environment: dict[str, str] = field(default_factory=dict)
    port: int | None = None
    child: subprocess.Popen[bytes] | None = None
    started: float = 0.0
    again_at: float = 0.0
    pause: float = 1.0
    host: str = "127.0.0.1"
    stop_within: float = _STOP_WITHIN


def node_processes(
    role: str, *, host: str, port: int, live_port: int, threads: int, environment: dict[str, str], prefix: str = ""
) -> list[Process]:
    """Return what a node consists of: web, live (only an office has displays) and work."""
    granian = [sys.executable, "-m", "granian", "--host", host, "--no-ws", "--log-level", "warning"]
    web = [
        *granian,
        "--interface",
        "wsgi",
        "--port",
        str(port),
        "--workers",
        "1",
        "--blocking-threads",
        str(threads),
        "pasti.site.wsgi:application",
    ]
    live = [
        *granian,
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
    found = [
        Process(f"{prefix}web", web, environment, port, host=host),
        Process(f"{prefix}work", work, environment),
    ]
    if role == "office":
        found.insert(
            1, Process(f"{prefix}live", live, environment, live_port, host=host, stop_within=_STOP_LIVE_WITHIN)
        )
    return found


def up(*, migrate: bool) -> int:
    """Start this node and keep it up."""
    database.check_node()
    if migrate:
        database.bring_up_to_date()
    node = this_node()
    processes = node_processes(
        settings.ROLE,
        host=settings.HOST,
        port=settings.PORT,
        live_port=settings.LIVE_PORT,
        threads=settings.THREADS,
        environment={"PASTI_DATA_DIR": str(settings.DATA_DIR)},
    )
    return Supervisor(processes, lambda: print(f"{node.name}: {settings.PUBLIC_URL}", flush=True)).run()


class Supervisor:
    """Keeps processes alive until it is told to stop."""

    def __init__(self, processes: list[Process], ready: Callable[[], None]) -> None:
        self.processes = processes
        self.ready = ready
        self.stopping = False

    def run(self) -> int:
        """Start everything, say when it is ready, and stay until SIGINT or SIGTERM."""
        check_ports(self.processes)
        signal.signal(signal.SIGINT, self._end)
        signal.signal(signal.SIGTERM, self._end)
        for process in self.processes:
            _start(process)
        said = False
        try:
            while not self.stopping:
                self._look_after()
                if not said and all(answers(process) for process in self.processes):
                    said = True
                    self.ready()
                time.sleep(0.2)
        finally:
            self._stop_all()
        return 0

    def _end(self, _signal: int, _frame: FrameType | None) -> None:
        self.stopping = True

    def _look_after(self) -> None:
        now = time.monotonic()
        for process in self.processes:
            if process.child and process.child.poll() is not None:
                status = process.child.returncode
                process.child = None
                lived = now - process.started
                process.pause = 1.0 if lived > _LONGEST_PAUSE else min(_LONGEST_PAUSE, process.pause * 2)
                process.again_at = now + process.pause
                print(f"pasti: {process.name} ended with {status}; again in {process.pause:.0f} s", file=sys.stderr)
            elif process.child is None and now >= process.again_at:
                _start(process)

    def _stop_all(self) -> None:
        alive = [p for p in self.processes if p.child and p.child.poll() is None]
        for process in alive:
            assert process.child is not None
            process.child.terminate()
        began = time.monotonic()
        for process in sorted(alive, key=lambda p: p.stop_within):
            _await_end(process, began + process.stop_within)


def check_ports(processes: list[Process]) -> None:
    """Raise Stop when two processes want one port, or when one cannot have its own."""
    wanted: dict[int, str] = {}
    for process in processes:
        if process.port in wanted:
            raise Stop(f"{wanted[process.port]} and {process.name} cannot both have port {process.port}.")
        check_port(process)
        if process.port is not None:
            wanted[process.port] = process.name


def _await_end(process: Process, until: float) -> None:
    assert process.child is not None
    try:
        process.child.wait(max(0.1, until - time.monotonic()))
    except subprocess.TimeoutExpired:
        process.child.kill()
        process.child.wait()


def check_port(process: Process) -> None:
    """Raise Stop when another program holds a process's port, or the port cannot be had at all."""
    if process.port is None:
        return
    if not 0 < process.port < 65536:
        raise Stop(f"{process.port} (for {process.name}) is not a port. Choose one from 1024 to 65535.")
    with _socket(process.host) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((process.host, process.port))
        except OSError as failure:
            if failure.errno == errno.EADDRINUSE:
                raise Stop(
                    f"Port {process.port} (for {process.name}) is in use by another program. "
                    "Stop that program, or choose another port (PASTI_PORT; pasti demo --port)."
                ) from None
            raise Stop(
                f"{process.name} cannot listen on {process.host}, port {process.port} ({failure.strerror}). "
                "See PASTI_HOST and PASTI_PORT."
            ) from None


def answers(process: Process) -> bool:
    """Whether a process that has a port accepts connections on it."""
    if process.port is None:
        return process.child is not None
    host = _HERE.get(process.host, process.host)
    with _socket(host) as probe:
        probe.settimeout(0.2)
        return probe.connect_ex((host, process.port)) == 0


def _socket(host: str) -> socket.socket:
    return socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET)


def _start(process: Process) -> None:
    process.started = time.monotonic()
    process.child = subprocess.Popen(  # noqa: S603 - our own programs
        process.command,
        env={**os.environ, **process.environment},
        stdin=subprocess.DEVNULL,
        # A group of its own, so that Ctrl-C reaches only the supervisor, which then ends the children in order.
        start_new_session=True,
        preexec_fn=_die_with_parent,  # noqa: PLW1509 - the supervisor has one thread
    )


def _die_with_parent() -> None:
    """Ask the kernel to end a child when the supervisor is killed (Linux)."""
    libc = ctypes.CDLL(None, use_errno=True)
    if hasattr(libc, "prctl"):
        libc.prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
