"""Sixteen clerks and four kiosks at once on a real office whose web process is killed meanwhile: all goes by rule."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from tests.attacks.running import RunningNode, running
from tests.attacks.test_processes_that_stand_still import group, masters

pytestmark = pytest.mark.processes
_SECONDS = 10


def in_the_room(node: RunningNode, *words: str) -> dict[str, Any]:
    done = subprocess.run(
        [sys.executable, "-m", "bench.hall_room", *words],
        env=node.environment | {"DJANGO_SETTINGS_MODULE": "pasti.site.settings"},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def test_nothing_is_lost_given_or_called_twice_or_skipped(tmp_path: Path):
    with running(tmp_path) as node:
        cookies = in_the_room(node, "furnish", "16", "4")
        command = [sys.executable, "-m", "bench.hall_people", str(node.port), str(_SECONDS)]
        with subprocess.Popen(
            command, env=node.environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        ) as people:
            assert people.stdin
            assert people.stdout
            people.stdin.write(json.dumps(cookies))
            people.stdin.close()
            time.sleep(_SECONDS / 2)
            for pid in group(masters(node)["web"]):
                os.kill(pid, signal.SIGKILL)
            said = json.loads(people.stdout.read())
        found = in_the_room(node, "judge")
    assert said["refused"] == []
    tokens = found.pop("tokens")
    assert set(said["tokens"]) <= set(tokens), "who was told a number has it"
    assert (found.pop("tickets"), found.pop("called") > 0) == (len(tokens), True)
    assert len(said["tokens"]) > 0
    assert {what: which for what, which in found.items() if which} == {}
