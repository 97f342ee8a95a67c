"""One process of a node: its port, its start, its end."""

import errno
import os
import signal
import socket
import subprocess
import time
from contextlib import suppress
from dataclasses import dataclass, field

from pasti.kit.errors import Stop
from pasti.supervisor.forked import Forked, Main, die_with_parent
from pasti.supervisor.pulse import Pulse, reached_at

_STOP_WITHIN = 15.0


@dataclass
class Process:
    """One process to keep alive: a program that is started, or what a copy of us does (`main`)."""

    name: str
    command: list[str]
    environment: dict[str, str] = field(default_factory=dict)
    port: int | None = None
    main: Main | None = None
    child: subprocess.Popen[bytes] | Forked | None = None
    started: float = 0.0
    again_at: float = 0.0
    pause: float = 0.0
    host: str = "127.0.0.1"
    stop_within: float = _STOP_WITHIN
    # How it shows that it is alive; without, only its end is noticed.
    pulse: Pulse | None = None
    # Since it was started: for how long we listened to it in vain, and whether it was ever heard.
    silent: float = 0.0
    was_heard: bool = False
    # How often in a row it was ended for its silence, and since when it is in trouble.
    hung: int = 0
    ill_since: float = 0.0


def check_ports(processes: list[Process]) -> None:
    """Raise Stop when two processes want one port, or when one cannot have its own."""
    wanted: dict[int, str] = {}
    for process in processes:
        if process.port in wanted:
            raise Stop(f"{wanted[process.port]} and {process.name} cannot both have port {process.port}.")
        check_port(process)
        if process.port is not None:
            wanted[process.port] = process.name


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
    host = reached_at(process.host)
    with _socket(host) as probe:
        probe.settimeout(0.2)
        return probe.connect_ex((host, process.port)) == 0


def _socket(host: str) -> socket.socket:
    return socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET)


def start(process: Process) -> None:
    """Start a process, in a group of its own: Ctrl-C reaches only the supervisor, which then ends all in order."""
    process.started = time.monotonic()
    process.silent, process.was_heard = 0.0, False
    if process.pulse:
        process.pulse.begin()
    if process.main:
        process.child = Forked(process.main, process.environment, f"pasti {process.name}")
        return
    process.child = subprocess.Popen(  # noqa: S603 - our own programs
        process.command,
        env={**os.environ, **process.environment},
        stdin=subprocess.DEVNULL,
        start_new_session=True,
        preexec_fn=die_with_parent,  # noqa: PLW1509 - the supervisor has one thread
    )


def await_end(process: Process, until: float) -> None:
    """Wait for a process that was asked to end; then end whoever of its group is left."""
    assert process.child is not None
    with suppress(subprocess.TimeoutExpired):
        process.child.wait(max(0.1, until - time.monotonic()))
    end_group(process)
    process.child.wait()


def end_group(process: Process) -> None:
    """End a process and those that it started: a worker whose master was killed would hold the port for ever."""
    assert process.child is not None
    with suppress(ProcessLookupError):
        os.killpg(process.child.pid, signal.SIGKILL)
