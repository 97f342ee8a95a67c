"""Work in a process of its own: what is slow, greedy or fed by strangers holds up no thread and breaks no process.

The program reads questions and writes answers, each with its length before it (`kit.framing`), until nobody asks any
more. The first byte of an answer says whether it is one (+), a no (!) or a sentence about what went wrong (-).
"""

import os
import resource
import subprocess
import sys
import threading
from collections.abc import Callable

from pasti.kit import framing

_IDLE_SECONDS = 20.0


class Failed(RuntimeError):
    """There is no answer: the program ended, hung or could not do it."""


class No(RuntimeError):
    """The program says no to the question; what it says is for whoever asked."""

    def __init__(self, said: bytes) -> None:
        super().__init__("no")
        self.said = said


class Workshop:
    """One such process, for this process: started when it is first needed, ended with us or when it hangs."""

    def __init__(self, program: str, *, seconds: float, jobs: int) -> None:
        """`program` is a module of ours; `seconds` is the longest it may take.

        After so many `jobs` a new one is started: what a library does not give back is given back then.
        """
        self.program, self.seconds, self.jobs = program, seconds, jobs
        self.turn = threading.Lock()
        self.child: subprocess.Popen[bytes] | None = None
        self.done = 0
        self.rest: threading.Timer | None = None

    def ask(self, question: bytes) -> bytes:
        """Return the answer to a question; one at a time. Raises Failed, and No as the program does."""
        with self.turn:
            if self.rest:
                self.rest.cancel()
            child = self._living()
            late = threading.Timer(self.seconds, child.kill)
            late.start()
            try:
                answer = self._answer_of(child, question)
            finally:
                late.cancel()
                self._rest_soon()
        if answer is None:
            raise Failed(f"{self.program} ended")
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

    def _living(self) -> subprocess.Popen[bytes]:
        if self.done >= self.jobs or (self.child and self.child.poll() is not None):
            self.end()
        if self.child is None:
            command = [sys.executable, "-m", self.program]
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
            self.end()
        return answer


def serve(answer: Callable[[bytes], bytes], *, megabytes: int = 0, politeness: int = 10) -> None:
    """Be such a program: answer until nobody asks any more, behind all others, within so much memory (0: any)."""
    os.nice(politeness)
    if megabytes:
        resource.setrlimit(resource.RLIMIT_AS, (megabytes * 1024 * 1024,) * 2)
    asks, answers = sys.stdin.buffer, os.fdopen(os.dup(1), "wb")
    # What a library prints is not an answer.
    os.dup2(2, 1)
    while (asked := framing.receive(asks)) is not None:
        try:
            said = b"+" + answer(asked)
        except No as no:
            said = b"!" + no.said
        except Exception as failure:  # noqa: BLE001 - whoever asked raises it again
            said = b"-" + f"{type(failure).__name__}: {failure}".encode()
        framing.send(answers, said)
