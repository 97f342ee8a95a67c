"""Draining what waits for the centre, beside a bare HTTP transfer of the same bytes in the same run; and pages meanwhile.

python -m bench.link [--envelopes 15000] [--mb 1000] [--line-mb 250] [--mbit 20] [--only loopback|line|pages]

Over the machine's loopback, and over a slow line of the bench's own (bench.network). Over that line 1 GB takes seven
minutes, and the bare transfer beside it as long again, so the default is a quarter of it: `--line-mb 1000` is all.
"""

import argparse
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bench.network import Loopback, slow_line
from bench.nodes import Line, Node, TwoNodes, wait_until
from bench.ports import free_port

_PACKET_KB = 800
_APPLIED = "SELECT count(*) FROM link_received WHERE applied_at IS NOT NULL"
_STORED = "SELECT coalesce(sum(held), 0), count(stored_at) FROM link_parcelin"
_LONGEST = 3600.0


def ratio(name: str, figure: str, part: float, goal: float) -> None:
    """Print a figure as a part of what it is compared with, and whether that is enough."""
    print(f"  {name:42} {figure:>22}   {part:6.1%}  (goal: {goal:.0%}{'' if part >= goal else ', MISSED'})", flush=True)


def said(name: str, figure: str, *, good: bool | None = None, goal: str = "") -> None:
    """Print a figure by itself."""
    verdict = f"  (goal: {goal}{'' if good else ', MISSED'})" if goal else ""
    print(f"  {name:42} {figure:>22}{verdict}", flush=True)


# ── bare ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def bare(line: Line, files: list[str], folder: Path, path: str) -> float:
    """Return the seconds that a bare transfer of these files takes."""
    with _bare_server(line, folder) as port:
        command = [*line.at("office"), sys.executable, "-m", "bench.bare", "send", line.called(port) + path]
        done = subprocess.run(command, input="\n".join(files), stdout=subprocess.PIPE, text=True, check=True)
    return float(done.stdout)


@contextmanager
def _bare_server(line: Line, folder: Path) -> Iterator[int]:
    port = free_port()
    serves = [sys.executable, "-m", "bench.bare", "serve", line.hosts["centre"], str(port), str(folder)]
    server = subprocess.Popen([*line.at("centre"), *serves])
    time.sleep(1)
    try:
        yield port
    finally:
        server.terminate()
        server.wait()


# ── drained ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def envelopes(nodes: TwoNodes, count: int, *, what: str = "envelopes", to: str = "centre", cases: str = "") -> None:
    """Drain envelopes that need little of the rooms they are for, and print how fast that goes."""
    far = nodes.centre if to == "centre" else nodes.office
    near = nodes.office if to == "centre" else nodes.centre
    [before] = far.ask(_APPLIED)
    near.run("bench.backlog", what, str(count), said=cases)
    wait_until(lambda: far.ask(_APPLIED)[0] > before, seconds=60, every=0.005)
    began, used, first = time.monotonic(), nodes.cpu_seconds(), far.ask(_APPLIED)[0]
    wait_until(lambda: far.ask(_APPLIED)[0] >= before + count, seconds=_LONGEST)
    seconds, used, applied = time.monotonic() - began, nodes.cpu_seconds() - used, before + count - first
    goals = what == "envelopes"
    rate, each = applied / seconds, used * 1000 / applied
    said(f"{count} {what}, applied", f"{rate:.0f} /s", good=rate >= 1500, goal="1500" if goals else "")
    said("  of the processor, both sides", f"{each:.2f} ms each", good=each <= 0.7, goal="0.7" if goals else "")


def packets(nodes: TwoNodes, line: Line, megabytes: int, goal: float, *, beside: int = 0) -> None:
    """Drain sealed packets, with envelopes `beside` them, and compare that with a bare transfer of the same bytes."""
    with tempfile.TemporaryDirectory(prefix="pasti-bench-kept-", dir=nodes.folder) as kept:
        files = nodes.office.run("bench.backlog", "hold", str(megabytes * 1000 // _PACKET_KB), str(_PACKET_KB)).split()
        size = sum(Path(file).stat().st_size for file in files) / 1e6
        first = bare(line, files, Path(kept), "/")
        writing = bare(line, files, Path(kept), "/keep")
        held, stored = nodes.centre.ask(_STORED)
        [applied] = nodes.centre.ask(_APPLIED)
        used = nodes.cpu_seconds()
        nodes.office.run("bench.backlog", "release")
        began = time.monotonic()
        if beside:
            nodes.office.run("bench.backlog", "envelopes", str(beside))
        wait_until(lambda: nodes.centre.ask(_STORED)[0] > held, seconds=60)
        began = time.monotonic()
        wait_until(
            lambda: nodes.centre.ask(_STORED)[1] >= stored + len(files) and nodes.centre.ask(_APPLIED)[0] >= applied + beside,
            seconds=_LONGEST,
        )
        seconds, used = time.monotonic() - began, nodes.cpu_seconds() - used
        second = bare(line, files, Path(kept), "/")
    best = min(first, second)
    said(f"{size:.0f} MB, bare HTTP", f"{size / best:.1f} MB/s")
    said("  and written down", f"{size / writing:.1f} MB/s")
    ratio(f"as {len(files)} packets" + (f" beside {beside} envelopes" if beside else ""), f"{size / seconds:.1f} MB/s", best / seconds, goal)
    said("  of the processor, both sides", f"{used * 1000 / size:.1f} ms each MB")


def memory(node: Node) -> None:
    """Print the most that a node's worker ever held of the memory."""
    peak = node.peak_mb("work")
    said(f"the {node.role}'s worker, at most", f"{peak:.0f} MB", good=peak < 200, goal="< 200")


def main() -> None:
    """Measure over each line."""
    asked = argparse.ArgumentParser()
    asked.add_argument("--envelopes", type=int, default=15_000)
    asked.add_argument("--mb", type=int, default=1000)
    asked.add_argument("--line-mb", type=int, default=250)
    asked.add_argument("--mbit", type=int, default=20)
    asked.add_argument("--only", choices=["loopback", "line", "pages"], default="")
    given = asked.parse_args()
    with tempfile.TemporaryDirectory(prefix="pasti-bench-") as folder:
        nodes = TwoNodes(Path(folder))
        if given.only in ("", "loopback"):
            print("Over the loopback:", flush=True)
            with nodes.joined_by(Loopback()):
                envelopes(nodes, given.envelopes)
                packets(nodes, Loopback(), given.mb, 0.5)
                memory(nodes.office)
                memory(nodes.centre)
        if given.only in ("", "line"):
            with slow_line(given.mbit) as line:
                print(f"Over {line.name}:", flush=True)
                with nodes.joined_by(line):
                    packets(nodes, line, given.line_mb, 0.9, beside=given.envelopes)
                    memory(nodes.office)
                    memory(nodes.centre)


if __name__ == "__main__":
    main()
