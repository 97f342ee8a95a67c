"""The code by which an office and the centre come to know each other's keys, and what both say by it (docs/adr/0036).

Twenty digits, said over the telephone: four groups of four random ones and a check digit. Both sides stretch the code
into a signing key of its own (scrypt, then Ed25519). The centre keeps the public half and what it signed with the code
when it was made: its own card. So whoever knows the code recognizes the centre, and proves to it whose keys are the
office's; whoever stands between them and does not know it can say nothing, and neither can a copy of the database.
"""

import secrets
from base64 import b64decode, b64encode
from dataclasses import dataclass
from enum import StrEnum

import cbor2
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from pydantic import BaseModel, ConfigDict, Field

from pasti.kit import typed
from pasti.kit.check_digit import check_digit, is_checked
from pasti.kit.errors import Refused
from pasti.link import cards
from pasti.link.cards import NodeCard

ABOUT = "invitation"
# Nothing that is said before anybody is known is longer.
LARGEST_BYTES = 16 * 1024
_GROUPS, _RANDOM = 4, 4
# 64 MB and some tenths of a second for each guess.
_STRETCH = {"n": 2**16, "r": 8, "p": 1}
_SALT = b"pasti invitation 1"


class Refusal(StrEnum):
    """Why the centre does not let a node in; it says it signed, to a node that has proven that it knows the code."""

    OVER = "over"
    REVOKED = "revoked"
    USED = "used"
    REGION = "region"
    KIND = "kind"
    OTHER_OFFICE = "other-office"
    KNOWN = "known"
    BLOCK = "block"
    NOT_NOW = "not-now"


SENTENCES: dict[Refusal, str | Promise] = {
    Refusal.OVER: gettext_lazy("Kode ini sudah lewat waktunya. Minta kode baru kepada pusat."),
    Refusal.REVOKED: gettext_lazy("Kode ini ditarik kembali oleh pusat. Tanyakan kepada mereka."),
    Refusal.USED: gettext_lazy(
        "Kode ini sudah dipakai oleh simpul dengan kunci lain. Bila itu bukan mesin kantor Anda, segera telepon pusat: "
        "simpul itu harus dikeluarkan."
    ),
    Refusal.REGION: gettext_lazy("Kode ini dibuat untuk kantor di wilayah lain."),
    Refusal.KIND: gettext_lazy("Kode ini untuk sebuah kantor; simpul ini bukan kantor."),
    Refusal.OTHER_OFFICE: gettext_lazy("Kode ini menggantikan kunci simpul lain, bukan simpul ini."),
    Refusal.KNOWN: gettext_lazy(
        "Simpul ini sudah dikenal pusat dengan kunci lain. Minta kode yang menggantikan kunci lama."
    ),
    Refusal.BLOCK: gettext_lazy(
        "Simpul lain di wilayah ini memakai blok nomor permohonan yang sama. Bila simpul ini menggantikannya, minta "
        "kode yang menggantikan kunci lama; bila ini mesin tambahan, beri blok sendiri (pasti numbers give)."
    ),
    Refusal.NOT_NOW: gettext_lazy("Pusat tidak menerima pendaftaran ini; alasannya terbaca di layar Undangan di sana."),
}


def new_code() -> str:
    """Return a fresh code: twenty digits."""
    groups = [f"{secrets.randbelow(10**_RANDOM):0{_RANDOM}d}" for _group in range(_GROUPS)]
    return "".join(group + check_digit(group) for group in groups)


def spaced(code: str) -> str:
    """Return a code in groups of five, as it is said."""
    return " ".join(_groups(code))


def _groups(code: str) -> list[str]:
    size = _RANDOM + 1
    return [code[at : at + size] for at in range(0, len(code), size)]


def read_code(written: str) -> str:
    """Return the digits of a code as people write it. Raises Refused, and says which group was misheard."""
    digits = "".join(c for c in typed.clean(written) if c.isdigit())
    if len(digits) != _GROUPS * (_RANDOM + 1):
        raise Refused(_("Kode pendaftaran terdiri dari 20 angka; Anda menulis %d angka.") % len(digits))
    wrong = [str(place) for place, group in enumerate(_groups(digits), 1) if not is_checked(group)]
    if wrong:
        raise Refused(_("Kelompok angka ke-%s salah. Minta dibacakan sekali lagi.") % ", ".join(wrong))
    return digits


