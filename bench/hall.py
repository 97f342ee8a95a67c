"""Sixteen clerks and four kiosks at full speed: how long they wait, what it costs, and that nothing goes wrong.

On SQLite, and on PostgreSQL if there is a server. Beside a hello of the gate. The office is killed once in the middle
(SIGKILL of the web process): what was told to somebody must still be there.
"""

import json
import os
import secrets
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit, urlunsplit

from bench.office import Office, sample_office
from bench.public_pages import crowd, processor

_SECONDS = float(os.environ.get("PASTI_BENCH_HALL_SECONDS", "60"))
_CLERKS, _KIOSKS = 16, 4
_WEB = [sys.executable, "-m", "pasti.site.web"]
_P99_MS, _CPU_MS = 150, 4.0
_WRONG = (
    "numbers left out or given twice", "called twice", "not in the journal", "journalled twice",
    "skipped against the rule",
)  # fmt: skip


def in_the_room(office: Office, *words: str) -> dict[str, object]:
    """Run bench.hall_room in the office."""
    command = [sys.executable, "-m", "bench.hall_room", *words]
    done = subprocess.run(command, env=os.environ | office.environment, capture_output=True, text=True, check=True)
    found: dict[str, object] = json.loads(done.stdout.splitlines()[-1])
    return found


@contextmanager
def at_work(office: Office) -> Iterator[tuple[int, int]]:
    """Yield the pids of an office at work: its web process, and its worker, which looks at what stands and seals."""
    worker = subprocess.Popen(
        [sys.executable, "-m", "pasti", "work"],
        env=os.environ | office.environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        with office.served_by(_WEB) as web:
            yield web, worker.pid
    finally:
        worker.terminate()
        worker.wait()


def people(port: int, seconds: float, cookies: dict[str, object]) -> "subprocess.Popen[str]":
    """Let the people begin."""
    command = [sys.executable, "-m", "bench.hall_people", str(port), str(seconds)]
    going = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert going.stdin
    going.stdin.write(json.dumps(cookies))
    going.stdin.close()
    return going


def measured(office: Office, cookies: dict[str, object], hello: float) -> bool:
    """Measure a part of the day; return whether it is within its limits."""
    with at_work(office) as (pid, worker):
        # What is loaded at the first request is none of theirs; and the worker has looked once at what stands.
        people(office.port, 3, cookies).wait()
        time.sleep(8)
        before, behind = processor(pid), processor(worker)
        going = people(office.port, _SECONDS / 2, cookies)
        assert going.stdout
        said = json.loads(going.stdout.read())
        used, beside = processor(pid) - before, processor(worker) - behind
    every = sorted(ms for each in said["times"].values() for ms in each)
    cost, p99 = used / max(1, len(every)) * 1000, every[int(len(every) * 0.99)]
    for kind, each in said["times"].items():
        print(f"  {kind:18} {len(each):6} ×   p50 {statistics.median(each):7.1f} ms")
    print(f"  {len(every)} requests, {cost:.2f} CPU-ms each (goal {_CPU_MS}; a hello {hello:.2f}), p99 {p99:.0f} ms")
    print(f"  beside them the worker: {beside / max(1, len(every)) * 1000:.2f} CPU-ms for each")
    print(f"  refused: {said['refused'][:3] or 'none'}", flush=True)
    return cost <= _CPU_MS and p99 <= _P99_MS and not said["refused"]


def killed(office: Office, cookies: dict[str, object]) -> list[str]:
    """Kill the web process in the middle; return what was lost of what somebody was told."""
    with office.served_by(_WEB) as pid:
        going = people(office.port, _SECONDS / 2, cookies)
        time.sleep(_SECONDS / 6)
        os.kill(pid, 9)
    with office.served_by(_WEB):
        assert going.stdout
        said = json.loads(going.stdout.read())
    found = in_the_room(office, "judge")
    print(f"  killed in the middle: {said['unanswered']} were not answered and asked again, {found['tickets']} numbers")
    kept = found["tokens"]
    assert isinstance(kept, list)
    lost = sorted(set(said["tokens"]) - set(kept))
    wrong = [f"{name}: {found[name]}" for name in _WRONG if found[name]]
    return [*wrong, *(f"lost: {token}" for token in lost)]


def on_a_database(name: str, url: str) -> bool:
    """Measure on one database."""
    print(f"\n── {name}, {_CLERKS} clerks and {_KIOSKS} kiosks, {_SECONDS:.0f} s ──", flush=True)
    if url:
        os.environ["PASTI_DATABASE_URL_OFFICE"] = url
    with sample_office() as office:
        with office.served_by(_WEB) as pid:
            hello = crowd(pid, office.port, "/up").cost
        cookies = in_the_room(office, "furnish", str(_CLERKS), str(_KIOSKS))
        within = measured(office, cookies, hello)
        wrong = killed(office, cookies)
    print("  nothing lost, given or called twice, or skipped" if not wrong else f"  WRONG: {wrong[:5]}", flush=True)
    return within and not wrong


def main() -> int:
    """Measure on each database that there is."""
    fine = on_a_database("SQLite", "")
    if server := os.environ.get("PASTI_TEST_POSTGRES"):
        import psycopg

        made = f"pasti_bench_{secrets.token_hex(4)}"
        with psycopg.connect(server, autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {made}")
            try:
                fine &= on_a_database("PostgreSQL", urlunsplit(urlsplit(server)._replace(path=f"/{made}")))
            finally:
                connection.execute(f"DROP DATABASE {made} WITH (FORCE)")
    print("well within its limits" if fine else "PAST ITS LIMITS")
    return int(not fine)


if __name__ == "__main__":
    sys.exit(main())
