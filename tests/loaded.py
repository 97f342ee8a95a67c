"""Commands of a node that is asked again and again: the program is loaded once, and each command is a child of it.

To load it takes most of what a command takes. The child is as good as a program of its own: it has the environment, the
words and the standard streams of one, and nobody has connected to anything before it. What makes a node, whose settings
are not there yet, is no command for here.
"""

import atexit
import json
import os
import runpy
import signal
import subprocess
import sys
import tempfile
import threading
import traceback
import warnings
from collections import OrderedDict
from typing import IO

from tests.house.floors import ROOT

# Of nodes that are long gone, programs need not stay.
_KEPT = 4
_loaded: "OrderedDict[frozenset[tuple[str, str]], subprocess.Popen[str]]" = OrderedDict()


def run(environment: dict[str, str], module: str, *words: str, timeout: int = 120) -> subprocess.CompletedProcess[str]:
    """Let a module do something as `python -m` does, in a process of its own; return its status and what it said."""
    program = _program(environment)
    assert program.stdin
    assert program.stdout
    late = threading.Timer(timeout, os.killpg, (program.pid, signal.SIGKILL))
    late.start()
    try:
        program.stdin.write(json.dumps([module, *words]) + "\n")
        program.stdin.flush()
        answer = program.stdout.readline()
    finally:
        late.cancel()
    if not answer:
        raise subprocess.TimeoutExpired([module, *words], timeout)
    status, said, complained = json.loads(answer)
    return subprocess.CompletedProcess([module, *words], status, said, complained)


def _program(environment: dict[str, str]) -> "subprocess.Popen[str]":
    wanted = {"DJANGO_SETTINGS_MODULE": "pasti.site.settings", **environment, "PYTHONPATH": f"{ROOT}:{ROOT / 'src'}"}
    key = frozenset(wanted.items())
    found = _loaded.pop(key, None)
    if found is None or found.poll() is not None:
        command = [sys.executable, "-P", "-m", "tests.loaded"]
        found = subprocess.Popen(
            command, env=wanted, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, start_new_session=True
        )
    _loaded[key] = found
    while len(_loaded) > _KEPT:
        _end(_loaded.popitem(last=False)[1])
    return found


def _end(program: "subprocess.Popen[str]") -> None:
    # What it hears next is the end, and it goes.
    try:
        program.communicate(timeout=60)
    finally:
        program.kill()


@atexit.register
def _end_all() -> None:
    while _loaded:
        _end(_loaded.popitem()[1])


def _serve() -> None:
    """Be that program."""
    answers = os.fdopen(os.dup(1), "w")
    # What is printed by the way is no answer.
    os.dup2(2, 1)
    for order in sys.stdin:
        with tempfile.TemporaryFile() as said, tempfile.TemporaryFile() as complained:
            if not (child := os.fork()):
                _do(json.loads(order), said, complained)
            status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
            texts = [_read(file) for file in (said, complained)]
        answers.write(json.dumps([status, *texts]) + "\n")
        answers.flush()


def _read(file: IO[bytes]) -> str:
    file.seek(0)
    return file.read().decode()


def _do(order: list[str], said: IO[bytes], complained: IO[bytes]) -> None:
    """Be its child, as long as one command takes."""
    status = 1
    try:
        for number, file in ((0, None), (1, said), (2, complained)):
            os.dup2(file.fileno() if file else os.open(os.devnull, os.O_RDONLY), number)
        module, *words = order
        sys.argv = [module, *words]
        # It was loaded already; its last part is what is run now.
        warnings.filterwarnings("ignore", category=RuntimeWarning, module="runpy")
        runpy.run_module(module, run_name="__main__", alter_sys=True)
        status = 0
    except SystemExit as end:
        status = end.code if isinstance(end.code, int) else int(end.code is not None)
        if isinstance(end.code, str):
            print(end.code, file=sys.stderr)
    except BaseException:  # noqa: BLE001 - as a program does
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(status)


if __name__ == "__main__":
    import django

    django.setup()
    for _command in ("carry", "check", "introduce", "numbers", "verify", "account_command"):
        __import__(f"pasti.site.{_command}")
    _serve()
