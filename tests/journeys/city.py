"""The sample city as real processes: an office and a centre, each with its own supervisor, talking over HTTP."""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
import urllib.request
from datetime import UTC, datetime, timedelta
from pathlib import Path

from pasti.demo import run as demo
from tests.once import once
from tests.ports import free_port

# A Monday morning on which the office is open, whatever day it is outside.
MONDAY = "2026-11-23T08:30"


class City:
    """Both nodes and the capture service. Each can be stopped and started again."""

    def __init__(self, folder: Path) -> None:
        port = free_port(beside=(1, 10, 11, 20))
        self.folder = folder
        self.office = f"http://127.0.0.1:{port}"
        self.centre = f"http://127.0.0.1:{port + 10}"
        self.environments = {
            "office": demo.environment(folder / "office", "office", port, port + 1),
            "centre": demo.environment(folder / "centre", "centre", port + 10, port + 11),
        }
        self.capture = f"http://127.0.0.1:{port + 20}"
        self.programs: dict[str, subprocess.Popen[bytes]] = {}

    def make(self, *, later: timedelta = timedelta(0)) -> None:
        """Make the sample data of both nodes, or take what was made for a story of this run; it is Monday, or later."""
        office, centre = self.environments["office"], self.environments["centre"]
        with once("city") as (made, there):
            if there:
                shutil.copytree(made, self.folder, dirs_exist_ok=True)
                known = json.loads((made / "known.json").read_text())
                # It has moved to other ports.
                moment = datetime.fromtimestamp(known["moment"], UTC).isoformat()
                demo.ask(office, "fill-office", known["card"], self.centre, moment, self.capture)
            else:
                ahead = demo.prepare(office, centre, self.centre, self.capture, MONDAY)
                known = {"moment": time.time() + ahead, "card": demo.ask(centre, "centre")["card"]}
                shutil.copytree(self.folder, made)
                (made / "known.json").write_text(json.dumps(known))
        for environment in (office, centre):
            environment["PASTI_CLOCK_AHEAD"] = str(round(known["moment"] + later.total_seconds() - time.time()))

    def start(self, name: str) -> None:
        """Start a node, or the capture service, and wait until it answers."""
        address = {"office": self.office, "centre": self.centre, "capture": self.capture}[name]
        command = [sys.executable, "-m", "pasti.site.command", "up"]
        if name == "capture":
            command = [sys.executable, "-m", "pasti.demo.capture_service", "--port", address.rpartition(":")[2]]
        environment = {**os.environ, **self.environments.get(name, {})}
        with (self.folder / f"{name}.log").open("ab") as log:
            self.programs[name] = subprocess.Popen(command, env=environment, stdout=log, stderr=log)
        self._wait(name, address + ("/v1/device" if name == "capture" else "/masuk/"))

    def _wait(self, name: str, address: str) -> None:
        for _attempt in range(300):
            # Whoever answers there must be it.
            assert self.programs[name].poll() is None, self.log(name)
            try:
                with urllib.request.urlopen(address, timeout=2) as answer:
                    answer.read()
            except OSError:
                time.sleep(0.2)
            else:
                return
        raise TimeoutError(address)

    def stop(self, name: str) -> None:
        """Stop one of them, as Ctrl-C does."""
        program = self.programs.pop(name)
        program.send_signal(signal.SIGINT if name != "capture" else signal.SIGTERM)
        program.wait(timeout=30)

    def stop_all(self) -> None:
        """Stop everything."""
        for name in list(self.programs):
            self.stop(name)

    def log(self, name: str) -> str:
        """What a node has said."""
        return (self.folder / f"{name}.log").read_text()

    def resident_megabytes(self, name: str) -> float:
        """Memory of a node in MB, its supervisor with it; of a page that several share, each has its part."""
        found = 0
        left = [self.programs[name].pid]
        while left:
            process = Path(f"/proc/{left.pop()}")
            try:
                left += map(int, (process / "task" / process.name / "children").read_text().split())
                lines = (process / "smaps_rollup").read_text().splitlines()
            except OSError:
                continue
            found += sum(int(line.split()[1]) for line in lines if line.startswith("Pss:"))
        return found / 1024
