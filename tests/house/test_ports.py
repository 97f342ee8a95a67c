"""Tests take ports that are free: they run beside an open `make run`, and beside other tests."""

import ast
import socket
import subprocess
import sys

import pytest

from tests import ports
from tests.house.floors import ROOMS, ROOT

TESTS = [*(ROOT / "tests").rglob("*.py"), *ROOMS.rglob("tests/*.py"), *(ROOT / "bench").rglob("*.py")]
_NAMES = {"port", "live_port", "PASTI_PORT", "PASTI_LIVE_PORT", "PORT"}


def _number(node: ast.AST) -> int:
    """The number that a piece of code is, also when it is written as text; 0 when it is none."""
    written = str(node.value) if isinstance(node, ast.Constant) else ""
    return int(written) if written.isdecimal() else 0


def _is_fixed(call: ast.Call) -> bool:
    """Whether a call names a port. One below 1024 is nobody's to have: it stands for a port in a sentence."""
    if any(keyword.arg in _NAMES and _number(keyword.value) >= 1024 for keyword in call.keywords):
        return True
    if getattr(call.func, "attr", "") == "bind":
        return any(_number(part) for given in call.args for part in ast.walk(given))
    words = [word for given in call.args for word in ast.walk(given) if isinstance(word, ast.Constant)]
    return any(word.value == "--port" for word in words) and any(_number(word) >= 1024 for word in words)


def fixed_ports(text: str) -> list[int]:
    """Every line on which a program is given a port that was thought of beforehand."""
    return [node.lineno for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Call) and _is_fixed(node)]


def test_no_port_is_thought_of_beforehand():
    found = {str(file.relative_to(ROOT)): fixed_ports(file.read_text()) for file in TESTS}
    assert len(found) > 100
    assert {file: lines for file, lines in found.items() if lines} == {}


@pytest.mark.parametrize(
    "planted",
    [
        "start(port=8000)",
        'pasti(node, "up", PASTI_PORT="8000")',
        'probe.bind(("127.0.0.1", 9000))',
        'run(["demo", "--port", "8000"])',
        'run("demo", "--port", "8000")',
    ],
)
def test_a_planted_port_is_found(planted):
    assert fixed_ports(planted) == [1]


def test_what_the_system_gives_is_fine():
    assert fixed_ports('probe.bind(("127.0.0.1", 0))\nstart(port=free)\nProcess("web", port=1)') == []


def test_another_run_of_the_tests_does_not_get_the_ports_that_this_one_will_use():
    """Else its people talk to our node, which does not know them."""
    port = ports.free_port(beside=(1,))
    for ours in (port, port + 1):
        program = f"from tests import ports; print(ports.hold([{ours}]))"
        done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True)
        assert done.stdout == "False\n"
        with socket.socket() as listening:
            listening.bind(("127.0.0.1", ours))
