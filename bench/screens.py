"""From a commit to 2,000 screens that show it, beside a bare broadcast of as many bytes in the same run."""

import json
import os
import statistics
import subprocess
import sys
from contextlib import ExitStack, contextmanager
from typing import Any

from bench.figures import Figures
from bench.office import Office, sample_office
from bench.ports import free_port

_SCREENS = int(os.environ.get("PASTI_BENCH_SCREENS", "2000"))
_TIMES, _EVERY = 20, 0.6
_P50, _P99 = 50, 150


@contextmanager
def _program(module: str, *words: object, environment: dict[str, str] | None = None) -> Any:
    program = subprocess.Popen(
        [sys.executable, "-m", module, *map(str, words)],
        env=os.environ | (environment or {}), stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    try:
        yield program
    finally:
        program.kill()
        program.wait()


def _said(program: Any) -> str:
    line = program.stdout.readline()
    assert line, "a program ended before it had said anything"
    return line.strip()


def _arrivals(began: list[float], came: list[float]) -> Figures:
    """Say how long each part was on its way to each screen; one that did not come before the next is missing."""
    ends = [*began[1:], began[-1] + _EVERY]
    times = [
        (moment - start) * 1000
        for start, end in zip(began, ends, strict=True)
        for moment in came
        if start <= moment < end
    ]
    return Figures(times, failed=max(0, _SCREENS * len(began) - len(times)))


def bare(size: int) -> Figures:
    """Measure a bare broadcast of parts of this size."""
    port = free_port()
    with _program("bench.screens_bare", port, size, _TIMES, _EVERY) as server:
        _said(server)
        with _program("bench.screens_listen", port, "/board/id", _SCREENS) as screens:
            _said(screens)
            server.stdin.write("go\n")
            server.stdin.flush()
            began = json.loads(_said(server))
            came, _nothing = screens.communicate()
    return _arrivals(began, json.loads(came))


def pushed(office: Office) -> tuple[Figures, int]:
    """Measure from each commit of a program to each screen of the live process; return the size of a part, too."""
    with ExitStack() as stack:
        live = [sys.executable, "-m", "pasti.site.live_server"]
        stack.enter_context(office.served_by(live, PASTI_LIVE_PORT=str(office.port)))
        screens = stack.enter_context(_program("bench.screens_listen", office.port, "/board/id", _SCREENS))
        _said(screens)
        with _program("bench.screens_change", _TIMES, _EVERY, environment=office.environment) as changes:
            committed, size = json.loads(changes.communicate()[0])
        came, _nothing = screens.communicate()
    return _arrivals(committed, json.loads(came)), size


def line(name: str, found: Figures, base: Figures | None = None) -> str:
    """Return p50 and p99, and how many times those of the baseline they are."""
    p50, p99 = found.percentile(50), found.percentile(99)
    beside = f"   × {p50 / base.percentile(50):5.2f}   × {p99 / base.percentile(99):5.2f}" if base else ""
    return f"  {name:44} p50 {p50:8.1f} ms   p99 {p99:8.1f} ms{beside}   ({len(found.times)} came, {found.failed} not)"


def main() -> int:
    """Measure; fail when screens hear later than the issue allows."""
    with sample_office() as office:
        found, size = pushed(office)
        base = bare(size)
        again, _size = pushed(office)
        of_version = [sys.executable, "-m", "bench.screens_version", "0", "1000", "21000"]
        subprocess.run(of_version, env=os.environ | office.environment, check=True)
    print(line(f"bare broadcast, {_SCREENS} screens, {size} bytes", base))
    print(line("from commit to screen", found, base))
    print(line("from commit to screen, once more", again, base))
    p50, p99 = (statistics.mean(f.percentile(which) for f in (found, again)) for which in (50, 99))
    good = p50 <= _P50 and p99 <= _P99
    past = f"PAST ITS LIMITS: p50 {p50:.0f} of {_P50} ms, p99 {p99:.0f} of {_P99} ms"
    print("well within its limits" if good else past)
    return int(not good)


if __name__ == "__main__":
    sys.exit(main())
