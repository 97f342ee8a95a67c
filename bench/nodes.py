"""Two real nodes for benches, the sample office and the sample centre, and what each of them uses."""

import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol

import django
from django.conf import settings

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pasti.site.settings")
django.setup()

from bench.ports import free_port  # noqa: E402
from pasti.demo import run as demo  # noqa: E402 - needs the rooms registered

# A Monday on which the office is open, whatever day it is outside.
_MONDAY = "2026-11-23T08:30"
_TICKS = os.sysconf("SC_CLK_TCK")


class Line(Protocol):
    """What lies between them (see bench.network)."""

    name: str
    hosts: dict[str, str]
    # It is as fast as the machine.
    costs_nothing: bool

    def at(self, node: str) -> list[str]:
        """Return what to put before a command to run it where a node is."""

    def called(self, port: int) -> str:
        """Return where the office calls a program of the centre's."""


class Node:
    """One of the two, run as `pasti up` runs it."""

    def __init__(self, role: str, folder: Path) -> None:
        self.role, self.folder, self.port = role, folder / role, free_port()
        self.environment = demo.environment(self.folder, role, self.port, free_port())
        self.environment["PASTI_STATIC_ROOT"] = str(settings.STATIC_ROOT)
        self.at: list[str] = []
        self.host = ""
        self._supervisor: subprocess.Popen[bytes] | None = None

    def run(self, module: str, *words: str, given: str = "") -> str:
        """Run a program of the bench on this node's data, `given` on its input; return what it says."""
        done = subprocess.run(
            [*self.at, sys.executable, "-m", module, *words],
            env=os.environ | self.environment, input=given, stdout=subprocess.PIPE, text=True, check=True,
        )  # fmt: skip
        return done.stdout

    def start(self, line: Line) -> None:
        """Start it at its end of a line, and wait until it answers."""
        self.at, self.host = line.at(self.role), line.hosts[self.role]
        self.environment |= {"PASTI_HOST": self.host, "PASTI_HOSTS": f"{self.host},127.0.0.1"}
        with (self.folder.parent / f"{self.role}.log").open("ab") as log:
            self._supervisor = subprocess.Popen(
                [*self.at, sys.executable, "-m", "pasti.site.command", "up"],
                env=os.environ | self.environment, stdout=log, stderr=log,
            )  # fmt: skip
        address = f"http://{self.host}:{self.port}/masuk/"
        asks = [*self.at, sys.executable, "-c", f"import urllib.request as u; u.urlopen({address!r}, timeout=5)"]
        until = time.monotonic() + 90
        while subprocess.run(asks, capture_output=True, check=False).returncode:
            if self._supervisor.poll() is not None or time.monotonic() > until:
                raise RuntimeError(f"the {self.role} does not start; see its log in {self.folder.parent}")

    def stop(self) -> None:
        """Stop it as Ctrl-C does."""
        if self._supervisor:
            self._supervisor.send_signal(signal.SIGINT)
            self._supervisor.wait(timeout=60)
            self._supervisor = None

    def stand_back(self) -> None:
        """Let the other node have the processor first, as if this one were another machine."""
        for task in self._tasks():
            os.setpriority(os.PRIO_PROCESS, int(task.name), 15)

    def _tasks(self) -> list[Path]:
        return [task for pid in self._tree() for task in Path(f"/proc/{pid}/task").glob("*")]

    def cpu_seconds(self) -> float:
        """Return what all its processes have used of the processor."""
        return sum(_used(pid) for pid in self._tree())

    def waited_seconds(self) -> float:
        """Return how long all its threads that live were ready to run and got no processor, because others had it."""
        return sum(map(_waited, self._tasks()))

    def peak_mb(self, what: str) -> float:
        """Return the most that one of its processes ("work", "web") ever held of the memory, in MB."""
        return max(_peak_mb(pid) for pid in self._tree() if _read(f"/proc/{pid}/comm").strip() == f"pasti {what}")

    def ask(self, question: str) -> tuple[int, ...]:
        """Ask its database (SQLite) something, without being in anybody's way."""
        connection = sqlite3.connect(f"file:{self.folder / 'pasti.sqlite3'}?mode=ro", uri=True, timeout=10)
        try:
            answer = connection.execute(question).fetchone()
        finally:
            connection.close()
        return tuple(int(one or 0) for one in answer)

    def _tree(self) -> list[int]:
        assert self._supervisor
        found, left = [], [self._supervisor.pid]
        while left:
            pid = left.pop()
            found.append(pid)
            for task in Path(f"/proc/{pid}/task").glob("*/children"):
                left += map(int, _read(str(task)).split())
        return found


class TwoNodes:
    """The sample office and the sample centre, made once and put at the ends of one line after another."""

    def __init__(self, folder: Path) -> None:
        self.office, self.centre = Node("office", folder), Node("centre", folder)
        self.folder = folder

    @contextmanager
    def joined_by(self, line: Line) -> Iterator[None]:
        """Let both run, with this line between them, for as long as the block lasts."""
        office, centre = self.office, self.centre
        self.prepare(line.called(centre.port))
        try:
            centre.start(line)
            office.start(line)
            yield
        finally:
            office.stop()
            centre.stop()

    def prepare(self, address: str) -> None:
        """Make both, if they are not there, with this address of the centre."""
        nothing = "http://127.0.0.1:9"
        ahead = demo.prepare(self.office.environment, self.centre.environment, address, nothing, _MONDAY)
        for node in (self.centre, self.office):
            node.environment["PASTI_CLOCK_AHEAD"] = str(ahead)

    def progress_waits(self, cards: int) -> None:
        """Let the office have something to say of so many cards, three times each; the centre waits to hear of them."""
        self.progress_of(self.cases(cards))

    def cases(self, cards: int) -> str:
        """Make so many cases whose records the centre has released; return their numbers."""
        cases = self.office.run("bench.backlog", "cases", str(cards))
        self.centre.run("bench.backlog", "records", given=cases)
        return cases

    def progress_of(self, cases: str) -> None:
        """Let the office have three things to say of the card of each of these cases."""
        self.office.run("bench.backlog", "progress", given=cases)

    def cpu_seconds(self) -> float:
        """Return what both have used of the processor."""
        return self.office.cpu_seconds() + self.centre.cpu_seconds()

    def waited_seconds(self) -> float:
        """Return how long both waited for a processor."""
        return self.office.waited_seconds() + self.centre.waited_seconds()


def wait_until(true: Callable[[], bool], *, seconds: float, every: float = 0.02) -> None:
    """Wait until something is true, or raise TimeoutError."""
    until = time.monotonic() + seconds
    while not true():
        if time.monotonic() > until:
            raise TimeoutError("it never came to an end")
        time.sleep(every)


def _used(pid: int) -> float:
    fields = _read(f"/proc/{pid}/stat").rpartition(")")[2].split()
    return sum(map(int, fields[11:15])) / _TICKS if fields else 0.0


def _waited(task: Path) -> float:
    fields = _read(str(task / "schedstat")).split()
    return int(fields[1]) / 1e9 if len(fields) > 1 else 0.0


def _peak_mb(pid: int) -> float:
    lines = [line for line in _read(f"/proc/{pid}/status").splitlines() if line.startswith("VmHWM")]
    return int(lines[0].split()[1]) / 1024 if lines else 0.0


def _read(path: str) -> str:
    try:
        return Path(path).read_text()
    except OSError:
        return ""
