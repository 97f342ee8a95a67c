"""The code on a certificate: a signed token that any conforming reader can read, with no network.

A CBOR Web Token (RFC 8392) signed with Ed25519 (COSE_Sign1, RFC 9052), deflated (zlib) and written in Base45
(RFC 9285), which a QR code holds two letters in eleven bits. Who the person is stands in claim 169, as MOSIP specifies
it, and as little of it as a reader needs to compare the paper with its bearer.
"""

import hashlib
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import IntEnum
from typing import Any

import cbor2
from base45 import b45encode
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cwt import COSE, COSEKey

# Claims of RFC 8392, claim 169 of MOSIP, and the reference to a status list (IETF Token Status List).
ISSUER, EXPIRES, ISSUED, TOKEN_ID = 1, 4, 6, 7
IDENTITY, STATUS = 169, 65535
# Ours, of the numbers that everybody may use for themselves: which kind of certificate it is.
KIND = -70001
# Attributes within claim 169.
SHOWN_NIK, FULL_NAME, BIRTH_DATE = 1, 4, 8
# Of a COSE header and a COSE key (RFC 9052, RFC 9053, RFC 9596).
TYPE = 16
_KEY_TYPE, _KEY_ID, _ALGORITHM, _CURVE, _X, _D = 1, 2, 3, -1, -2, -4
_OKP, _EDDSA, _ED25519 = 1, -8, 6


class Kind(IntEnum):
    """Which certificate it is."""

    PROOF = 1
    SUKET = 2


@dataclass(frozen=True)
class Signer:
    """A private key with the id by which readers find its public half."""

    kid: bytes
    private: Ed25519PrivateKey


@dataclass(frozen=True)
class Place:
    """Where a reader finds what became of a certificate: an entry of a list at an address."""

    list_address: str
    index: int


@dataclass(frozen=True)
class Certificate:
    """What the code of a certificate says."""

    kind: Kind
    number: str
    issuer: str
    issued: datetime
    name: str
    birth_date: date
    # Enough of the NIK to compare it with the one on the paper.
    shown_nik: str
    # From this moment on it has ended; None: it tells of what was, and does not end.
    expires: datetime | None = None
    place: Place | None = None

    def claims(self) -> dict[int, Any]:
        """Return the claims of the token."""
        said: dict[int, Any] = {ISSUER: self.issuer}
        if self.expires:
            said[EXPIRES] = int(self.expires.timestamp())
        said |= {
            ISSUED: int(self.issued.timestamp()),
            TOKEN_ID: self.number.encode(),
            IDENTITY: {SHOWN_NIK: self.shown_nik, FULL_NAME: self.name, BIRTH_DATE: f"{self.birth_date:%Y%m%d}"},
            KIND: int(self.kind),
        }
        if self.place:
            said[STATUS] = {"status_list": {"idx": self.place.index, "uri": self.place.list_address}}
        return said


def sign(claims: Mapping[int, Any], signer: Signer, *, content_type: str = "") -> bytes:
    """Return claims as a signed token; `content_type` is said in its protected head, where a standard asks for one."""
    raw = signer.private.public_key().public_bytes_raw()
    key = COSEKey.new(
        {
            _KEY_TYPE: _OKP, _KEY_ID: signer.kid, _ALGORITHM: _EDDSA, _CURVE: _ED25519, _X: raw,
            _D: signer.private.private_bytes_raw(),
        }
    )  # fmt: skip
    head = {TYPE: content_type} if content_type else {}
    made = COSE(alg_auto_inclusion=True, kid_auto_inclusion=True).encode(cbor2.dumps(dict(claims)), key, protected=head)
    return bytes(made)


def written(token: bytes) -> str:
    """Return a token as the letters that a QR code holds."""
    return str(b45encode(zlib.compress(token, 9)).decode())


def key_id(public: bytes) -> bytes:
    """Return the id of a public key (32 bytes): the first eight bytes of its thumbprint (RFC 9679)."""
    # Deterministic CBOR of what RFC 9679 names for an OKP key.
    return hashlib.sha256(cbor2.dumps({_KEY_TYPE: _OKP, _CURVE: _ED25519, _X: public}, canonical=True)).digest()[:8]


def key_set(publics: list[bytes]) -> bytes:
    """Return public keys as a COSE key set, for readers that hold them without a network."""
    return cbor2.dumps(
        [
            {_KEY_TYPE: _OKP, _KEY_ID: key_id(public), _ALGORITHM: _EDDSA, _CURVE: _ED25519, _X: public}
            for public in publics
        ]
    )
