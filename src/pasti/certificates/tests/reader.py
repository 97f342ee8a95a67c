"""A second, independent reader: another COSE library, Base45 and status list after the words of their standards.

It shares with what it reads nothing but `cbor2`.
"""

import zlib
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

import cbor2
from pycose.headers import KID
from pycose.keys.curves import Ed25519
from pycose.keys.okp import OKPKey
from pycose.messages.sign1message import Sign1Message

_LETTERS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"


class NotOurs(Exception):
    """No key of ours signed it, or not this."""


@dataclass(frozen=True)
class Read:
    """A token that was signed with one of the keys: its protected head, and what it says."""

    head: dict[Any, Any]
    claims: dict[int, Any]


def base45(written: str) -> bytes:
    content = bytearray()
    for at in range(0, len(written), 3):
        part = written[at : at + 3]
        number = sum(_LETTERS.index(letter) * 45**power for power, letter in enumerate(part))
        content += number.to_bytes(len(part) - 1, "big")
    return bytes(content)


def read_token(token: bytes, key_set: bytes) -> Read:
    message = Sign1Message.decode(token)
    for key in cbor2.loads(key_set):
        if key[2] == message.uhdr[KID]:
            message.key = OKPKey(crv=Ed25519, x=key[-2])
            if message.verify_signature():
                return Read(cbor2.loads(message.phdr_encoded), cbor2.loads(bytes(message.payload or b"")))
    raise NotOurs


def read_code(written: str, key_set: bytes) -> Read:
    return read_token(zlib.decompress(base45(written)), key_set)


def read_status(token: bytes, key_set: bytes, index: int) -> int:
    claims = read_token(token, key_set).claims
    bits: int = claims[65533]["bits"]
    content = zlib.decompress(claims[65533]["lst"])
    return (content[index * bits // 8] >> (index * bits % 8)) & ((1 << bits) - 1)


def judged(written: str, key_set: bytes, list_token: bytes | None, now: int) -> str:
    """The verdict on a code, found without a line of the page's own reader (docs/adr/0048)."""
    claims: dict[int, Any] = {}
    # Whatever a library says of what is no token.
    with suppress(Exception):
        try:
            claims = read_code(written, key_set).claims
        except NotOurs:
            return "foreign"
    if 169 not in claims:
        return "unreadable"
    place = claims.get(65535, {}).get("status_list")
    made = _made(list_token, key_set, place["uri"]) if place else None
    status = read_status(list_token or b"", key_set, place["idx"]) if made else 0
    if status:
        return "settled" if status == 3 else "revoked"
    if claims.get(4, now + 1) <= max(now, made or now):
        return "ended"
    return "unlisted" if place and not made else "valid"


def _made(list_token: bytes | None, key_set: bytes, address: str) -> int | None:
    """When the list of this address was made, if there is one and it is ours."""
    with suppress(NotOurs):
        read = read_token(list_token, key_set) if list_token else None
        if read and read.head.get(16) == "application/statuslist+cwt" and read.claims[2] == address:
            return int(read.claims[6])
    return None
