"""ESC/POS, as far as a number on paper needs it; and the line to a printer that understands it (docs/adr/0075).

Words and QR code are what every printer of that kind can do: letters without accents, and dots. A code that the printer
would have to make itself (GS ( k) is missing in many of those for 58 mm.
"""

import socket
import textwrap
from collections.abc import Iterable
from dataclasses import dataclass

import segno
from anyascii import anyascii

# Dots across what can be printed, and letters of the usual size in a line, by the paper's width in mm.
_DOTS = {58: 384, 80: 576}
_LETTERS = {58: 32, 80: 48}
_BEGIN, _CENTRED = b"\x1b@", b"\x1ba\x01"
_USUAL, _BOLD, _NOT_BOLD = b"\x1d!\x00", b"\x1bE\x01", b"\x1bE\x00"
# Feed to the knife, and cut but for a corner.
_CUT = b"\x1dVB\x03"
# Does the paper last? Many answer within milliseconds, some never do.
_ASK_PAPER, _NO_PAPER = b"\x10\x04\x04", 0x60
_CONNECT_WITHIN, _ANSWER_WITHIN, _TAKE_WITHIN = 1.0, 0.3, 3.0
_QUIET_MODULES, _LARGEST_MODULE = 4, 8


class NotPrinted(Exception):
    """Surely nothing came on paper: no line to the printer, or no paper in it."""


class Unknown(Exception):
    """The line broke while it was sent: perhaps it is on paper."""


@dataclass(frozen=True)
class Line:
    """A line of words: so many times as large as usual."""

    words: str
    size: int = 1
    bold: bool = False


def written(lines: Iterable[Line], code: str, below: Iterable[Line], *, width: int) -> bytes:
    """Return the bytes for a printer whose paper is so many mm wide: lines, a QR code, and lines below it."""
    made = [_BEGIN, _CENTRED, *(_line(line, width) for line in lines), _USUAL, _qr(code, width)]
    return b"".join([*made, *(_line(line, width) for line in below), _USUAL, b"\n", _CUT])


def _line(line: Line, width: int) -> bytes:
    size = b"\x1d!" + bytes([(line.size - 1) << 4 | (line.size - 1)])
    words = "".join(letter if letter.isprintable() else " " for letter in anyascii(line.words))
    broken = textwrap.wrap(words, _LETTERS[width] // line.size) or [""]
    heavy = (_BOLD, _NOT_BOLD) if line.bold else (b"", b"")
    return b"".join([size, heavy[0], *(part.encode("ascii") + b"\n" for part in broken), heavy[1]])


def _qr(content: str, width: int) -> bytes:
    """Return a code as dots (GS v 0), as large as fits on some four fifths of the paper."""
    code = segno.make(content, error="m", micro=False)
    modules = code.symbol_size(border=_QUIET_MODULES)[0]
    scale = min(_LARGEST_MODULE, _DOTS[width] * 4 // 5 // modules)
    rows = [list(row) for row in code.matrix_iter(scale=scale, border=_QUIET_MODULES)]
    across = (len(rows[0]) + 7) // 8
    dots = b"".join(_packed(row, across) for row in rows)
    size = across.to_bytes(2, "little") + len(rows).to_bytes(2, "little")
    return b"\x1dv0\x00" + size + dots + b"\n"


def _packed(row: list[int], across: int) -> bytes:
    bits = "".join("1" if dot else "0" for dot in row).ljust(across * 8, "0")
    return int(bits, 2).to_bytes(across, "big")


def send(host: str, port: int, content: bytes) -> None:
    """Let a printer print. Raises NotPrinted, or Unknown once something was sent."""
    try:
        line = socket.create_connection((host, port), _CONNECT_WITHIN)
    except OSError as failure:
        raise NotPrinted(str(failure)) from failure
    with line:
        _check_paper(line)
        try:
            line.settimeout(_TAKE_WITHIN)
            line.sendall(content)
            line.shutdown(socket.SHUT_WR)
            # It hangs up when it has all; one that keeps the line has it, too.
            line.settimeout(_ANSWER_WITHIN)
            while line.recv(64):
                pass
        except TimeoutError:
            if line.gettimeout() == _TAKE_WITHIN:
                raise Unknown("it takes nothing any more") from None
        except OSError as failure:
            raise Unknown(str(failure)) from failure


def _check_paper(line: socket.socket) -> None:
    """Raise NotPrinted if the printer says that there is no paper, or is gone; one that says nothing may have some."""
    try:
        line.settimeout(_ANSWER_WITHIN)
        line.sendall(_ASK_PAPER)
        said = line.recv(1)
    except TimeoutError:
        return
    except OSError as failure:
        raise NotPrinted(str(failure)) from failure
    if not said:
        raise NotPrinted("it hung up")
    if said[0] & _NO_PAPER == _NO_PAPER:
        raise NotPrinted("there is no paper")
