"""What waits for another node, as one file that somebody carries; and what comes in such a file.

A ZIP of signed documents (as they travel over HTTP, about `carried`) and of the sealed files that they name. It may be
imported in any order and any number of times, and while the line is there: everything has its number.
"""

import errno
import hashlib
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Annotated
from zipfile import ZIP_STORED, BadZipFile, ZipFile

from django.conf import settings
from django.db import DatabaseError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from pasti.journal.actions import record
from pasti.journal.actors import SYSTEM
from pasti.kit import blobs, clock, full_disk
from pasti.kit.errors import Refused
from pasti.link import arriving, document, exchange, leases, outbox, queries
from pasti.link.models import Parcel, ParcelIn, Peer, Turned
from pasti.link.pieces import LARGEST_BYTES
from pasti.link.rejections import reject
from pasti.link.schema import Sha256

ABOUT = "carried"
_FILES = "files/"
_MESSAGES = "messages/"
# A message is a batch of a megabyte, and what is said with it.
_LARGEST_MESSAGE = 8 * 1024 * 1024
_MOST_TOLD = 2000
_PIECE = 1024 * 1024
_ENCRYPTED = 1
_NO_ROOM = gettext_noop(
    "Penyimpanan komputer ini penuh, sehingga isi berkas ini belum semuanya diambil. Berkas ini tidak rusak, dan tidak "
    "ada yang hilang: kosongkan tempat, lalu impor berkas yang sama sekali lagi."
)


