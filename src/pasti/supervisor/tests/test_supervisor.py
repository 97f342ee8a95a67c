"""The supervisor: a taken port is one sentence; what dies is started again; all end together."""

import itertools
import os
import signal
import socket
import subprocess
import sys
import tempfile
import textwrap
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from pasti.kit.errors import Stop
from pasti.supervisor.processes import Process, answers, check_port, check_ports, end_group
from pasti.supervisor.pulse import Answering, comes_within
from pasti.supervisor.supervisor import Supervisor


@pytest.fixture
def taken() -> Iterator[int]:
    """A port that another program holds."""
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        yield other.getsockname()[1]


@pytest.fixture
def free() -> int:
    """A port that nobody holds."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def process(port: int | None, name: str = "web", host: str = "127.0.0.1") -> Process:
    return Process(name, [], port=port, host=host)


@pytest.mark.parametrize("host", ["127.0.0.1", "0.0.0.0"])
def test_a_taken_port_is_named(taken, host):
    with pytest.raises(Stop, match=str(taken)):
        check_port(process(taken, host=host))


def test_a_free_port_and_no_port_are_fine(free):
    check_port(process(None))
    check_ports([process(free), process(None, "work")])


@pytest.mark.parametrize("port", [0, -1, 65536, 70000, 10**20])
def test_what_is_no_port_is_refused(port):
    with pytest.raises(Stop):
        check_port(process(port))


def test_an_address_that_is_not_ours_is_not_called_a_busy_port(free):
    with pytest.raises(Stop, match="PASTI_HOST"):
        check_port(process(free, host="203.0.113.7"))


def test_two_processes_cannot_share_a_port(free):
    with pytest.raises(Stop, match="live"):
        check_ports([process(free), process(free, "live")])


@pytest.mark.parametrize("host", ["127.0.0.1", "0.0.0.0"])
def test_whoever_listens_answers(taken, host):
    assert answers(process(taken, host=host))
    assert not answers(process(None))


def wait_until(happened, seconds: float = 60) -> None:
    """Wait for something that a program does; a program that never does it fails the test."""
    until = time.monotonic() + seconds
    while not happened():
        assert time.monotonic() < until, "it did not happen"
        time.sleep(0.05)


# Each notes its pid in a file of its name; a master starts a worker.
PROGRAMS = {
    "dies": "note('dies')",
    "fails": "note('fails'); raise ValueError(sys.stdin.read() + os.environ['SAID'])",
    "stays": "note('stays'); time.sleep(300)",
    "worker": "note('worker'); time.sleep(300)",
    "master": "note('master'); subprocess.Popen([sys.executable, 'worker.py']); time.sleep(300)",
    "beats": "note('beats')\nwhile True: pulse.beat(Path('beats.alive')); time.sleep(0.2)",
    "serves": "note('serves'); http.server.HTTPServer(('127.0.0.1', port()), Up).serve_forever()",
}
PULSES = {
    "beats": "pulse.Beating(Path('beats.alive'))",
    "serves": "pulse.Answering('127.0.0.1', int(Path('port').read_text()), '/up')",
}


# Each is started as a program, or done by a copy of the supervisor.
@pytest.fixture(params=[False, True], ids=["programs", "copies"])
def copies(request) -> bool:
    return bool(request.param)


def supervisor_of(folder: Path, *names: str, hung_after: float = 20, copies: bool = False) -> list[str]:
    """A supervisor of some of these programs, as a program itself."""
    note = textwrap.dedent("""
        import http.server, os, subprocess, sys, time
        from pathlib import Path
        from pasti.supervisor import pulse
        def port(): return int(Path('port').read_text())
        def note(name): open(name, 'a').write(f'{os.getpid()}\\n')
        class Up(http.server.BaseHTTPRequestHandler):
            def do_GET(self): note('asked'); self.send_response(200 if self.path == '/up' else 404); self.end_headers()
            def log_message(self, *_): pass
    """)
    for name, text in PROGRAMS.items():
        (folder / f"{name}.py").write_text(note + text)
    (folder / "supervisor.py").write_text(
        textwrap.dedent(f"""
        import runpy, sys
        from functools import partial
        from pathlib import Path
        from pasti.supervisor import pulse
        from pasti.supervisor.processes import Process
        from pasti.supervisor.supervisor import Supervisor
        pulses = {{{", ".join(f"{name!r}: {PULSES[name]}" for name in names if name in PULSES)}}}
        def be(name): runpy.run_path(name + ".py"); return 0
        made = [
            Process(
                name, [sys.executable, name + ".py"], {{"SAID": "it did"}}, pulse=pulses.get(name),
                main=partial(be, name) if {copies} else None,
            )
            for name in {names}
        ]
        sys.exit(Supervisor(made, lambda: print("ready", flush=True), hung_after={hung_after}).run())
        """)
    )
    return [sys.executable, "-P", "supervisor.py"]


def started(folder: Path, name: str) -> list[int]:
    file = folder / name
    return [int(line) for line in file.read_text().split()] if file.exists() else []


def ended(pid: int) -> bool:
    """Whether a process is gone, or only its parent has not noticed yet."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
    except OSError:
        return True


