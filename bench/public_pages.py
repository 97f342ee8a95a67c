"""What the public reads: how many pages a second one web process gives, and how much processor each costs.

Beside a hello on the same server (what the gate says to whoever looks whether it is alive), measured by turns with it,
and a hello on granian. Machines are shared and noisy: what counts is the ratio to the hello before and after.
"""

import http.client
import os
import subprocess
import sys
from dataclasses import dataclass

from bench.office import Office, sample_office

_NOW = [sys.executable, "-m", "pasti.site.web"]
_HELLO = [
    sys.executable, "-m", "granian", "--host", "127.0.0.1", "--no-ws", "--interface", "wsgi", "--port", "{port}",
    "--workers", "1", "--blocking-threads", "4", "--log-level", "warning", "bench.hello:application",
]  # fmt: skip
_SECONDS, _LINES = float(os.environ.get("PASTI_BENCH_SECONDS", "2")), 16
# What must be reached: pages a second, or milliseconds of processor.
_RATES = {
    "/": 5000, "/hari-ini/": 5000, "/hari-ini/status.json": 5000, "/antrean/": 3000, "/antrean/papan/": 3000,
    "/static/kit/pasti.svg": 0,
}  # fmt: skip
_TRACKING_MS = 2.0


@dataclass
class Measured:
    """Answers a second, and milliseconds of the server's processor for each."""

    rate: float
    cost: float

    def beside(self, hello: float) -> str:
        """Say it, with its ratio to the hellos around it."""
        return f"{self.rate:8.0f}/s   {self.cost:7.3f} CPU-ms   × {self.rate / hello:5.2f} of a hello"


def processor(pid: int) -> float:
    """Return the seconds of processor that a process and its children have used."""
    total, family = 0.0, {pid}
    for entry in sorted(int(name) for name in os.listdir("/proc") if name.isdigit()):
        try:
            with open(f"/proc/{entry}/stat") as file:  # noqa: PTH123 - one line of the system's
                fields = file.read().rsplit(")", 1)[1].split()
        except OSError:
            continue
        if entry in family or int(fields[1]) in family:
            family.add(entry)
            total += (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
    return total


def crowd(pid: int, port: int, path: str, *headers: str) -> Measured:
    """Let many ask for one page."""
    before = processor(pid)
    words = [str(port), str(_SECONDS), str(_LINES), path, *headers]
    done = subprocess.run([sys.executable, "-m", "bench.crowd", *words], capture_output=True, text=True, check=True)
    used, (count, seconds, all_of_them) = processor(pid) - before, done.stdout.split()
    return Measured(int(count) / float(seconds), used / max(1, int(all_of_them)) * 1000)


def cookies(office: Office) -> str:
    """Return the cookies of somebody who has opened the case before, as a browser brings them."""
    line = http.client.HTTPConnection("127.0.0.1", office.port, timeout=60)
    line.request("GET", f"/lacak/{office.case}/", headers={"Cookie": office.cookie})
    answer = line.getresponse()
    answer.read()
    assert answer.status == 200, answer.status
    given = [value.split(";", 1)[0] for name, value in answer.getheaders() if name.lower() == "set-cookie"]
    return "; ".join([office.cookie, *given])


def main() -> int:
    """Measure; fail when something costs more than the issue allows."""
    missed = []
    with sample_office() as office:
        with office.served_by(_HELLO) as pid:
            print(f"  {'hello on granian':28} {crowd(pid, office.port, '/').beside(float('nan'))}")
        with office.served_by(_NOW) as pid:
            hello = crowd(pid, office.port, "/up")
            print(f"  {'hello at the gate':28} {hello.beside(hello.rate)}", flush=True)
            for path, least in _RATES.items():
                found = crowd(pid, office.port, path, "Accept-Encoding: gzip, deflate, br")
                after = crowd(pid, office.port, "/up")
                around, hello = (hello.rate + after.rate) / 2, after
                print(f"  {path:28} {found.beside(around)}   (at least {least}/s)", flush=True)
                missed += [path] if found.rate < least else []
            cookie = f"Cookie: {cookies(office)}"
            plain = crowd(pid, office.port, "/masuk/", cookie)
            print(f"  {'a form, made each time':28} {plain.beside(hello.rate)}")
            found = crowd(pid, office.port, f"/lacak/{office.case}/", cookie, "Accept-Encoding: gzip")
            print(f"  {'tracking':28} {found.beside(hello.rate)}   (at most {_TRACKING_MS} CPU-ms)")
            missed += ["tracking"] if found.cost > _TRACKING_MS else []
    print("well within its limits" if not missed else f"PAST ITS LIMITS: {', '.join(missed)}")
    return int(bool(missed))


if __name__ == "__main__":
    sys.exit(main())
