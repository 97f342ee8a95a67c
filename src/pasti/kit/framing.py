"""Messages between two of our own processes over a pipe: each has its length before it."""

import struct
from typing import IO

_LENGTH = struct.Struct("!Q")


def send(stream: IO[bytes], content: bytes) -> None:
    """Write a message."""
    stream.write(_LENGTH.pack(len(content)) + content)
    stream.flush()


def receive(stream: IO[bytes]) -> bytes | None:
    """Read a message; None when no whole one comes any more."""
    head = stream.read(_LENGTH.size)
    if len(head) < _LENGTH.size:
        return None
    (length,) = _LENGTH.unpack(head)
    content = stream.read(length)
    return content if len(content) == length else None
