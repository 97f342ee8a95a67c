"""The supervisor: a taken port is one sentence; what dies is started again; all end together."""

import os
import signal
import socket
import subprocess
import sys
import textwrap
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from pasti.kit.errors import Stop
from pasti.supervisor.processes import Process, answers, check_port, check_ports


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
    "stays": "note('stays'); time.sleep(300)",
    "worker": "note('worker'); time.sleep(300)",
    "master": "note('master'); subprocess.Popen([sys.executable, 'worker.py']); time.sleep(300)",
}


def supervisor_of(folder: Path, *names: str) -> list[str]:
    """A supervisor of some of these programs, as a program itself."""
    note = "import os, subprocess, sys, time\ndef note(name): open(name, 'a').write(f'{os.getpid()}\\n')\n"
    for name, text in PROGRAMS.items():
        (folder / f"{name}.py").write_text(note + text)
    (folder / "supervisor.py").write_text(
        textwrap.dedent(f"""
        import sys
        from pasti.supervisor.processes import Process
        from pasti.supervisor.supervisor import Supervisor
        processes = [Process(name, [sys.executable, name + ".py"]) for name in {names}]
        sys.exit(Supervisor(processes, lambda: print("ready", flush=True)).run())
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
    except FileNotFoundError:
        return True


def test_what_dies_is_started_again_and_all_end_with_the_supervisor(tmp_path: Path):
    command = supervisor_of(tmp_path, "dies", "stays")
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


def test_those_whom_a_process_started_end_with_it(tmp_path: Path):
    running = subprocess.Popen(supervisor_of(tmp_path, "master"), cwd=tmp_path)
    try:
        wait_until(lambda: started(tmp_path, "worker"))
        os.kill(started(tmp_path, "master")[0], signal.SIGKILL)
        wait_until(lambda: len(started(tmp_path, "worker")) == 2)
        assert ended(started(tmp_path, "worker")[0])
    finally:
        running.send_signal(signal.SIGTERM)
    assert running.wait(timeout=60) == 0
    assert all(ended(pid) for pid in started(tmp_path, "worker"))
