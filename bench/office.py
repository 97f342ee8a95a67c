"""A sample office for benches: its data, a server in front of it, and a citizen who may see a case of it."""

import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pasti.site.settings")
django.setup()

from django.conf import settings  # noqa: E402

from bench.ports import free_port  # noqa: E402
from pasti.demo import run as demo  # noqa: E402 - needs the rooms registered

# A Monday on which the office is open, whatever day it is outside.
_MONDAY = "2026-11-23T08:30"
_CITIZEN = """
import django; django.setup()
from importlib import import_module
from django.conf import settings
from django.http import HttpRequest
from pasti.applications import rules
from pasti.applications.models import Application
request = HttpRequest()
request.session = import_module(settings.SESSION_ENGINE).SessionStore()
application = Application.objects.filter(submitted_at__isnull=False).order_by("pk")[0]
rules.let_in(request, application)
request.session.save()
print(application.number, f"{settings.SESSION_COOKIE_NAME}={request.session.session_key}")
"""


class Office:
    """The sample office's folder, settings and port."""

    def __init__(self, folder: Path) -> None:
        self.port = free_port()
        self.environment = demo.environment(folder / "office", "office", self.port, free_port())
        centre = demo.environment(folder / "centre", "centre", free_port(), free_port())
        ahead = demo.prepare(self.environment, centre, "http://127.0.0.1:9", "http://127.0.0.1:9", _MONDAY)
        self.environment |= {"PASTI_CLOCK_AHEAD": str(ahead), "PASTI_STATIC_ROOT": str(settings.STATIC_ROOT)}
        said = subprocess.run(
            [sys.executable, "-c", _CITIZEN], env=os.environ | self.environment, capture_output=True, check=True
        )
        self.case, self.cookie = said.stdout.decode().split()

    @contextmanager
    def served_by(self, command: list[str], **environment: str) -> Iterator[int]:
        """Let a program serve the office; yield its pid, and end it and all that it started."""
        server = subprocess.Popen(
            [part.format(port=self.port) for part in command],
            env=os.environ | self.environment | environment,
            start_new_session=True,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            self._await(server)
            yield server.pid
        finally:
            server.terminate()
            try:
                server.wait(timeout=5)
            except subprocess.TimeoutExpired:
                os.killpg(server.pid, 9)
                server.wait()

    def _await(self, server: "subprocess.Popen[bytes]") -> None:
        until = time.monotonic() + 60
        while True:
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", self.port)) == 0:
                    return
            if server.poll() is not None or time.monotonic() > until:
                raise RuntimeError("the server does not start")
            time.sleep(0.1)


@contextmanager
def sample_office() -> Iterator[Office]:
    """Make a sample office, for as long as the block lasts."""
    with tempfile.TemporaryDirectory(prefix="pasti-bench-") as folder:
        yield Office(Path(folder))


def megabytes(pid: int) -> float:
    """Return the resident memory of a process and all that it started, in MB; what they share counts for each."""
    parents, sizes = {}, {}
    for entry in Path("/proc").glob("[0-9]*/status"):
        try:
            fields = dict(line.split(":", 1) for line in entry.read_text().splitlines() if ":" in line)
        except OSError:
            continue
        one = int(fields["Pid"])
        parents[one], sizes[one] = int(fields["PPid"]), int(fields.get("VmRSS", "0 kB").split()[0])
    total = 0
    for one, size in sizes.items():
        above = one
        while above in parents and above != pid:
            above = parents[above]
        total += size if above == pid else 0
    return total / 1024
