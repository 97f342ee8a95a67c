"""A printer for numbers on a loopback port, and what came out of it."""

import re
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

import zxingcpp
from PIL import Image


@dataclass
class Paper:
    """What is on one paper: its lines, with how large each is, and what its code says."""

    lines: list[tuple[str, int]]
    code: str
    cut: bool
    dots: int

    def says(self, words: str) -> bool:
        return words in " ".join(line for line, _size in self.lines)


def read(sent: bytes) -> Paper:
    """Read what a printer was sent as the printer does: command by command."""
    lines: list[tuple[str, int]] = []
    words, size, code, cut, dots, at = "", 1, "", False, 0, 0
    while at < len(sent):
        rest = sent[at:]
        if rest[:2] == b"\x1b@":
            words, size, at = "", 1, at + 2
        elif rest[:2] in (b"\x1ba", b"\x1bE"):
            at += 3
        elif rest[:2] == b"\x1d!":
            size, at = (rest[2] & 7) + 1, at + 3
            assert rest[2] >> 4 == size - 1, "as wide as high"
        elif rest[:3] == b"\x1dv0":
            across, down = int.from_bytes(rest[4:6], "little"), int.from_bytes(rest[6:8], "little")
            picture = Image.frombytes(
                "1", (across * 8, down), bytes(255 - each for each in rest[8 : 8 + across * down])
            )
            code, dots, at = zxingcpp.read_barcodes(picture)[0].text, across * 8, at + 8 + across * down
        elif rest[:2] == b"\x1dV":
            cut, at = True, at + 4
        elif rest[:1] == b"\n":
            lines.append((words, size))
            words, at = "", at + 1
        else:
            assert re.match(rb"[ -~]", rest), rest[:20]
            words, at = words + chr(rest[0]), at + 1
    return Paper([line for line in lines if line[0]], code, cut, dots)


@dataclass
class SlipPrinter:
    """A printer that listens; how it behaves can be changed while it does."""

    port: int
    papers: list[Paper] = field(default_factory=list)
    # What it says of its paper; None: it never answers that.
    status: bytes | None = b"\x12"
    answers_after: float = 0.0
    # Hangs up after so many bytes, without a word.
    breaks_after: int = 0

    def serve(self, line: socket.socket) -> None:
        with line:
            sent = b""
            while piece := line.recv(4096):
                sent += piece
                if sent.startswith(b"\x10\x04\x04"):
                    sent = sent[3:]
                    time.sleep(self.answers_after)
                    if self.status is not None:
                        line.sendall(self.status)
                if self.breaks_after and len(sent) > self.breaks_after:
                    # Nothing waits to be sent, and it does not say good-bye.
                    line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\x01\0\0\0\0\0\0\0")
                    return
            if sent:
                self.papers.append(read(sent))


@contextmanager
def a_printer() -> Iterator[SlipPrinter]:
    """Let a printer listen, for as long as the block lasts."""
    with socket.create_server(("127.0.0.1", 0)) as door:
        printer = SlipPrinter(door.getsockname()[1])
        threads: list[threading.Thread] = []

        def listen() -> None:
            with suppress(OSError):
                while True:
                    line, _who = door.accept()
                    threads.append(threading.Thread(target=printer.serve, args=[line]))
                    threads[-1].start()

        listening = threading.Thread(target=listen)
        listening.start()
        yield printer
        door.shutdown(socket.SHUT_RDWR)
    listening.join()
    for thread in threads:
        thread.join()
