"""Files by the hash of their content: written once, with fsync and rename, never changed.

Rooms say which rows refer to them; what no row refers to is deleted, at once or by the daily sweep.
"""

import errno
import fcntl
import hashlib
import os
import shutil
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import partial
from itertools import islice
from pathlib import Path
from typing import IO

from django.conf import settings
from django.db import connection, models, transaction

from pasti.kit.duties import every

# Longer than any transaction, and than any file takes to arrive.
_SURELY_OVER_SECONDS = 24 * 3600
# Files about which the tables are asked together: within what SQLite takes in one question.
_ASKED_AT_ONCE = 900
# What is the machine's trouble of a moment, and not that a file is gone or damaged.
_NOT_THE_FILE = {errno.EMFILE, errno.ENFILE, errno.ENOMEM, errno.EAGAIN, errno.EINTR}
_flushing = ThreadPoolExecutor(8, thread_name_prefix="flush")

_reserves: dict[str, Callable[[], int]] = {}
_references: list[tuple[type[models.Model], str, dict[str, object]]] = []
# Those of which the files must be there, too.
_present: list[tuple[type[models.Model], str, dict[str, object]]] = []


def referred_from(model: type[models.Model], field: str, *, comes_later: bool = False, **only: object) -> None:
    """Say that a column of a model (`only` of its rows) holds names of blobs that must stay.

    With `comes_later` a row may name a file that has not arrived yet.
    """
    _references.append((model, field, only))
    if not comes_later:
        _present.append((model, field, only))


def lacking(most: int) -> list[str]:
    """Return names of blobs that are gone though a row needs them; of each table the newest `most` are looked at."""
    gone = []
    for model, field, only in _present:
        rows: models.QuerySet[models.Model] = models.QuerySet(model).filter(**only).exclude(**{field: ""})
        newest: models.QuerySet[models.Model, str] = rows.order_by("-pk").values_list(field, flat=True)
        gone += [sha256 for sha256 in newest[:most] if sha256 and not path_of(sha256).exists()]
    return gone


def is_referred_to(sha256: str) -> bool:
    """Whether any row still needs a blob."""
    return any(models.QuerySet(model).filter(**{field: sha256}, **only).exists() for model, field, only in _references)


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
    digest, size = hashlib.sha256(), 0
    with _incoming() as file:
        for chunk in [content] if isinstance(content, bytes) else content:
            digest.update(chunk)
            size += len(chunk)
            file.write(chunk)
        _flush(file)
        _take_turns(digest.hexdigest())
        adopt(Path(file.name), digest.hexdigest())
    return Blob(digest.hexdigest(), size)


@contextmanager
def laid_down(chunks: Iterable[bytes]) -> Iterator[tuple[Path, int]]:
    """Write content beside the blobs, not flushed and under no name that counts; yield where it lies and its size.

    `take_in` makes a blob of it; what is none when the block ends is gone.
    """
    with _incoming() as file:
        for chunk in chunks:
            file.write(chunk)
        size = file.tell()
    try:
        yield Path(file.name), size
    finally:
        Path(file.name).unlink(missing_ok=True)


def take_in(files: Mapping[str, Path]) -> None:
    """Make blobs of what was laid down, by known hashes to which rows refer or soon will: outside of any transaction.

    They are flushed side by side: a file system that is asked for several at once writes its own journal once.
    """
    with ExitStack() as opened:
        handles = [opened.enter_context(path.open("rb")).fileno() for path in files.values()]
        list(_flushing.map(os.fsync, handles)) if len(handles) > 1 else os.fsync(handles[0])
    _adopt(files)


@contextmanager
def _incoming() -> Iterator[IO[bytes]]:
    """A new file beside the others; it goes when it could not be finished."""
    root = Path(settings.BLOB_DIR)
    root.mkdir(parents=True, exist_ok=True, mode=0o700)
    with tempfile.NamedTemporaryFile(dir=root, prefix="incoming-", delete=False) as file:
        try:
            yield file
        except BaseException:
            Path(file.name).unlink(missing_ok=True)
            raise


def _flush(file: IO[bytes]) -> None:
    file.flush()
    os.fsync(file.fileno())


def adopt(file: Path, sha256: str) -> None:
    """Move a finished, flushed file of known hash into its place."""
    _adopt({sha256: file})


