"""The supervisor: a taken port and a newer database are one sentence; what dies is started again; all end together."""

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

from pasti.site.command import Stop
from pasti.site.tests.program import change, environment, pasti, sentence
from pasti.site.up import Process, answers, check_port, check_ports, node_processes


@pytest.fixture
def taken() -> Iterator[int]:
    """A port that another program holds."""
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        yield other.getsockname()[1]


def process(port: int | None, name: str = "web", host: str = "127.0.0.1") -> Process:
    return Process(name, [], port=port, host=host)


@pytest.mark.parametrize("host", ["127.0.0.1", "0.0.0.0"])
def test_a_taken_port_is_named(taken, host):
    with pytest.raises(Stop, match=str(taken)):
        check_port(process(taken, host=host))


def test_a_free_port_and_no_port_are_fine(taken):
    check_port(process(None))
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        free = probe.getsockname()[1]
    check_ports([process(free), process(None, "work")])


@pytest.mark.parametrize("port", [0, -1, 65536, 70000, 10**20])
def test_what_is_no_port_is_refused(port):
    with pytest.raises(Stop):
        check_port(process(port))


def test_an_address_that_is_not_ours_is_not_called_a_busy_port():
    with pytest.raises(Stop, match="PASTI_HOST"):
        check_port(process(8000, host="203.0.113.7"))


def test_two_processes_cannot_share_a_port():
    with pytest.raises(Stop, match="live"):
        check_ports([process(8000), process(8000, "live")])


@pytest.mark.parametrize("host", ["127.0.0.1", "0.0.0.0"])
def test_whoever_listens_answers(taken, host):
    assert answers(process(taken, host=host))
    assert not answers(process(None))


def test_an_office_has_displays_and_a_centre_has_none():
    def names(role: str) -> list[str]:
        made = node_processes(role, host="127.0.0.1", port=1, live_port=2, threads=3, environment={})
        return [one.name for one in made]

    assert names("office") == ["web", "live", "work"]
    assert names("centre") == ["web", "work"]


# ── as a program ────────────────────────────────────────────────────────────────────────────────────────────────────


def test_up_on_a_taken_port(node, taken):
    assert str(taken) in sentence(pasti(node, "up", PASTI_PORT=str(taken)))


def test_up_on_a_newer_database(node):
    change(node, "INSERT INTO django_migrations (app, name, applied) VALUES ('stock', '9999_future', '2030-01-01')")
    for words in (["up"], ["up", "--no-migrate"]):
        assert "stock.9999_future" in sentence(pasti(node, *words))


def wait_until(happened, seconds: float = 60) -> None:
    """Wait for something that a program does; a program that never does it fails the test."""
    until = time.monotonic() + seconds
    while not happened():
        assert time.monotonic() < until, "it did not happen"
        time.sleep(0.05)


def test_what_dies_is_started_again_and_all_end_with_the_supervisor(tmp_path: Path):
    program = tmp_path / "program.py"
    program.write_text(
        textwrap.dedent(f"""
        import sys
        from pathlib import Path
        import django
        django.setup()
        from pasti.site.up import Process, Supervisor
        folder = Path({str(tmp_path)!r})
        note = "import os, pathlib; open(r'{tmp_path}/%s', 'a').write(f'{{os.getpid()}}\\\\n')"
        stay = "; import time; time.sleep(300)"
        dies = Process("dies", [sys.executable, "-c", note % "dies"])
        stays = Process("stays", [sys.executable, "-c", note % "stays" + stay])
        sys.exit(Supervisor([dies, stays], lambda: print("ready", flush=True)).run())
        """)
    )

    def started(name: str) -> list[int]:
        file = tmp_path / name
        return [int(line) for line in file.read_text().split()] if file.exists() else []

    env = environment(tmp_path, DJANGO_SETTINGS_MODULE="pasti.site.settings")
    running = subprocess.Popen(
        [sys.executable, "-P", str(program)], env=env, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    try:
        wait_until(lambda: len(started("dies")) >= 2 and started("stays"))
    finally:
        running.send_signal(signal.SIGTERM)
    out, err = running.communicate(timeout=60)
    assert running.returncode == 0
    assert out == "ready\n"
    assert "dies ended with 0" in err
    assert len(started("stays")) == 1
    with pytest.raises(ProcessLookupError):
        os.kill(started("stays")[0], 0)
