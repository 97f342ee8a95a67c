"""Pages beside 200 slow senders, and the hall's board beside a citizen who loops on a PDF.

Each is compared with the same server when nobody else is there, and the node's own web process with granian as it
served WSGI before there was a gate. PASTI_BENCH_BEFORE may name another tree of Pasti to serve by that.
"""

import http.client
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bench.figures import Figures, line
from bench.office import Office, megabytes, sample_office

_SENDERS = 200
_TURNS = 4
_SECONDS = 4.0
_PAUSE = 0.02
_PAGES = ["/", "/masuk/", "/layanan/", "/lacak/", "/antrean/"]
_BOARD = ["/antrean/papan/"]
_BEFORE = [
    sys.executable, "-m", "granian", "--host", "127.0.0.1", "--no-ws", "--interface", "wsgi", "--port", "{port}",
    "--workers", "1", "--blocking-threads", "4", "--log-level", "warning", "pasti.site.wsgi:application",
]  # fmt: skip
_NOW = [sys.executable, "-m", "pasti.site.web"]


def measure(port: int, paths: list[str], into: Figures, seconds: float) -> None:
    """Ask for pages one after the other, with a little pause, and note how long each took."""
    count, until = 0, time.monotonic() + seconds
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=15)
    while time.monotonic() < until:
        path = paths[count % len(paths)]
        count += 1
        began = time.perf_counter()
        try:
            line.request("GET", path)
            answer = line.getresponse()
            answer.read()
            assert answer.status in (200, 204), (path, answer.status)
        except (OSError, http.client.HTTPException):
            into.failed += 1
            line.close()
        else:
            into.times.append((time.perf_counter() - began) * 1000)
        time.sleep(_PAUSE)
    line.close()


@contextmanager
def visitors(*words: str) -> Iterator[list[str]]:
    """Let others come meanwhile; after the block, the list has what they said."""
    said: list[str] = []
    with subprocess.Popen([sys.executable, "-m", "bench.visitors", *words], stdout=subprocess.PIPE, text=True) as they:
        time.sleep(2)
        try:
            yield said
        finally:
            they.terminate()
            said += (they.communicate()[0] or "").split()


def throughput(port: int, seconds: float = 5.0) -> float:
    """Return pages per second when one is asked for as soon as the last is there."""
    line, count, began = http.client.HTTPConnection("127.0.0.1", port, timeout=15), 0, time.monotonic()
    while time.monotonic() < began + seconds:
        line.request("GET", "/masuk/")
        line.getresponse().read()
        count += 1
    line.close()
    return count / (time.monotonic() - began)


def beside(port: int, paths: list[str], who: list[str]) -> tuple[Figures, Figures, list[str]]:
    """Measure by turns without and with visitors, so that what else the machine does meanwhile is the same for both."""
    alone, together, heard = Figures([]), Figures([]), []
    for _turn in range(_TURNS):
        measure(port, paths, alone, _SECONDS)
        with visitors(*who) as said:
            measure(port, paths, together, _SECONDS)
        heard += said
    return alone, together, heard


def compare(office: Office, name: str, command: list[str], **environment: str) -> None:
    """Print what one server does."""
    print(f"{name}:", flush=True)
    port = office.port
    with office.served_by(command, **environment) as pid:
        measure(port, _PAGES + _BOARD, Figures([]), 2)
        rate, fresh = throughput(port), megabytes(pid)
        paper = f"/ajukan/{office.case}/bukti.pdf"
        alone, together, papers = beside(port, _BOARD, ["loop", str(port), paper, office.cookie])
        print(line("board, nobody else there", alone))
        print(line("board, a citizen looping on a PDF", together, alone), f"[{len(papers)} PDFs]", flush=True)
        alone, together, _none = beside(port, _PAGES, ["send", str(port), str(_SENDERS)])
        print(line("pages, nobody else there", alone))
        print(line(f"pages, {_SENDERS} slow senders", together, alone))
        print(f"  {rate:.0f} pages/s on one line; {fresh:.0f} MB after the start, {megabytes(pid):.0f} MB at the end\n")


def main() -> None:
    """Measure before and now."""
    before = os.environ.get("PASTI_BENCH_BEFORE")
    tree = {"PYTHONPATH": str(Path(before) / "src")} if before else {}
    with sample_office() as office:
        compare(office, "Before (granian, WSGI, 4 threads)", _BEFORE, **tree)
        compare(office, "Now (the gate)", _NOW)


if __name__ == "__main__":
    main()