def _adopt(files: Mapping[str, Path]) -> None:
    targets = {path_of(sha256): file for sha256, file in files.items()}
    folders = {target.parent for target in targets}
    for folder in folders:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    with _alone():
        for target, file in targets.items():
            file.rename(target)
    for directory in (*folders, Path(settings.BLOB_DIR)):
        handle = os.open(directory, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def read(sha256: str) -> bytes:
    """Return the content of a blob, or raise FileNotFoundError."""
    return path_of(sha256).read_bytes()


def is_whole(sha256: str) -> bool:
    """Whether a blob is here, byte for byte what its name says."""
    return is_whole_file(path_of(sha256), sha256)


def is_whole_file(file: Path, sha256: str) -> bool:
    """Whether a file is there and is byte for byte what a hash says.

    Raises OSError when it cannot be looked at just now: that says nothing of the file.
    """
    try:
        with file.open("rb") as opened:
            return hashlib.file_digest(opened, "sha256").hexdigest() == sha256
    except OSError as failure:
        if failure.errno in _NOT_THE_FILE:
            raise
        return False


def forget_on_commit(*sha256s: str) -> None:
    """Delete blobs to which no row refers any more, once the present transaction is done; if it fails, they stay."""
    for sha256 in sha256s:
        _take_turns(sha256)
        if not is_referred_to(sha256):
            path = path_of(sha256)
            transaction.on_commit(partial(_unlink, path, _inode(path)))


def _referred_to(sha256s: list[str]) -> set[str]:
    """Return which of some blobs any row needs: one question per table, however many they are."""
    found: set[str] = set()
    for model, field, only in _references:
        rows: models.QuerySet[models.Model] = models.QuerySet(model).filter(**{f"{field}__in": sha256s}, **only)
        found.update(rows.values_list(field, flat=True))
    return found


def sweep() -> int:
    """Delete files that nothing refers to, left by a crash or a transaction that failed; return how many.

    It asks the tables about many files at once, and once more about each that it is about to delete.
    """
    root, swept = Path(settings.BLOB_DIR), 0
    before = time.time() - _SURELY_OVER_SECONDS
    for path in root.glob("incoming-*"):
        inode = _inode(path)
        swept += inode is not None and inode[1] <= before and _unlink(path, inode)
    old = _old_files(root, before)
    while some := list(islice(old, _ASKED_AT_ONCE)):
        referred = _referred_to([name for name, _path, _inode in some])
        for name, path, inode in some:
            if name not in referred and not is_referred_to(name):
                swept += _unlink(path, inode)
    return swept


def _old_files(root: Path, before: float) -> Iterator[tuple[str, Path, tuple[int, float]]]:
    for path in root.glob("[0-9a-f][0-9a-f]/*"):
        inode = _inode(path)
        if inode is not None and inode[1] <= before:
            yield path.parent.name + path.name, path, inode


@every(24 * 3600, "kit.sweep-blobs")
def sweep_daily() -> None:
    """Do so once a day."""
    sweep()


def free_mb() -> int:
    """Return how much room the disk of this node has, in MB."""
    return shutil.disk_usage(settings.DATA_DIR).free // (1024 * 1024)


def reserve(name: str, mb: Callable[[], int]) -> None:
    """Let a room keep so much of the disk for what must never fail; what others send stops before it."""
    _reserves[name] = mb


def reserved_mb() -> int:
    """Return how much of the disk rooms keep for themselves, in MB."""
    return max((mb() for mb in _reserves.values()), default=0)


def _inode(path: Path) -> tuple[int, float] | None:
    try:
        found = path.stat()
    except FileNotFoundError:
        return None
    return found.st_ino, found.st_mtime


def _unlink(path: Path, inode: tuple[int, float] | None) -> bool:
    """Delete a file unless somebody has kept the same content anew meanwhile."""
    with _alone():
        if inode is None or _inode(path) != inode:
            return False
        path.unlink()
    return True


def _take_turns(sha256: str) -> None:
    """Wait for other transactions that keep or forget this blob. SQLite writes one after the other anyway."""
    if connection.vendor == "postgresql" and connection.in_atomic_block:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [int(sha256[:15], 16)])


@contextmanager
def _alone() -> Iterator[None]:
    """Hold the lock under which files get and lose their names."""
    handle = os.open(settings.BLOB_DIR, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)
