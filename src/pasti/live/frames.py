"""What is sent to screens, as bytes: made once, packed once, and given to everybody as it is."""

import zlib
from dataclasses import dataclass, field

# A gzip file begins with this (RFC 1952), and no end of it is ever sent.
PACKED_BEGINS = b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\xff"


def event(kind: str, data: str, version: str = "") -> bytes:
    """Return an event of a stream as browsers understand it."""
    lines = [
        f"event: {kind}",
        *([f"id: {version}"] if version else []),
        *(f"data: {line}" for line in data.split("\n")),
    ]
    return "\n".join([*lines, "", ""]).encode()


def packed(content: bytes) -> bytes:
    """Return a piece of a gzip file that refers to nothing before it and ends on a whole byte."""
    packer = zlib.compressobj(6, zlib.DEFLATED, -zlib.MAX_WBITS)
    return packer.compress(content) + packer.flush(zlib.Z_FULL_FLUSH)


def piece(content: bytes) -> bytes:
    """Return a piece of an answer whose length nobody knows (RFC 9112, 7.1)."""
    return b"%x\r\n%b\r\n" % (len(content), content)


@dataclass(frozen=True)
class Frame:
    """Something to be sent: as it is, and packed; with the version that whoever has it has."""

    content: bytes
    version: str = ""
    plain: bytes = field(init=False, repr=False)
    packed: bytes = field(init=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "plain", piece(self.content))
        object.__setattr__(self, "packed", piece(packed(self.content)))
