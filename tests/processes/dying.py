"""Processes that end as in a power cut: at a statement, or at whatever other step of theirs is named."""

import os
import signal
import time
import traceback
from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.db import connection, connections

from pasti.kit import clock


class Dies:
    """Ends this process at its n-th step of a kind; each statement is one, and what else it calls `step` for."""

    def __init__(self, how: str, at: int) -> None:
        self.how, self.left = how, at

    def step(self, how: str) -> None:
        self.left -= how == self.how
        if self.left == 0:
            os.kill(os.getpid(), signal.SIGKILL)

    def __call__(self, execute: Callable[..., Any], *given: Any) -> Any:
        self.step("statement")
        return execute(*given)


def begin(work: Callable[[], None], *, dies: Dies, at: datetime) -> int:
    """Let a process of its own work; return it. It is first of a session, with all that it begins."""
    connections.close_all()
    child = os.fork()
    if child:
        return child
    code = 1
    try:
        os.setsid()
        with clock.stopped_at(at), connection.execute_wrapper(dies):
            work()
        code = 0
    finally:
        if code:
            traceback.print_exc()
        os._exit(code)


def kill(child: int, *, all_of_it: bool = True) -> None:
    """Kill a process, with all that it has begun or alone."""
    try:
        (os.killpg if all_of_it else os.kill)(child, signal.SIGKILL)
    except ProcessLookupError:
        # It had not become a session yet.
        os.kill(child, signal.SIGKILL)


def died(child: int) -> bool:
    """Wait for the end of a process; return whether it was killed, or came to the end of its work."""
    _pid, status = os.waitpid(child, 0)
    assert os.WIFSIGNALED(status) or os.WEXITSTATUS(status) == 0, status
    _wait_until_gone(child)
    return os.WIFSIGNALED(status)


def _wait_until_gone(session: int) -> None:
    # What it had begun ends by itself, well before anybody takes it for stale.
    while True:
        try:
            os.killpg(session, 0)
        except ProcessLookupError:
            return
        time.sleep(0.01)
