"""Work in a process of its own: what is slow, greedy or fed by strangers holds up no thread and breaks no process.

The program reads questions and writes answers, each with its length before it (`kit.framing`), until nobody asks any
more. The first byte of an answer says whether it is one (+), a no (!) or a sentence about what went wrong (-).

What a question may take is time of the processor: that says something about the question. How long whoever asked has
waited says something about the machine.
"""

import math
import os
import resource
import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from contextlib import suppress

from pasti.kit import framing

_IDLE_SECONDS = 20.0
# A program whose pipe is closed is about to be gone.
_ENDS_WITHIN = 5.0
# On a busy machine the program gets less of the processor than it needs. So many times as long is waited for it.
_PATIENCE = 4


class Failed(RuntimeError):
    """There is no answer: the program ended or could not do it."""


class TooMuch(Failed):
    """The question takes more of the processor's time, or of memory, than one may."""


class NotInTime(Failed):
    """The program did not get to it, or was ended from outside; that says nothing about the question."""


# By the limits below: of the processor's time, and of memory, without which a library gives up. Or from outside.
_ENDED_BY: dict[int, type[Failed]] = {
    -signal.SIGXCPU: TooMuch,
    -signal.SIGABRT: TooMuch,
    -signal.SIGKILL: NotInTime,
    -signal.SIGTERM: NotInTime,
}


class No(RuntimeError):
    """The program says no to the question; what it says is for whoever asked."""

    def __init__(self, said: bytes) -> None:
        super().__init__("no")
        self.said = said


class Workshop:
    """One such process, for this process: started when it is first needed, ended with us or when it hangs."""

    def __init__(self, program: str, *, seconds: float, jobs: int) -> None:
        """`program` is a module of ours; a question may take so many `seconds` of the processor.

        After so many `jobs` a new one is started: what a library does not give back is given back then.
        """
        self.program, self.seconds, self.jobs = program, seconds, jobs
        self.patience = seconds * _PATIENCE
        self.turn = threading.Lock()
        self.child: subprocess.Popen[bytes] | None = None
        self.done = 0
        self.rest: threading.Timer | None = None

    def ask(self, question: bytes) -> bytes:
        """Return the answer to a question; one at a time. Raises Failed and its kinds, and No as the program does."""
        with self.turn:
            if self.rest:
                self.rest.cancel()
            child = self._living()
            late = threading.Timer(self.patience, child.kill)
            late.start()
            try:
                answer = self._answer_of(child, question)
            finally:
                late.cancel()
                self._rest_soon()
        if answer is None:
            raise _ENDED_BY.get(child.returncode, Failed)(f"{self.program} ended: {child.returncode}")
        if answer[:1] == b"!":
            raise No(answer[1:])
        if answer[:1] != b"+":
            raise Failed(answer[1:].decode())
        return answer[1:]

    def _rest_soon(self) -> None:
        """End the process when nobody asks for a while: it holds memory that others can use."""
        done = self.done

        def rest() -> None:
            with self.turn:
                if self.done == done:
                    self.end()

        self.rest = threading.Timer(_IDLE_SECONDS, rest)
        self.rest.daemon = True
        self.rest.start()

    def end(self) -> None:
        """End the process, if there is one."""
        if self.child:
            self.child.kill()
            self.child.communicate()
            self.child = None

    def _buried(self, child: subprocess.Popen[bytes]) -> None:
        """Let go of a program that has ended, by whatever ended it."""
        # Or it said what is no answer, and goes on.
        with suppress(subprocess.TimeoutExpired):
            child.wait(_ENDS_WITHIN)
        self.end()

    def _living(self) -> subprocess.Popen[bytes]:
        if self.done >= self.jobs or (self.child and self.child.poll() is not None):
            self.end()
        if self.child is None:
            command = [sys.executable, "-m", self.program, str(self.seconds)]
            self.child = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)  # noqa: S603 - our own
            self.done = 0
        return self.child

    def _answer_of(self, child: subprocess.Popen[bytes], question: bytes) -> bytes | None:
        assert child.stdin
        assert child.stdout
        self.done += 1
        try:
            framing.send(child.stdin, question)
            answer = framing.receive(child.stdout)
        except OSError:
            answer = None
        if answer is None:
            self._buried(child)
        return answer


def serve(answer: Callable[[bytes], bytes], *, megabytes: int = 0, politeness: int = 10) -> None:
    """Be such a program: answer until nobody asks any more, behind all others, within so much memory (0: any).

    Its one argument is how many seconds of the processor a question may take; one that takes more ends it.
    """
    os.nice(politeness)
    longest = float(sys.argv[1])
    # What strangers sent is not to lie about.
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if megabytes:
        resource.setrlimit(resource.RLIMIT_AS, (megabytes * 1024 * 1024,) * 2)
    asks, answers = sys.stdin.buffer, os.fdopen(os.dup(1), "wb")
    # What a library prints is not an answer.
    os.dup2(2, 1)
    while (asked := framing.receive(asks)) is not None:
        _end_after(longest)
        try:
            said = b"+" + answer(asked)
        except No as no:
            said = b"!" + no.said
        except Exception as failure:  # noqa: BLE001 - whoever asked raises it again
            said = b"-" + f"{type(failure).__name__}: {failure}".encode()
        framing.send(answers, said)


def _end_after(seconds: float) -> None:
    """Let the kernel end this process when it has used so many seconds of the processor more than now."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    until = math.ceil(used.ru_utime + used.ru_stime + seconds)
    _soft, hard = resource.getrlimit(resource.RLIMIT_CPU)
    resource.setrlimit(resource.RLIMIT_CPU, (until if hard == resource.RLIM_INFINITY else min(until, hard), hard))
