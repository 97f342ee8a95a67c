"""Files by the hash of their content: written once, with fsync and rename, never changed."""

import hashlib
import os
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.db import transaction


@dataclass(frozen=True)
class Blob:
    """What is kept: its SHA-256 in hex and its size in bytes."""

    sha256: str
    size: int


def path_of(sha256: str) -> Path:
    """Return where a blob lies, whether it exists or not."""
    if len(sha256) != 64 or not set(sha256) <= set("0123456789abcdef"):
        raise ValueError("not a SHA-256 in lower-case hex")
    return Path(settings.BLOB_DIR) / sha256[:2] / sha256[2:]


def keep(content: bytes | Iterable[bytes]) -> Blob:
    """Store content and return its name. Storing the same content again is harmless."""
    chunks = [content] if isinstance(content, bytes) else content
    root = Path(settings.BLOB_DIR)
    root.mkdir(parents=True, exist_ok=True, mode=0o700)
    digest, size = hashlib.sha256(), 0
    handle, name = tempfile.mkstemp(dir=root, prefix="incoming-")
    try:
        with os.fdopen(handle, "wb") as file:
            for chunk in chunks:
                digest.update(chunk)
                size += len(chunk)
                file.write(chunk)
            file.flush()
            os.fsync(file.fileno())
        adopt(Path(name), digest.hexdigest())
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    return Blob(digest.hexdigest(), size)


def adopt(file: Path, sha256: str) -> None:
    """Move a finished, flushed file of known hash into its place."""
    target = path_of(sha256)
    target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    file.rename(target)
    for directory in (target.parent, target.parent.parent):
        handle = os.open(directory, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def read(sha256: str) -> bytes:
    """Return the content of a blob, or raise FileNotFoundError."""
    return path_of(sha256).read_bytes()


def forget_on_commit(*sha256s: str) -> None:
    """Delete blobs once the present transaction is done; if it fails, they stay."""

    def act() -> None:
        for sha256 in sha256s:
            forget(sha256)

    transaction.on_commit(act)


def forget(sha256: str) -> None:
    """Delete a blob; deleting it twice is harmless. The caller knows that nothing else refers to it."""
    path_of(sha256).unlink(missing_ok=True)
