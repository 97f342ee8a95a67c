"""Draining what waits for the centre, beside a bare HTTP transfer of the same bytes; and the office's pages meanwhile.

python -m bench.link [--envelopes 15000] [--mb 200] [--line-mb 100] [--mbit 20] [--delay 15] [--loss 0.1]
                     [--seconds 20] [--only loopback|line|pages]

Over the machine's loopback, and over a poor line of the bench's own (bench.network, as root). At 20 Mbit/s 1 GB takes seven
minutes, and the bare transfer beside it as long again, so the default is a tenth: `--line-mb 1000` is all.
"""

import argparse
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bench.figures import Figures
from bench.figures import line as table
from bench.network import Loopback, Namespaces, NotPermitted, Quality, poor_line
from bench.nodes import Line, Node, TwoNodes, wait_until
from bench.ports import free_port

_PACKET_KB = 800
_APPLIED = "SELECT count(*) FROM link_received WHERE applied_at IS NOT NULL"
_UNSEALED = "SELECT count(*) FROM journal_unsealed"
_STORED = "SELECT count(stored_at) FROM link_parcelin"
_UNSENT_ENVELOPES = "SELECT count(*) FROM link_envelope WHERE state IN ('waiting', 'in_flight')"
_UNSENT_PACKETS = "SELECT count(*) FROM link_parcel WHERE stored_at IS NULL"
_DOWN = "SELECT count(*) FROM link_peer WHERE down_since IS NOT NULL"
_LONGEST = 3600.0
# So much longer may a page take (p95) while the link drains or is down.
_SLOWER = 1.5


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


