"""`pasti demo`: a sample office and a sample centre with a simulated capture service, under one supervisor."""

import json
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from pasti.demo.people import CENTRE_STAFF, OFFICE_STAFF, PASSWORD, REFUSED
from pasti.kit.errors import Stop
from pasti.site.up import node_processes
from pasti.supervisor.processes import Process, check_port
from pasti.supervisor.supervisor import Supervisor

_HOST = "127.0.0.1"


def run(folder: Path, *, port: int, at: str | None) -> int:
    """Make the sample if it is not there, start both nodes, and stay until Ctrl-C.

    Ports: `port` office, +1 its live process, +10 centre, +20 the capture service.
    """
    folder = folder.resolve()
    office_url, centre_url = f"http://{_HOST}:{port}", f"http://{_HOST}:{port + 10}"
    capture_url = f"http://{_HOST}:{port + 20}"
    office = environment(folder / "office", "office", port, port + 1)
    centre = environment(folder / "centre", "centre", port + 10, port + 11)
    processes = [
        *node_processes(
            "office", host=_HOST, port=port, live_port=port + 1, threads=4, environment=office, prefix="office "
        ),
        *node_processes(
            "centre", host=_HOST, port=port + 10, live_port=port + 11, threads=4, environment=centre, prefix="centre "
        ),
        Process(
            "capture service",
            [sys.executable, "-m", "pasti.demo.capture_service", "--port", str(port + 20)],
            {},
            port + 20,
        ),
    ]
    for process in processes:
        check_port(process)
    ahead = prepare(office, centre, centre_url, capture_url, at or "")
    for process in processes:
        process.environment["PASTI_CLOCK_AHEAD"] = str(ahead)
    return Supervisor(processes, lambda: _announce(office_url, centre_url)).run()


def environment(folder: Path, role: str, port: int, live_port: int) -> dict[str, str]:
    """Return the settings of one node of the sample; PASTI_DATABASE_URL_OFFICE and …_CENTRE choose its database."""
    kept = {name: value for name, value in os.environ.items() if name.startswith("PASTI_DATABASE_URL_")}
    url = kept.get(f"PASTI_DATABASE_URL_{role.upper()}")
    return {
        "DJANGO_SETTINGS_MODULE": "pasti.site.settings",
        "PASTI_DATA_DIR": str(folder),
        "PASTI_ROLE": role,
        "PASTI_HOST": _HOST,
        "PASTI_PORT": str(port),
        "PASTI_LIVE_PORT": str(live_port),
        "PASTI_PUBLIC_URL": f"http://{_HOST}:{port}",
        "PASTI_SECRET_KEY": "",
        "PASTI_DATABASE_URL": url or f"sqlite:///{folder / 'pasti.sqlite3'}",
    }


def prepare(office: dict[str, str], centre: dict[str, str], centre_url: str, capture_url: str, at: str) -> int:
    """Make both nodes if they are not there; return the seconds by which the sample's clock runs ahead."""
    with ThreadPoolExecutor() as both:
        ours, theirs = both.submit(ask, office, "office", at), both.submit(ask, centre, "centre")
        made, centre_card = ours.result(), theirs.result()["card"]
        filled = [
            both.submit(ask, office, "fill-office", centre_card, centre_url, made["now"], capture_url),
            both.submit(ask, centre, "fill-centre", made["card"], made["now"], json.dumps(made["places"])),
        ]
        for node in filled:
            node.result()
    return int(made["ahead"])


def ask(environment: dict[str, str], *arguments: str) -> dict[str, Any]:
    """Let one node of the sample do something of `demo.prepare`; return what it says. Raises Stop with its reason."""
    answer = subprocess.run(
        [sys.executable, "-m", "pasti.demo.prepare", *arguments],
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=False,
    )
    if answer.returncode:
        last = (answer.stderr.strip().splitlines() or ["no reason was given"])[-1]
        if answer.returncode == REFUSED:
            raise Stop(last)
        print(answer.stderr, file=sys.stderr)
        raise Stop(f"The sample could not be made in {environment['PASTI_DATA_DIR']}: {last}")
    result: dict[str, Any] = json.loads(answer.stdout.strip().splitlines()[-1])
    return result


def _announce(office_url: str, centre_url: str) -> None:
    lines = [
        "",
        f"  Office, for citizens   {office_url}/",
        f"  Office, for staff      {office_url}/masuk/",
        f"  Hall display           {office_url}/antrean/",
        f"  Centre                 {centre_url}/",
        "",
        f"  Sample accounts, all with the password {PASSWORD}:",
        *[f"    {staff.username:9} {staff.name:18} {staff.work}" for staff in (*OFFICE_STAFF, *CENTRE_STAFF)],
        "",
        "  Ctrl-C stops everything.",
        "",
    ]
    print("\n".join(lines), flush=True)
