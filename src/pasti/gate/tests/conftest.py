import http.client
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from tests.ports import free_port

from pasti.gate.tests.door import Door


def _door(folder: Path, proxies: int, copies: int = 0) -> Iterator[Door]:
    port = free_port()
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PASTI_", "DJANGO_"))}
    command = [sys.executable, "-m", "pasti.gate.tests.program", str(port), str(folder / "spool")]
    command += [str(proxies), str(copies)]
    (folder / "static").mkdir()
    (folder / "static" / "own.css").write_text("a { color: red }")
    with (folder / "log").open("wb") as log:
        program = subprocess.Popen(command, env=kept, stdout=log, stderr=log)
    try:
        until = time.monotonic() + 60
        while True:
            with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=10)) as line:
                try:
                    line.request("GET", "/echo/")
                    line.getresponse().read()
                    break
                except OSError:
                    assert time.monotonic() < until, (folder / "log").read_text()
                    assert program.poll() is None, (folder / "log").read_text()
                    time.sleep(0.05)
        yield Door(port, folder, program.pid)
    finally:
        program.terminate()
        assert program.wait(timeout=30) == 0
    said = (folder / "log").read_text()
    # What is broken off on purpose is said in the log; nothing else is.
    assert said.count("Traceback") == said.count("SystemError: broken off"), said


@pytest.fixture(scope="module")
def door(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Door]:
    yield from _door(tmp_path_factory.mktemp("door"), 0)


@pytest.fixture(scope="module")
def behind_a_proxy(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Door]:
    yield from _door(tmp_path_factory.mktemp("behind"), 1)


@pytest.fixture(scope="module")
def with_copies(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Door]:
    yield from _door(tmp_path_factory.mktemp("copies"), 0, 2)