def test_what_dies_is_started_again_and_all_end_with_the_supervisor(tmp_path: Path, copies):
    command = supervisor_of(tmp_path, "dies", "stays", copies=copies)
    running = subprocess.Popen(command, cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    try:
        wait_until(lambda: len(started(tmp_path, "dies")) >= 2 and started(tmp_path, "stays"))
    finally:
        running.send_signal(signal.SIGTERM)
    out, err = running.communicate(timeout=60)
    assert running.returncode == 0
    assert out == "ready\n"
    assert "dies ended with 0" in err
    assert len(started(tmp_path, "stays")) == 1
    assert ended(started(tmp_path, "stays")[0])


def test_what_fails_says_why(tmp_path: Path, copies):
    with kept_up(tmp_path, "fails", copies=copies):
        wait_until(lambda: len(started(tmp_path, "fails")) >= 2)
    said = (tmp_path / "log").read_text()
    # It had nothing to read.
    assert "ValueError: it did" in said
    assert "fails ended with 1" in said


def test_nobody_outlives_a_supervisor_that_was_killed(tmp_path: Path, copies):
    running = subprocess.Popen(supervisor_of(tmp_path, "stays", "beats", copies=copies), cwd=tmp_path)
    wait_until(lambda: started(tmp_path, "stays") and started(tmp_path, "beats"))
    running.kill()
    running.wait(timeout=60)
    wait_until(lambda: all(ended(pid) for name in ("stays", "beats") for pid in started(tmp_path, name)))


def held(pid: int) -> Iterator[str]:
    """What a process has open; what it closes meanwhile is passed over."""
    for file in Path(f"/proc/{pid}/fd").iterdir():
        with suppress(FileNotFoundError):
            yield str(file.readlink())


def test_a_copy_holds_no_line_of_its_supervisors(tmp_path: Path, free: int):
    (tmp_path / "port").write_text(str(free))
    with kept_up(tmp_path, "serves", "stays", copies=True):
        for again in range(2, 6):
            # While the supervisor waits for an answer, as it does most of the time.
            asked = len(started(tmp_path, "asked"))
            wait_until(lambda asked=asked: len(started(tmp_path, "asked")) > asked)
            os.kill(started(tmp_path, "stays")[-1], signal.SIGKILL)
            wait_until(lambda again=again: len(started(tmp_path, "stays")) == again)
            assert [line for line in held(started(tmp_path, "stays")[-1]) if line.startswith("socket:")] == []


def test_those_whom_a_process_started_end_with_it(tmp_path: Path, copies):
    running = subprocess.Popen(supervisor_of(tmp_path, "master", copies=copies), cwd=tmp_path)
    try:
        wait_until(lambda: started(tmp_path, "worker"))
        os.kill(started(tmp_path, "master")[0], signal.SIGKILL)
        wait_until(lambda: len(started(tmp_path, "worker")) == 2)
        assert ended(started(tmp_path, "worker")[0])
    finally:
        running.send_signal(signal.SIGTERM)
    assert running.wait(timeout=60) == 0
    assert all(ended(pid) for pid in started(tmp_path, "worker"))


@contextmanager
def kept_up(
    folder: Path, *names: str, hung_after: float = 20, copies: bool = False
) -> Iterator["subprocess.Popen[bytes]"]:
    """Some of these programs, kept up until the block ends; all must have ended with their supervisor."""
    with (folder / "log").open("wb") as log:
        command = supervisor_of(folder, *names, hung_after=hung_after, copies=copies)
        running = subprocess.Popen(command, cwd=folder, stderr=log)
    try:
        wait_until(lambda: all(started(folder, name) for name in names))
        yield running
    finally:
        running.send_signal(signal.SIGTERM)
        assert running.wait(timeout=60) == 0
    assert all(ended(pid) for name in names for pid in started(folder, name))


def test_who_is_stopped_is_noticed_and_started_anew_and_nobody_else(tmp_path: Path, free: int, copies):
    (tmp_path / "port").write_text(str(free))
    with kept_up(tmp_path, "beats", "serves", "stays", hung_after=3, copies=copies):
        wait_until(lambda: touched(tmp_path) is not None, 200)
        before, asked = touched(tmp_path), len(started(tmp_path, "asked"))
        # Both were heard: the second question is asked when the first was answered.
        wait_until(lambda: touched(tmp_path) != before and len(started(tmp_path, "asked")) >= asked + 3, 200)
        for name in ("beats", "serves"):
            os.kill(started(tmp_path, name)[0], signal.SIGSTOP)
        wait_until(lambda: len(started(tmp_path, "beats")) == len(started(tmp_path, "serves")) == 2, 300)
        assert ended(started(tmp_path, "beats")[0])
        assert ended(started(tmp_path, "serves")[0])
        assert comes_within(Answering("127.0.0.1", free, "/up"), 60), "the new one has the port"
        assert len(started(tmp_path, "stays")) == 1
    assert "gave no sign of life" in (tmp_path / "log").read_text()


def test_a_machine_that_slept_was_not_silent(tmp_path: Path):
    with kept_up(tmp_path, "beats", hung_after=3) as running:
        wait_until((tmp_path / "beats.alive").exists)
        # All stand still for longer than anybody may be silent, as when a lid is closed.
        for pid in (running.pid, started(tmp_path, "beats")[0]):
            os.kill(pid, signal.SIGSTOP)
        time.sleep(5)
        os.kill(running.pid, signal.SIGCONT)
        time.sleep(0.5)
        os.kill(started(tmp_path, "beats")[0], signal.SIGCONT)
        before = (tmp_path / "beats.alive").stat().st_mtime_ns
        wait_until(lambda: (tmp_path / "beats.alive").stat().st_mtime_ns > before)
        assert len(started(tmp_path, "beats")) == 1


def touched(folder: Path) -> int | None:
    file = folder / "beats.alive"
    return file.stat().st_mtime_ns if file.exists() else None


def looks(supervisor: Supervisor, monkeypatch, *, until: float, every: float = 0.2) -> None:
    """Let a supervisor look after its processes for so many seconds of a clock that the test turns."""
    at = time.monotonic()
    while at < until:
        at += every
        monkeypatch.setattr("time.monotonic", lambda at=at: at)
        supervisor._look_after()


class Silent:
    """Somebody who gives no sign of life, except for the first one after each start."""

    def __init__(self) -> None:
        self.new = False

    def begin(self) -> None:
        self.new = True

    def felt(self) -> bool:
        new, self.new = self.new, False
        return new

    def end(self) -> None:
        pass


@pytest.fixture
def turned(monkeypatch):
    """A supervisor without a loop of its own, of one program that never ends by itself; and the seconds it began at."""
    monkeypatch.setattr("os.getloadavg", lambda: (0.0, 0.0, 0.0))
    one = Process("one", [sys.executable, "-c", "import time; time.sleep(300)"])
    supervisor = Supervisor([one], lambda: None, hung_after=20)
    supervisor.looked_at = one.ill_since = time.monotonic()
    yield supervisor, time.monotonic()
    monkeypatch.undo()
    if one.child:
        end_group(one)
        one.child.wait()


def test_in_the_first_minutes_of_crashing_no_pause_is_longer_than_five_seconds(turned, monkeypatch):
    supervisor, began = turned
    (one,) = supervisor.processes
    one.command = ["true"]
    pauses: list[tuple[float, float]] = []
    at = began
    while at < began + 900:
        at += 0.2
        monkeypatch.setattr("time.monotonic", lambda at=at: at)
        if one.child:
            one.child.wait()
        supervisor._look_after()
        if one.child is None and (not pauses or one.again_at != pauses[-1][1]):
            pauses.append((at - began, one.again_at))
    lengths = [(since, again - began - since) for since, again in pauses]
    assert max(pause for since, pause in lengths if since < 300) <= 5
    assert 20 < max(pause for _since, pause in lengths) <= 30.1, "later it costs nothing that is not needed"
    assert lengths[0][1] <= 1, "the first time it is started again at once"


def test_who_came_to_life_each_time_is_missed_and_never_waits_longer_than_two_seconds(turned, monkeypatch):
    """Killed from outside for a quarter of an hour, as by a machine without memory: each start has served somebody."""
    supervisor, began = turned
    (one,) = supervisor.processes
    one.command, one.pulse = ["sleep", "300"], Silent()
    pauses = set()
    at = began
    while at < began + 900:
        at += 0.2
        monkeypatch.setattr("time.monotonic", lambda at=at: at)
        supervisor._look_after()
        if one.child is None:
            pauses.add(one.pause)
        elif one.was_heard:
            one.child.kill()
            one.child.wait()
    assert pauses == {1.0, 2.0}


def test_who_is_silent_again_and_again_gets_longer_each_time(turned, monkeypatch):
    supervisor, began = turned
    (one,) = supervisor.processes
    one.pulse = Silent()
    ends: list[float] = []
    said = supervisor._let_go
    monkeypatch.setattr(supervisor, "_let_go", lambda *given: (ends.append(time.monotonic()), said(*given)))
    looks(supervisor, monkeypatch, until=began + 700)
    apart = [round(b - a) for a, b in zip([began, *ends], ends, strict=False)]
    assert len(apart) >= 4
    assert all(later > before * 1.5 for before, later in itertools.pairwise(apart)), apart


@pytest.mark.parametrize(("each_core", "times"), [(0.5, 1), (4, 4), (1000, 10)])
def test_on_a_busy_machine_everybody_gets_longer_and_nobody_for_ever(turned, monkeypatch, each_core, times):
    supervisor, began = turned
    (one,) = supervisor.processes
    one.pulse = Silent()
    monkeypatch.setattr("os.getloadavg", lambda: (each_core * (os.cpu_count() or 1), 0.0, 0.0))
    looks(supervisor, monkeypatch, until=began + 20 * times - 1)
    assert (one.hung, one.child is None) == (0, False)
    looks(supervisor, monkeypatch, until=began + 20 * times + 3)
    assert one.hung == 1


def test_what_cannot_be_started_is_tried_again_and_stops_nobody_else(turned, monkeypatch):
    supervisor, began = turned
    other = Process("other", ["/nowhere/at/all"])
    supervisor.processes.append(other)
    looks(supervisor, monkeypatch, until=began + 5)
    assert supervisor.processes[0].child is not None
    assert other.child is None


def test_systemd_is_told_that_we_are_ready_alive_and_ending(tmp_path: Path, monkeypatch):
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as systemd, tempfile.TemporaryDirectory() as short:
        systemd.bind(f"{short}/notify")
        systemd.settimeout(60)
        monkeypatch.setenv("NOTIFY_SOCKET", f"{short}/notify")
        with kept_up(tmp_path, "stays"):
            assert [systemd.recv(100) for _word in range(2)] == [b"READY=1", b"WATCHDOG=1"]
        words = []
        while b"STOPPING=1" not in words:
            words.append(systemd.recv(100))
        assert set(words) <= {b"WATCHDOG=1", b"STOPPING=1"}
