"""The supervisor: starts processes, starts again what dies, stops everything on Ctrl-C."""

import signal
import sys
import time
from collections.abc import Callable
from types import FrameType

from pasti.supervisor.processes import Process, answers, await_end, check_ports, end_group, start

_LONGEST_PAUSE = 30.0


class Supervisor:
    """Keeps processes alive until it is told to stop."""

    def __init__(self, processes: list[Process], ready: Callable[[], None]) -> None:
        self.processes = processes
        self.ready = ready
        self.stopping = False

    def run(self) -> int:
        """Start everything, say when it is ready, and stay until SIGINT or SIGTERM."""
        check_ports(self.processes)
        signal.signal(signal.SIGINT, self._end)
        signal.signal(signal.SIGTERM, self._end)
        for process in self.processes:
            start(process)
        said = False
        try:
            while not self.stopping:
                self._look_after()
                if not said and all(answers(process) for process in self.processes):
                    said = True
                    self.ready()
                time.sleep(0.2)
        finally:
            self._stop_all()
        return 0

    def _end(self, _signal: int, _frame: FrameType | None) -> None:
        self.stopping = True

    def _look_after(self) -> None:
        now = time.monotonic()
        for process in self.processes:
            if process.child and process.child.poll() is not None:
                status = process.child.returncode
                end_group(process)
                process.child = None
                lived = now - process.started
                process.pause = 1.0 if lived > _LONGEST_PAUSE else min(_LONGEST_PAUSE, process.pause * 2)
                process.again_at = now + process.pause
                print(f"pasti: {process.name} ended with {status}; again in {process.pause:.0f} s", file=sys.stderr)
            elif process.child is None and now >= process.again_at:
                start(process)

    def _stop_all(self) -> None:
        alive = [p for p in self.processes if p.child and p.child.poll() is None]
        for process in alive:
            assert process.child is not None
            process.child.terminate()
        began = time.monotonic()
        for process in sorted(alive, key=lambda p: p.stop_within):
            await_end(process, began + process.stop_within)
