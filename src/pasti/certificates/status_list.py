"""What became of each certificate, two bits each: a Token Status List (IETF OAuth working group) in its CWT form.

One list tells of all certificates of a node. A reader keeps it and needs no network for as long as its age will do.
"""

import zlib
from collections.abc import Mapping
from datetime import datetime, timedelta
from enum import IntEnum
from typing import Any

from pasti.certificates.tokens import ISSUED

CONTENT_TYPE = "application/statuslist+cwt"
SUBJECT, LIST, TIME_TO_LIVE = 2, 65533, 65534
BITS = 2
_IN_A_BYTE = 8 // BITS
# How many there are is nobody's business: the list grows by so many at once.
_STEP = 4096


class Value(IntEnum):
    """What became of a certificate. The last is for the application to say: with us, that it has served its time."""

    VALID = 0
    REVOKED = 1
    SUSPENDED = 2
    SETTLED = 3


def packed(values: Mapping[int, Value], size: int) -> bytes:
    """Return the list of so many entries, deflated: each is VALID but for those given, by index."""
    content = bytearray(-(-size // _IN_A_BYTE))
    for index, value in values.items():
        content[index // _IN_A_BYTE] |= value << (index % _IN_A_BYTE * BITS)
    return zlib.compress(bytes(content), 9)


def size_for(highest: int) -> int:
    """Return for how many entries there is room in a list whose highest index is this one (-1: there is none yet)."""
    return (highest // _STEP + 1) * _STEP if highest >= 0 else _STEP


def claims(values: Mapping[int, Value], size: int, *, address: str, at: datetime, lives: timedelta) -> dict[int, Any]:
    """Return the claims of the list as it is at a moment; `lives` says after how long a reader should ask again."""
    return {
        SUBJECT: address,
        ISSUED: int(at.timestamp()),
        TIME_TO_LIVE: int(lives.total_seconds()),
        LIST: {"bits": BITS, "lst": packed(values, size)},
    }
