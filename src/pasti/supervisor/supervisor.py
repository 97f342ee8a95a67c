"""The supervisor: starts processes, starts again who died or is silent for too long, stops everything on Ctrl-C."""

import os
import signal
import sys
import time
from collections.abc import Callable
from types import FrameType

from pasti.supervisor import systemd
from pasti.supervisor.processes import Process, answers, await_end, check_ports, end_group, start

HUNG_AFTER = 20.0
# A start takes longer on a machine that starts everything at once.
_START_WITHIN = 120.0
# After so long without trouble, trouble is new.
_WELL_AFTER = 60.0
# The longest pause before a start: for who had come to life, and is missed; for who had not, so that the counter is not
# blind; and for who does not after minutes of trouble: nobody misses him, and each start costs.
_LONGEST_MISSED, _LONGEST_PAUSE, _FIRST_MINUTES, _LONGEST = 2.0, 4.0, 300.0, 30.0
# Who was ended for silence and is silent again soon may only be slow: he gets twice as long, up to 2 ** 5 times.
_HUNG_LATELY, _MOST_DOUBLINGS = 900.0, 5
_LOOK_EVERY, _LONGEST_LOOK = 0.2, 1.0
_TELL_SYSTEMD_EVERY = 5.0
# However busy the machine is, who hangs is ended after so many times the usual.
_MOST_COMPETE = 10.0


def _who_compete_for_a_core() -> float:
    """Return how many want to run on each core: everybody is so much slower. Who stands still does not compete."""
    return min(_MOST_COMPETE, max(1.0, os.getloadavg()[0] / (os.cpu_count() or 1)))


class Supervisor:
    """Keeps processes alive until it is told to stop."""

    def __init__(self, processes: list[Process], ready: Callable[[], None], *, hung_after: float = HUNG_AFTER) -> None:
        self.processes = processes
        self.ready = ready
        self.hung_after = hung_after
        self.stopping = False
        self.looked_at = self.told_at = 0.0
        self.systemd = ""

    def run(self) -> int:
        """Start everything, say when it is ready, and stay until SIGINT or SIGTERM."""
        check_ports(self.processes)
        signal.signal(signal.SIGINT, self._end)
        signal.signal(signal.SIGTERM, self._end)
        self.systemd = systemd.take_address()
        self.looked_at = time.monotonic()
        for process in self.processes:
            process.ill_since = self.looked_at
            self._start(process)
        systemd.tell(self.systemd, "READY=1")
        said = False
        try:
            while not self.stopping:
                self._look_after()
                if not said and all(answers(process) for process in self.processes):
                    said = True
                    self.ready()
                time.sleep(_LOOK_EVERY)
        finally:
            systemd.tell(self.systemd, "STOPPING=1")
            self._stop_all()
        return 0

    def _end(self, _signal: int, _frame: FrameType | None) -> None:
        self.stopping = True

    def _look_after(self) -> None:
        now = time.monotonic()
        # While we ourselves did not run (a busy machine, one that slept), nobody was silent to us.
        looked_for = min(now - self.looked_at, _LONGEST_LOOK) / _who_compete_for_a_core()
        self.looked_at = now
        for process in self.processes:
            if process.child is None:
                if now >= process.again_at:
                    self._start(process)
            elif process.child.poll() is not None:
                status = process.child.returncode
                self._let_go(process, f"ended with {status}")
            elif self._is_hung(process, looked_for):
                process.hung = process.hung + 1 if now - process.started < _HUNG_LATELY else 1
                self._let_go(process, f"gave no sign of life for {process.silent:.0f} s and was ended")
        if now - self.told_at >= _TELL_SYSTEMD_EVERY:
            self.told_at = now
            systemd.tell(self.systemd, "WATCHDOG=1")

    def _is_hung(self, process: Process, looked_for: float) -> bool:
        if process.pulse is None:
            return False
        if process.pulse.felt():
            process.silent, process.was_heard = 0.0, True
            return False
        process.silent += looked_for
        patience = self.hung_after if process.was_heard else max(self.hung_after, _START_WITHIN)
        return process.silent > patience * (1 << min(process.hung, _MOST_DOUBLINGS))

    def _start(self, process: Process) -> None:
        # Who begins as a copy of us must not hold our lines to others.
        self._hang_up()
        try:
            start(process)
        except OSError as failure:
            # No memory, or no room for another process: that passes.
            process.started = time.monotonic()
            self._put_off(process, f"could not be started ({failure.strerror})")

    def _let_go(self, process: Process, what: str) -> None:
        """End whoever is left of a process and its group, and start it again in a while."""
        end_group(process)
        assert process.child is not None
        process.child.wait()
        process.child = None
        self._put_off(process, what)

    def _put_off(self, process: Process, what: str) -> None:
        now = time.monotonic()
        if now - process.started > _WELL_AFTER:
            process.ill_since, process.pause = now, 0.0
        else:
            longest = _LONGEST_PAUSE if now - process.ill_since < _FIRST_MINUTES else _LONGEST
            process.pause = min(_LONGEST_MISSED if process.was_heard else longest, max(1.0, process.pause * 2))
        process.again_at = now + process.pause
        print(f"pasti: {process.name} {what}; again in {process.pause:.0f} s", file=sys.stderr, flush=True)

    def _stop_all(self) -> None:
        alive = [p for p in self.processes if p.child and p.child.poll() is None]
        for process in alive:
            assert process.child is not None
            process.child.terminate()
        self._hang_up()
        began = time.monotonic()
        for process in sorted(alive, key=lambda p: p.stop_within):
            await_end(process, began + process.stop_within)

    def _hang_up(self) -> None:
        for process in self.processes:
            if process.pulse:
                process.pulse.end()
