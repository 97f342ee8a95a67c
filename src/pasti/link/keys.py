"""This node's two keys: one signs what we say (Ed25519), one opens what is sealed for us (age, X25519).

Keys that another node must not believe any more are replaced (`following`, `turn`): the new pair is made beside the
old one, used once the centre knows it, and what was sealed for the old one still opens.
"""

import os
import shutil
from base64 import b64encode
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pyrage
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cwt import COSEKey
from cwt.cose_key_interface import COSEKeyInterface
from django.conf import settings

_SIGNING, _SEALING = "signing.pem", "sealing.age"
_NEXT, _RETIRED = ".next", ".retired-"


@dataclass(frozen=True)
class Pair:
    """Two keys that belong together."""

    key: Ed25519PrivateKey
    pem: bytes
    identity: pyrage.x25519.Identity

    @property
    def sign_key(self) -> str:
        """The public signing key, base64."""
        public = self.key.public_key()
        raw = public.public_bytes(serialization.Encoding.Raw, serialization.PublicFormat.Raw)
        return b64encode(raw).decode()

    @property
    def recipient(self) -> str:
        """The age recipient for which others seal."""
        return str(self.identity.to_public())

    def signing_key(self, node_id: str) -> COSEKeyInterface:
        """Return the private signing key, named by a node id."""
        return COSEKey.from_pem(self.pem, kid=node_id)

    def unseal(self, sealed: bytes) -> bytes:
        """Open what was sealed for this pair, and for no other. Raises pyrage.DecryptError."""
        return bytes(pyrage.decrypt(sealed, [self.identity]))


def _folder() -> Path:
    return Path(settings.DATA_DIR) / "keys"


def _file(name: str) -> Path:
    return _folder() / name


def make_keys(suffix: str = "") -> None:
    """Make the keys if there are none; never touch existing ones."""
    _folder().mkdir(parents=True, exist_ok=True, mode=0o700)
    pem = Ed25519PrivateKey.generate().private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    _write_once(_file(_SIGNING + suffix), pem)
    _write_once(_file(_SEALING + suffix), str(pyrage.x25519.Identity.generate()).encode())


def _write_once(path: Path, content: bytes) -> None:
    if path.exists():
        return
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


@cache
def _private(folder: str, suffix: str, _changed: int) -> Pair:
    pem = (Path(folder) / (_SIGNING + suffix)).read_bytes()
    key = serialization.load_pem_private_key(pem, password=None)
    assert isinstance(key, Ed25519PrivateKey)
    return Pair(key, pem, pyrage.x25519.Identity.from_str((Path(folder) / (_SEALING + suffix)).read_text().strip()))


def pair(suffix: str = "") -> Pair:
    """Return our keys. A process that runs on sees that they were replaced."""
    changed = _file(_SIGNING + suffix).stat().st_mtime_ns + _file(_SEALING + suffix).stat().st_mtime_ns
    return _private(str(_folder()), suffix, changed)


def sign_key() -> str:
    """Return our public signing key, base64."""
    return pair().sign_key


def recipient() -> str:
    """Return the age recipient for which others seal what only we may open."""
    return pair().recipient


def seal(content: bytes, for_recipient: str) -> bytes:
    """Encrypt content so that only the holder of that recipient's key can open it; the sealer cannot."""
    return bytes(pyrage.encrypt(content, [pyrage.x25519.Recipient.from_str(for_recipient)]))


def unseal(sealed: bytes) -> bytes:
    """Open what was sealed for us, also for a key of ours that was replaced since. Raises pyrage.DecryptError."""
    try:
        return pair().unseal(sealed)
    except pyrage.DecryptError:
        if not (older := _retired()):
            raise
        return bytes(pyrage.decrypt(sealed, older))


def _retired() -> list[pyrage.x25519.Identity]:
    files = sorted(_folder().glob(f"{_SEALING}{_RETIRED}*"))
    return [pyrage.x25519.Identity.from_str(file.read_text().strip()) for file in files]


def following() -> Pair:
    """Return the keys that are to replace ours: the same ones until `turn` has put them in their place."""
    make_keys(_NEXT)
    if pair(_NEXT).sign_key == sign_key():
        # They were put in their place already, and the machine stopped before they were cleared away.
        _clear_next()
        make_keys(_NEXT)
    return pair(_NEXT)


def turn() -> None:
    """Put the following keys in the place of ours. Wherever it is cut off, it can be done again."""
    for name in (_SEALING, _SIGNING):
        number = len(list(_folder().glob(f"{name}{_RETIRED}*"))) + 1
        if _file(name).read_bytes() != _file(name + _NEXT).read_bytes():
            shutil.copy2(_file(name), _file(f"{name}{_RETIRED}{number:03d}"))
            shutil.copy2(_file(name + _NEXT), _file(name + ".part"))
            _file(name + ".part").replace(_file(name))
    _clear_next()


def _clear_next() -> None:
    for name in (_SIGNING, _SEALING):
        _file(name + _NEXT).unlink(missing_ok=True)
