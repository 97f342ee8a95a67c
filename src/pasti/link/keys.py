"""This node's two keys: one signs what we say (Ed25519), one opens what is sealed for us (age, X25519)."""

import os
from base64 import b64encode
from functools import cache
from pathlib import Path

import pyrage
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cwt import COSEKey
from cwt.cose_key_interface import COSEKeyInterface
from django.conf import settings


def _file(name: str) -> Path:
    return Path(settings.DATA_DIR) / "keys" / name


def make_keys() -> None:
    """Make the keys if there are none; never touch existing ones."""
    _file("signing.pem").parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    pem = Ed25519PrivateKey.generate().private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    _write_once(_file("signing.pem"), pem)
    _write_once(_file("sealing.age"), str(pyrage.x25519.Identity.generate()).encode())


def _write_once(path: Path, content: bytes) -> None:
    if path.exists():
        return
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


@cache
def _private(folder: str) -> tuple[Ed25519PrivateKey, bytes, pyrage.x25519.Identity]:
    pem = (Path(folder) / "keys" / "signing.pem").read_bytes()
    key = serialization.load_pem_private_key(pem, password=None)
    assert isinstance(key, Ed25519PrivateKey)
    identity = pyrage.x25519.Identity.from_str((Path(folder) / "keys" / "sealing.age").read_text().strip())
    return key, pem, identity


def sign_key() -> str:
    """Return our public signing key, base64."""
    raw = (
        _private(str(settings.DATA_DIR))[0]
        .public_key()
        .public_bytes(serialization.Encoding.Raw, serialization.PublicFormat.Raw)
    )
    return b64encode(raw).decode()


def recipient() -> str:
    """Return the age recipient for which others seal what only we may open."""
    return str(_private(str(settings.DATA_DIR))[2].to_public())


def signing_key(node_id: str) -> COSEKeyInterface:
    """Return our private signing key, named by our node id."""
    return COSEKey.from_pem(_private(str(settings.DATA_DIR))[1], kid=node_id)


def seal(content: bytes, for_recipient: str) -> bytes:
    """Encrypt content so that only the holder of that recipient's key can open it; the sealer cannot."""
    return bytes(pyrage.encrypt(content, [pyrage.x25519.Recipient.from_str(for_recipient)]))


def unseal(sealed: bytes) -> bytes:
    """Open what was sealed for us. Raises pyrage.DecryptError."""
    return bytes(pyrage.decrypt(sealed, [_private(str(settings.DATA_DIR))[2]]))
