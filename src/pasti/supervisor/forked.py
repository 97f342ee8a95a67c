"""A child that begins as a copy of us: what is loaded here it need not load again, and both share that memory."""

import ctypes
import os
import signal
import subprocess
import sys
import time
import traceback
from collections.abc import Callable

Main = Callable[[], int]

_PR_SET_PDEATHSIG, _PR_SET_NAME = 1, 15
_ASKED_TO_END = (signal.SIGINT, signal.SIGTERM)
_LOOK_EVERY = 0.02


class Forked:
    """A running child, spoken to like a `subprocess.Popen`. Whoever makes one has a single thread and no open lines."""

    def __init__(self, main: Main, environment: dict[str, str], name: str) -> None:
        """Start a child that does `main`, in a group of its own, and ends with what that returns."""
        self.returncode: int | None = None
        sys.stdout.flush()
        sys.stderr.flush()
        parent = os.getpid()
        # Whoever is asked to end before it has let go of our ways would not hear it.
        signal.pthread_sigmask(signal.SIG_BLOCK, _ASKED_TO_END)
        try:
            self.pid = os.fork()
            if not self.pid:
                _be(main, environment, name, parent)
        finally:
            signal.pthread_sigmask(signal.SIG_UNBLOCK, _ASKED_TO_END)

    def poll(self) -> int | None:
        """Return with what it ended (minus the signal that ended it), or None while it runs."""
        if self.returncode is None:
            pid, status = os.waitpid(self.pid, os.WNOHANG)
            if pid:
                self.returncode = os.waitstatus_to_exitcode(status)
        return self.returncode

    def wait(self, timeout: float | None = None) -> int:
        """Wait for its end, at most so many seconds; raise subprocess.TimeoutExpired when it did not come."""
        until = None if timeout is None else time.monotonic() + timeout
        while (status := self.poll()) is None:
            if until is not None and time.monotonic() > until:
                raise subprocess.TimeoutExpired([str(self.pid)], timeout or 0)
            time.sleep(_LOOK_EVERY)
        return status

    def terminate(self) -> None:
        """Ask it to end."""
        if self.poll() is None:
            os.kill(self.pid, signal.SIGTERM)


def die_with_parent() -> None:
    """Ask the kernel to end this process when the one that started it is killed (Linux)."""
    _prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)


def _be(main: Main, environment: dict[str, str], name: str, parent: int) -> None:
    """Be the child, to its end."""
    status = 1
    try:
        os.setsid()
        die_with_parent()
        for asked in _ASKED_TO_END:
            signal.signal(asked, signal.SIG_DFL)
        signal.pthread_sigmask(signal.SIG_UNBLOCK, _ASKED_TO_END)
        # It may have died before the kernel was asked.
        if os.getppid() == parent:
            _prctl(_PR_SET_NAME, name.encode()[:15])
            nothing = os.open(os.devnull, os.O_RDONLY)
            os.dup2(nothing, 0)
            os.close(nothing)
            os.environ.update(environment)
            status = main()
    except SystemExit as end:
        status = end.code if isinstance(end.code, int) else int(end.code is not None)
    except BaseException:  # noqa: BLE001 - said here, since nobody stands above
        traceback.print_exc()
    finally:
        # What is asked for at the end of our program (atexit) is not the child's to do.
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(status)


def _prctl(what: int, value: int | bytes) -> None:
    libc = ctypes.CDLL(None, use_errno=True)
    if hasattr(libc, "prctl"):
        libc.prctl(what, value)
