"""What two nodes say to each other about files: pieces, several in one request, and how much of each file is there."""

import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from pasti.link.schema import Sha256
from pasti.link.wire import Count

# What a node of an older version takes in one piece, and where every sender begins.
CHUNK_BYTES = 256 * 1024
# What we take in one piece, and in one request of several: less than may come through the gate.
MOST_CHUNK_BYTES = 2 * 1024 * 1024
MOST_TOGETHER_BYTES = 5 * 1024 * 1024
# Of so many pieces what is said of them still fits into the head of a request, also before a proxy.
MOST_PIECES = 32
LARGEST_BYTES = 64 * 1024 * 1024
# What is read of a file at a time: a file under way takes no more of the memory, however large it is.
_AT_A_TIME = 128 * 1024


@dataclass(frozen=True)
class Part:
    """So many bytes of a file from an offset on, which are read when they are needed."""

    path: Path
    offset: int
    length: int

    def __len__(self) -> int:
        return self.length

    def __iter__(self) -> Iterator[bytes]:
        with self.path.open("rb", buffering=0) as file:
            file.seek(self.offset)
            found = 0
            for data in _read(file, self.length):
                found += len(data)
                yield data
        if found != self.length:
            raise OSError("the file here has become shorter")


Data = bytes | Part
# Puts what comes somewhere, and says what it is then.
Lay = Callable[[Iterable[bytes]], Data]


class Asked(BaseModel):
    """One piece of a parcel; a piece of no bytes asks how much is there."""

    model_config = ConfigDict(extra="ignore")

    sha256: Sha256
    size: int = Field(gt=0, le=LARGEST_BYTES)
    offset: int = Field(ge=0)
    data: Data = Field(exclude=True)
    # The hash of the data, so that a signature over it is one over the data.
    digest: Sha256

    @property
    def is_whole(self) -> bool:
        """Whether this piece is all of the file, and right."""
        return self.offset == 0 and len(self.data) == self.size and self.digest == self.sha256


class State(BaseModel):
    """How much of a parcel the receiver holds, and whether all is safely stored."""

    model_config = ConfigDict(extra="ignore")

    held: int = Field(ge=0)
    stored: bool
    # Nothing more is taken in at the moment; nothing is wrong with the file.
    full: bool = False


class Takes(BaseModel):
    """How much the receiver takes in one piece, and how many pieces of how many bytes together in one request."""

    model_config = ConfigDict(extra="ignore")

    # A node of an older version does not tell.
    takes: int = Field(default=CHUNK_BYTES, ge=1)
    pieces: Count = 1
    together: Count = 0


class Held(State, Takes):
    """The answer to one piece."""


class AllHeld(Takes):
    """The answer to several pieces: of each in turn."""

    several: list[State] = Field(max_length=MOST_PIECES)


def asked(sha256: str, size: int, offset: int, data: Data) -> Asked:
    """Return a question with its data and their hash."""
    digest = hashlib.sha256()
    for chunk in chunks_of(data):
        digest.update(chunk)
    return Asked(sha256=sha256, size=size, offset=offset, data=data, digest=digest.hexdigest())


def chunks_of(data: Data) -> Iterable[bytes]:
    """Return data one chunk after the other."""
    return [data] if isinstance(data, bytes) else data


def several(pieces: Sequence[Asked]) -> dict[str, Any]:
    """Return what is signed when several pieces go in one request; their data lie beside it, one behind the other."""
    return {"several": [{**piece.model_dump(mode="python"), "length": len(piece.data)} for piece in pieces]}


def heard(said: dict[str, Any], beside: IO[bytes], lay: Lay, length: int = MOST_CHUNK_BYTES + 1) -> Asked:
    """Return the question that a signed head and the data beside it are; the data are hashed as they come, and laid.

    Raises ValidationError.
    """
    digest = hashlib.sha256()
    data = lay(_hashed(_read(beside, length), digest))
    question = Asked.model_validate({**said, "data": data})
    if len(data) > MOST_CHUNK_BYTES or digest.hexdigest() != question.digest:
        raise ValidationError.from_exception_data("the data are not those that were signed", [])
    return question


def _read(file: IO[bytes], length: int) -> Iterator[bytes]:
    """Return what comes, so many bytes at most."""
    while length and (data := file.read(min(length, _AT_A_TIME))):
        length -= len(data)
        yield data


def _hashed(chunks: Iterable[bytes], digest: "hashlib._Hash") -> Iterator[bytes]:
    for data in chunks:
        digest.update(data)
        yield data


class _Cut(BaseModel):
    """How the data beside several pieces are cut; what else is said of each is looked at afterwards."""

    several: list[dict[str, Any]] = Field(min_length=1, max_length=MOST_PIECES)


def heard_all(said: dict[str, Any], beside: IO[bytes], lay: Lay) -> list[Asked]:
    """Return the questions, no two of one file, that a signed head and the data beside it are, as `heard`.

    Raises ValidationError.
    """
    found = []
    for one in _Cut.model_validate(said).several:
        length = one.get("length")
        if type(length) is not int or not 0 <= length <= MOST_CHUNK_BYTES:
            raise ValidationError.from_exception_data("it is not said how long each piece is", [])
        found.append(heard(one, beside, lay, length))
        if len(found[-1].data) != length:
            raise ValidationError.from_exception_data("less came than is announced", [])
    if beside.read(1) or len({piece.sha256 for piece in found}) != len(found):
        raise ValidationError.from_exception_data("more came than is announced, or one file twice", [])
    return found
