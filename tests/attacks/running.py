"""A real node that runs: made by `pasti init`, kept up by `pasti up`, on free ports and a database of its own."""

import os
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests import loaded
from tests.house.floors import ROOT
from tests.once import database
from tests.ports import free_port

PASSWORD = "kata sandi yang baik"


class RunningNode:
    """A node's folder and settings, and its supervisor."""

    def __init__(self, folder: Path, url: str, **settings: str) -> None:
        self.folder = folder
        self.port = free_port(beside=(1,))
        self.log = folder / "log"
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("PASTI_", "DJANGO_"))}
        self.environment = kept | {
            "PYTHONPATH": f"{ROOT}:{ROOT / 'src'}",
            "LANG": "en_GB.UTF-8",
            "PASTI_DATA_DIR": str(folder / "node"),
            "PASTI_DATABASE_URL": url,
            "PASTI_PORT": str(self.port),
            "PASTI_LIVE_PORT": str(self.port + 1),
            **{f"PASTI_{name}": value for name, value in settings.items()},
        }
        self.supervisor: subprocess.Popen[bytes] | None = None

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def make(self, role: str = "office") -> None:
        """Make the node."""
        secret = self.folder / "password"
        secret.write_text(PASSWORD)
        words = ["--role", role, "--name", "Dukcapil Bekasi", "--region", "32.75", "--time-zone", "Asia/Jakarta"]
        words += ["--admin", "nur", "--admin-name", "Nur Aini", "--password-file", str(secret)]
        self.environment["PASTI_ROLE"] = role
        assert self._pasti("init", *words).wait(timeout=120) == 0, self.log.read_text()

    def start(self) -> None:
        """Start it and wait until it answers."""
        self.supervisor = self._pasti("up")
        until = time.monotonic() + 60
        while True:
            try:
                self.get("/masuk/")
            except OSError:
                assert time.monotonic() < until, self.log.read_text()
                assert self.supervisor.poll() is None, self.log.read_text()
                time.sleep(0.1)
            else:
                return

    def stop(self) -> int:
        """Stop it as Ctrl-C does; return what it says at its end."""
        assert self.supervisor
        self.supervisor.send_signal(signal.SIGINT)
        status = self.supervisor.wait(timeout=30)
        self.supervisor = None
        return status

    def say(self, *words: str) -> tuple[int, str]:
        """Run one command to its end; return its status and all that it says."""
        done = loaded.run(self.environment, "pasti.__main__", *words, timeout=60)
        return done.returncode, done.stdout + done.stderr

    def get(self, path: str, *, timeout: float = 10) -> int:
        """Return the status of a page; a node that lets nobody in raises OSError."""
        with urllib.request.urlopen(self.address + path, timeout=timeout) as answer:
            answer.read()
            return int(answer.status)

    def _pasti(self, *words: str) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-P", "-m", "pasti", *words]
        with self.log.open("ab") as log:
            return subprocess.Popen(
                command, env=self.environment, stdin=subprocess.DEVNULL, stdout=log, stderr=subprocess.STDOUT
            )


@contextmanager
def running(folder: Path, role: str = "office", **settings: str) -> Iterator[RunningNode]:
    """Make a node, let it run, and stop it at the end; it must not have stumbled meanwhile."""
    with database(folder / "pasti.sqlite3") as url:
        node = RunningNode(folder, url, **settings)
        node.make(role)
        node.start()
        try:
            yield node
        finally:
            if node.supervisor:
                node.stop()
        assert "Traceback" not in node.log.read_text(), node.log.read_text()
