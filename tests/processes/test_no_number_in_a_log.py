"""A NIK in an address, in whatever disguise, is in no log of a running node: not in ours, not in the web server's."""

import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote, quote_plus

import pytest

from tests.house.floors import ROOT
from tests.ports import free_port
from tests.processes.database import Node, node

pytestmark = pytest.mark.processes

DISGUISES = [
    "3275015206099001", "3275 0152 0609 9001", "32.75.01.520609.9001", "NIK3275015206099001",
    "３２７５０１５２０６０９９００１", "3275\u200b0152–0609 9001", "٣٢٧٥٠١٥٢٠٦٠٩٩٠٠١",
]  # fmt: skip


@pytest.fixture
def own(tmp_path: Path) -> Iterator[Node]:
    with node(tmp_path) as found:
        yield found


@contextmanager
def served(own: Node, log: Path) -> Iterator[str]:
    """The web process of a node, whose server notes every address that is asked for."""
    port = free_port()
    form = '%(method)s "%(path)s?%(query_string)s" %(status)d'
    command = [
        sys.executable, "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port),
        "--workers", "1", "--no-ws", "--access-log", "--access-log-fmt", form, "pasti.site.wsgi:application",
    ]  # fmt: skip
    with log.open("wb") as out:
        web = subprocess.Popen(command, env=own.environment, cwd=ROOT, stdout=out, stderr=out)
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        web.terminate()
        web.wait(timeout=30)


def ask(address: str) -> None:
    for _attempt in range(150):
        try:
            urllib.request.urlopen(address, timeout=10).read()
        except urllib.error.HTTPError:
            return
        except OSError:
            time.sleep(0.2)
        else:
            return
    raise TimeoutError(address)


def test_no_log_of_a_running_node_holds_a_nik(own, tmp_path):
    log = tmp_path / "web.log"
    with served(own, log) as address:
        for written in DISGUISES:
            inner = f"/permohonan/?q={quote(written)}"
            ask(f"{address}/{quote(written)}/")
            ask(f"{address}/permohonan/?q={quote_plus(written)}")
            ask(f"{address}/masuk/?next={quote(inner)}")
    lines = [line for line in log.read_text(errors="replace").splitlines() if line.startswith('GET "')]
    assert len(lines) >= 3 * len(DISGUISES)
    assert [line for line in lines if "[16 digits]" not in line] == []
