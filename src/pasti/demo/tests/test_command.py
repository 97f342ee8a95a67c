"""`pasti demo` is a command beside those of a node."""

import os
import socket
import subprocess
import sys

import pytest


def pasti(*words: str) -> subprocess.CompletedProcess[str]:
    # It knows nothing of the tests' own settings.
    env = {name: value for name, value in os.environ.items() if not name.startswith(("PASTI_", "DJANGO_"))}
    command = [sys.executable, "-P", "-m", "pasti", *words]
    return subprocess.run(command, env=env, capture_output=True, text=True, timeout=60, check=False)


def test_the_program_knows_the_node_and_the_sample():
    said = pasti("--help")
    assert said.returncode == 0
    assert {"init", "up", "check", "demo"} <= set(said.stdout.split())


@pytest.mark.parametrize("words", [["demo", "--at", "tomorrow"], ["demo", "--port", "x"]])
def test_words_that_are_none(words):
    said = pasti(*words)
    assert said.returncode == 2
    assert "pasti demo" in said.stderr


def test_a_taken_port_is_named_before_anything_is_made(tmp_path):
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        taken = other.getsockname()[1]
        said = pasti("demo", "--dir", str(tmp_path / "demo"), "--port", str(taken))
    assert said.returncode == 1
    assert said.stderr.startswith("pasti: ")
    assert str(taken) in said.stderr
    assert not (tmp_path / "demo").exists()