@dataclass(frozen=True)
class CodeKey:
    """The signing key that a code is."""

    _key: Ed25519PrivateKey

    @classmethod
    def of(cls, code: str) -> "CodeKey":
        """Stretch a code. Takes some tenths of a second, so that nobody tries many."""
        return cls(Ed25519PrivateKey.from_private_bytes(Scrypt(_SALT, 32, **_STRETCH).derive(code.encode())))

    @property
    def public(self) -> str:
        """What the code is recognized by, base64."""
        raw = self._key.public_key().public_bytes(serialization.Encoding.Raw, serialization.PublicFormat.Raw)
        return b64encode(raw).decode()

    def vouch(self, offer: "Terms") -> str:
        """Sign, as the centre does when it makes the code, what the office is to believe."""
        return b64encode(self._key.sign(offer.said_with(self.public))).decode()

    def prove(self, centre_id: str, card: str) -> str:
        """Sign, as the office, whose keys are to be trusted by which centre."""
        return b64encode(self._key.sign(_claim(self.public, centre_id, card))).decode()


def is_proven(public: str, proof: str, centre_id: str, card: str) -> bool:
    """Whether whoever knows the code says that this card is the office's."""
    return _holds(public, proof, _claim(public, centre_id, card))


def _claim(public: str, centre_id: str, card: str) -> bytes:
    return bytes(cbor2.dumps(["pasti office 1", public, centre_id, card]))


def _holds(public: str, signature: str, said: bytes) -> bool:
    try:
        key = Ed25519PublicKey.from_public_bytes(b64decode(public, validate=True))
        key.verify(b64decode(signature, validate=True), said)
    except (InvalidSignature, ValueError):
        return False
    return True


@dataclass(frozen=True)
class Terms:
    """What a code is for: which centre, the office's region, and the node whose key the new one replaces, if any."""

    card: str
    region: str
    replaces: str = ""
    retires: str = ""

    def said_with(self, public: str) -> bytes:
        """Return the bytes that are signed."""
        return bytes(
            cbor2.dumps(["pasti centre 1", public, self.card, self.region, self.replaces, self.retires])
        )  # fmt: skip


class _Said(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True)


class Asked(_Said):
    """The office asks which centre a code is of."""

    code: str = Field(max_length=60)


class Offered(_Said):
    """The centre's answer, signed with the code when it was made."""

    card: str = Field(max_length=2000)
    region: str = Field(max_length=13)
    replaces: str = Field(default="", max_length=40)
    retires: str = Field(default="", max_length=64)
    voucher: str = Field(max_length=100)

    def centre(self, key: CodeKey) -> NodeCard:
        """Return the centre's card, if whoever made the code vouches for it. Raises Refused."""
        terms = Terms(self.card, self.region, self.replaces, self.retires)
        if not _holds(key.public, self.voucher, terms.said_with(key.public)):
            raise Refused(
                _(
                    "Yang menjawab di alamat itu tidak mengenal kode ini, atau jawabannya diubah di jalan. Jangan "
                    "dilanjutkan: cocokkan alamat pusat dan kodenya lewat telepon."
                )
            )
        return cards.read(self.card)


class Joining(_Said):
    """The office's card, and a document that it signs with the key that the card names."""

    card: str = Field(max_length=2000)
    document: str = Field(max_length=LARGEST_BYTES)


class Claim(_Said):
    """What the document says: the proof, and what the office opened that was sealed for it (nothing at first)."""

    code: str = Field(max_length=60)
    proof: str = Field(max_length=100)
    opened: bytes = Field(default=b"", max_length=64)


class Welcome(_Said):
    """The centre's signed answer: something to open, or that the office is in, or why it is not let in."""

    sealed: bytes = Field(default=b"", max_length=4096)
    joined: bool = False
    refused: str = Field(default="", max_length=20)