def envelopes(nodes: TwoNodes, count: int, *, goals: bool = True) -> None:
    """Drain so many envelopes of the office and what the centre answers to them, and print how fast that goes.

    Of each card three `card.progress` about a record that the centre has released, as an office says most; to each the
    centre answers by a `record.status`, which the office takes down at its case. Rows, journals and seals are all made.
    """
    before = applied(nodes)
    nodes.progress_waits(count // 3)
    every = 2 * (count // 3 * 3)
    wait_until(lambda: applied(nodes) > before, seconds=60, every=0.005)
    began, used, first, waited = time.monotonic(), nodes.cpu_seconds(), applied(nodes), nodes.waited_seconds()
    wait_until(lambda: applied(nodes) >= before + every, seconds=_LONGEST)
    wait_until(lambda: not sum(node.ask(_UNSEALED)[0] for node in (nodes.office, nodes.centre)), seconds=_LONGEST)
    seconds, used, done = time.monotonic() - began, nodes.cpu_seconds() - used, applied(nodes) - first
    waited = nodes.waited_seconds() - waited
    rate, each = done / seconds, used * 1000 / done
    said(
        f"{count // 3 * 3} card.progress, and as many record.status",
        f"{rate:.0f} /s",
        good=rate >= 1500,
        goal="1500" if goals else "",
    )
    said(
        "  applied and sealed; processor, both sides",
        f"{each:.2f} ms each",
        good=each <= 0.7,
        goal="0.7" if goals else "",
    )
    said("  of the time, waited for a processor", f"{waited:.1f} s of {seconds:.1f} s")


def applied(nodes: TwoNodes) -> int:
    """Return how many envelopes both have applied."""
    return nodes.office.ask(_APPLIED)[0] + nodes.centre.ask(_APPLIED)[0]


def packets(nodes: TwoNodes, line: Line, megabytes: int, goal: float, *, beside: int = 0) -> None:
    """Drain sealed packets, with envelopes `beside` them, and compare that with bare transfers of the same bytes.

    Over the loopback with two: one that is thrown away, and one that is written down file by file, as whoever says
    "stored" has to. Over a poor line the line decides, so that one, which takes as long again, is enough.
    """
    with tempfile.TemporaryDirectory(prefix="pasti-bench-kept-", dir=nodes.folder) as kept:
        files = nodes.office.run("bench.backlog", "hold", str(megabytes * 1000 // _PACKET_KB), str(_PACKET_KB)).split()
        size = sum(Path(file).stat().st_size for file in files) / 1e6
        thrown = bare(line, files, Path(kept), "/") if line.costs_nothing else 0.0
        written = bare(line, files, Path(kept), "/keep")
        [stored] = nodes.centre.ask(_STORED)
        before = applied(nodes)
        if beside:
            nodes.progress_waits(beside // 3)
        used = nodes.cpu_seconds()
        # With the half second that may pass until the worker looks: of a large backlog it is nothing.
        began = float(nodes.office.run("bench.backlog", "release"))
        wait_until(lambda: nodes.centre.ask(_STORED)[0] >= stored + len(files), seconds=_LONGEST)
        wait_until(lambda: applied(nodes) >= before + 2 * (beside // 3 * 3), seconds=_LONGEST)
        seconds, used = time.monotonic() - began, nodes.cpu_seconds() - used
    what = f"as {len(files)} packets" + (f" beside {beside} envelopes" if beside else "")
    said(f"{size:.0f} MB {what}", f"{size / seconds:.1f} MB/s")
    ratio("  of bare HTTP, written down file by file", f"{size / written:.1f} MB/s", written / seconds, goal)
    if thrown:
        said("  of bare HTTP, thrown away", f"{size / thrown:.0f} MB/s, {thrown / seconds:.1%}")
    said("  of the processor, both sides", f"{used * 1000 / size:.1f} ms each MB")


def memory(node: Node) -> None:
    """Print the most that a node's worker ever held of the memory."""
    peak = node.peak_mb("work")
    said(f"the {node.role}'s worker, at most", f"{peak:.0f} MB", good=peak < 200, goal="< 200")


# ── pages ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def pages(nodes: TwoNodes, line: Namespaces, count: int, megabytes: int, seconds: float) -> None:
    """Print how long the office's pages take while all drains and while the line is down, beside an idle line."""
    office = nodes.office
    # All cases are there before: what lists of cases cost is not the link's doing.
    cases = nodes.cases(count // 3)
    office.run("bench.backlog", "hold", str(megabytes * 1000 // _PACKET_KB), str(_PACKET_KB))
    clerk_works(office, 3)
    up = clerk_works(office, seconds)
    nodes.progress_of(cases)
    office.run("bench.backlog", "release")
    draining = clerk_works(office, seconds)
    if not unsent(office):
        print("  all was drained before the pages were measured: more of it is needed", flush=True)
    wait_until(lambda: not unsent(office), seconds=_LONGEST)
    line.cut()
    wait_until(lambda: office.ask(_DOWN)[0] > 0, seconds=120)
    down = clerk_works(office, seconds)
    line.mend()
    wait_until(lambda: not office.ask(_DOWN)[0], seconds=120)
    again = clerk_works(office, seconds)
    for name in up:
        # Before and after: the hall fills meanwhile, and that is not the link's doing.
        base = Figures(up[name].times + again[name].times)
        print(table(f"{name}, link up", base), flush=True)
        for when, found in (("draining", draining), ("link down", down)):
            slower = found[name].percentile(95) / base.percentile(95)
            verdict = "" if slower <= _SLOWER else "   MISSED"
            print(table(f"  {when}", found[name], base) + verdict, flush=True)


def unsent(node: Node) -> int:
    """Return how much waits at a node."""
    return node.ask(_UNSENT_ENVELOPES)[0] + node.ask(_UNSENT_PACKETS)[0]


def clerk_works(node: Node, seconds: float) -> dict[str, Figures]:
    """Let somebody at a node work for some seconds; return how long each page took."""
    told = node.run("bench.clerk", f"http://{node.host}:{node.port}", "semua", str(seconds))
    return {name: Figures(times) for name, times in json.loads(told).items()}


def main() -> None:
    """Measure over each line."""
    asked = argparse.ArgumentParser()
    asked.add_argument("--envelopes", type=int, default=15_000)
    asked.add_argument("--mb", type=int, default=200, help="over the loopback")
    asked.add_argument("--line-mb", type=int, default=100)
    asked.add_argument("--seconds", type=float, default=20, help="of pages, each time")
    asked.add_argument("--mbit", type=float, default=20)
    asked.add_argument("--delay", type=float, default=15, help="milliseconds, each way")
    asked.add_argument("--loss", type=float, default=0.1, help="percent of the packets, each way")
    asked.add_argument("--only", choices=["loopback", "line", "pages"], default="")
    given = asked.parse_args()
    with tempfile.TemporaryDirectory(prefix="pasti-bench-") as folder:
        nodes = TwoNodes(Path(folder))
        if given.only in ("", "loopback"):
            over_loopback(nodes, given.envelopes, given.mb)
        if given.only != "loopback":
            try:
                with poor_line(Quality(given.mbit, given.delay, given.loss)) as line:
                    over_line(nodes, line, given)
            except NotPermitted as refused:
                print(f"Not measured over a poor line: no namespaces on this machine ({refused}).", flush=True)


def over_loopback(nodes: TwoNodes, count: int, megabytes: int) -> None:
    """Measure what the two are able to, when the line costs nothing."""
    line = Loopback()
    print(f"Over {line.name}:", flush=True)
    with nodes.joined_by(line):
        envelopes(nodes, count)
        if megabytes:
            packets(nodes, line, megabytes, 0.5)
        memory(nodes.office)
        memory(nodes.centre)


def over_line(nodes: TwoNodes, line: Namespaces, given: argparse.Namespace) -> None:
    """Measure what a line allows."""
    print(f"Over {line.name}:", flush=True)
    with nodes.joined_by(line):
        if given.only != "pages":
            # As many beside them as 15,000 are beside 1 GB.
            packets(nodes, line, given.line_mb, 0.9, beside=given.line_mb * 15)
            envelopes(nodes, given.envelopes, goals=False)
            memory(nodes.office)
            memory(nodes.centre)
        if given.only != "line":
            print("Pages, the centre on the same cores, as where both run on one machine:", flush=True)
            pages(nodes, line, given.envelopes, given.line_mb, given.seconds)
            # In truth it is another machine: it is left the processor that the office does not want.
            nodes.centre.stand_back()
            print("Pages, the centre standing back, as if it were another machine:", flush=True)
            pages(nodes, line, given.envelopes, given.line_mb, given.seconds)


if __name__ == "__main__":
    main()