class Enclosed(BaseModel):
    """A file that lies beside the messages, or that its receiver has had whole."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    sha256: Sha256
    size: int = Field(gt=0, le=LARGEST_BYTES)


Several = Annotated[list[Enclosed], Field(max_length=_MOST_TOLD)]


class Carried(BaseModel):
    """One message of a carried file: what is said in a call, which files lie beside it, and which are held."""

    model_config = ConfigDict(extra="ignore")

    message: exchange.Message
    enclosed: Several = Field(default_factory=list)
    stored: Several = Field(default_factory=list)


@dataclass
class Load:
    """How much a file carries: for whom or from whom, messages, files and their bytes, and what was not right."""

    peer: Peer | None = None
    envelopes: int = 0
    files: int = 0
    size: int = 0
    wrong: list[str] = field(default_factory=list)


def export(peer: Peer, path: Path) -> Load:
    """Write all that a peer does not hold yet, and what we hold of theirs, into a new file.

    What is exported still counts as unsent, until the peer says (by wire or by file) that it holds it. Raises Refused,
    and leaves no file, when there is no room for it.
    """
    load = Load(peer)
    files = list(_unsent_files(peer))
    with _written(path) as temporary, ZipFile(temporary, "w", ZIP_STORED) as archive:
        for count, carried in enumerate(_messages(peer, files), 1):
            signed = document.sign(carried.model_dump(mode="python"), queries.this_node(), peer, about=ABOUT)
            archive.writestr(f"{_MESSAGES}{count:05d}", signed)
            load.envelopes += len(carried.message.envelopes)
        for file in files:
            archive.write(blobs.path_of(file.sha256), _FILES + file.sha256)
            load.files, load.size = load.files + 1, load.size + file.size
    _note("link.exported", peer, load)
    return load


@contextmanager
def _written(path: Path) -> Iterator[Path]:
    """Where to write what gets its name when it is whole and on the disk; what could not be written leaves nothing."""
    temporary = path.with_name(path.name + ".part")
    try:
        yield temporary
        with temporary.open("rb") as written:
            os.fsync(written.fileno())
        temporary.rename(path)
    except OSError as failure:
        # What a stick's file system finds too large is no room as well.
        if full_disk.caused(failure) or failure.errno == errno.EFBIG:
            raise Refused(
                _("Tempat di %s tidak cukup. Tidak ada yang ditulis, dan semuanya tetap menunggu. Pakai media lain.")
                % path.parent
            ) from failure
        raise Refused(_("%(file)s tidak dapat ditulis (%(why)s).") % {"file": path, "why": failure}) from failure
    finally:
        temporary.unlink(missing_ok=True)


def _unsent_files(peer: Peer) -> Iterator[Enclosed]:
    if not leases.may(leases.May.SEND).ok:
        return
    for parcel in Parcel.objects.filter(peer=peer, stored_at=None, needs_person="").order_by("id"):
        if blobs.path_of(parcel.sha256).exists():
            yield Enclosed(sha256=parcel.sha256, size=parcel.size)


def _messages(peer: Peer, files: list[Enclosed]) -> Iterator[Carried]:
    """The first message says what we hold; the others go on with what there is to say."""
    held = ParcelIn.objects.filter(peer=peer, stored_at__isnull=False).order_by("-id")[:_MOST_TOLD]
    stored = [Enclosed(sha256=row.sha256, size=row.size) for row in held]
    batches = outbox.unsent(peer)
    yield Carried(message=exchange.message(peer, next(batches, [])), enclosed=files[:_MOST_TOLD], stored=stored)
    for batch in batches:
        yield Carried(message=exchange.message(peer, batch))
    for begin in range(_MOST_TOLD, len(files), _MOST_TOLD):
        yield Carried(message=exchange.message(peer, []), enclosed=files[begin : begin + _MOST_TOLD])


def take(path: Path) -> Load:
    """Take in what such a file says. Taking it again is harmless.

    Raises Refused when it is no such file, when it is not for us, or not from a node that we trust; and when there is
    no room here, or it cannot be read: then it may be taken once more. What is damaged in it is named in the result;
    all else is taken.
    """
    load = Load()
    try:
        peer = _taken(load, path)
    except (BadZipFile, EOFError, NotImplementedError, ValueError) as damaged:
        raise Refused(_("Berkas ini bukan berkas kiriman Pasti, atau rusak (%s).") % damaged) from damaged
    except (OSError, DatabaseError, arriving.NoRoom) as failure:
        if isinstance(failure, arriving.NoRoom) or full_disk.caused(failure):
            raise Refused(_(_NO_ROOM)) from failure
        if isinstance(failure, DatabaseError):
            raise
        raise Refused(
            _("Berkas ini tidak dapat dibaca atau disalin (%s). Tidak ada yang hilang: impor sekali lagi.") % failure
        ) from failure
    _note("link.imported", peer, load)
    return load


def _taken(load: Load, path: Path) -> Peer:
    """Take what there is, and count it as it is taken; return whose it is."""
    named = set[Enclosed]()
    with ZipFile(path) as archive:
        # As we write it: nothing in it unfolds to more than it is, or wants a password.
        if any(one.compress_type != ZIP_STORED or one.flag_bits & _ENCRYPTED for one in archive.infolist()):
            raise BadZipFile(_("isinya dimampatkan atau dikunci"))
        for name in sorted(name for name in archive.namelist() if name.startswith(_MESSAGES)):
            load.peer, carried = _read(archive, name, load.peer)
            exchange.take_in(load.peer, carried.message)
            load.envelopes += len(carried.message.envelopes)
            named.update(carried.enclosed)
            _note_stored(load.peer, carried.stored)
        if load.peer is None:
            raise Refused(_("Berkas ini tidak berisi kiriman Pasti."))
        for file in sorted(named, key=lambda one: one.sha256):
            _take_file(load, load.peer, archive, file)
    return load.peer


def _read(archive: ZipFile, name: str, known: Peer | None) -> tuple[Peer, Carried]:
    with archive.open(name) as opened:
        signed = opened.read(_LARGEST_MESSAGE + 1)
    peer = None
    try:
        sender = document.sender_of(signed[:_LARGEST_MESSAGE])
        peer = Peer.objects.filter(node_id=sender).first()
        if peer is None or len(signed) > _LARGEST_MESSAGE or (known and known.pk != peer.pk):
            raise document.NotGenuine(sender, Turned.STRANGER if peer is None else Turned.FORGED)
        said = document.verify(signed, peer, queries.this_node(), about=ABOUT)
        return peer, Carried.model_validate(said)
    except (document.NotGenuine, ValidationError) as wrong:
        reject(wrong.why if isinstance(wrong, document.NotGenuine) else Turned.SHAPE, peer=peer)
        raise Refused(
            _("Berkas ini bukan dari simpul yang dikenal di sini, bukan untuk simpul ini, atau diubah di jalan.")
        ) from wrong


def _take_file(load: Load, peer: Peer, archive: ZipFile, file: Enclosed) -> None:
    """Copy one file beside the messages to its place, when it is what a message says it is. Raises NoRoom."""
    if arriving.is_nearly_full(besides=file.size):
        raise arriving.NoRoom("the disk is nearly full")
    folder = Path(settings.DATA_DIR) / "arriving"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    with tempfile.NamedTemporaryFile(dir=folder, prefix="carried-", delete=False) as copy:
        try:
            with archive.open(_FILES + file.sha256) as opened:
                whole = _copied(opened, copy, file)
            if whole and arriving.take_whole(peer, file.sha256, file.size, Path(copy.name)):
                load.files, load.size = load.files + 1, load.size + file.size
        except KeyError:
            whole = False
        finally:
            Path(copy.name).unlink(missing_ok=True)
    if not whole:
        load.wrong.append(_("Rekaman %s tidak utuh di dalam berkas ini.") % file.sha256[:12])


def _copied(opened: IO[bytes], copy: IO[bytes], file: Enclosed) -> bool:
    digest, left = hashlib.sha256(), file.size + 1
    while left and (piece := opened.read(min(_PIECE, left))):
        digest.update(piece)
        copy.write(piece)
        left -= len(piece)
    copy.flush()
    os.fsync(copy.fileno())
    return left == 1 and digest.hexdigest() == file.sha256


@transaction.atomic
def _note_stored(peer: Peer, stored: list[Enclosed]) -> None:
    """Note what the peer had when it wrote this, which may be long ago: over the line it is asked whether it still has.

    Nothing is deleted here because of what a carried file says.
    """
    waiting = Parcel.objects.filter(peer=peer, stored_at=None, sha256__in=[file.sha256 for file in stored])
    waiting.update(stored_at=clock.now(), confirmed_at=None, ask=True, last_error="", needs_person="")


@transaction.atomic
def _note(kind: str, peer: Peer, load: Load) -> None:
    subject = f"peer:{peer.node_id}"
    record(kind, subject=subject, by=SYSTEM, peer=peer.name, envelopes=load.envelopes, files=load.files)
