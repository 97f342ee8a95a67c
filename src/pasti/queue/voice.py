"""The voice of the hall: each sentence is made once by espeak-ng (Debian), in Indonesian, and kept by what it says.

Why, and what becomes of it in the hall: docs/adr/0054.
"""

import contextlib
import hashlib
import logging
import os
import shutil
import subprocess
import tempfile
from pathlib import Path

from django.conf import settings

log = logging.getLogger("pasti.queue")

# Slower than people talk, with room between the words: it is heard across a hall.
_HOW = ("-v", "id", "-s", "130", "-g", "4", "-a", "180")
_PATIENCE = 10
# Some two hundred sentences; what was not said for longest goes first.
_MOST_BYTES = 60 * 1024 * 1024
_DIGITS = ("nol", "satu", "dua", "tiga", "empat", "lima", "enam", "tujuh", "delapan", "sembilan")


class Silent(Exception):
    """Nothing can be said: the voice is not there, or failed."""


def is_there() -> bool:
    """Whether the voice is installed."""
    return shutil.which("espeak-ng") is not None


def sentence(letter: str, sequence: int, counter: int) -> str:
    """Return what is said: Nomor antrean B, nol, satu, empat, silakan ke loket tiga."""
    digits = ", ".join(_DIGITS[int(digit)] for digit in f"{sequence:03d}")
    return f"Nomor antrean {letter}, {digits}, silakan ke loket {in_words(counter)}."


def in_words(number: int) -> str:
    """Return a number below a thousand as it is read out in Indonesian."""
    if number < 10:
        return _DIGITS[number]
    if number < 20:
        return {10: "sepuluh", 11: "sebelas"}.get(number) or f"{_DIGITS[number - 10]} belas"
    if number < 100:
        return _with_rest(f"{_DIGITS[number // 10]} puluh", number % 10)
    hundreds = "seratus" if number < 200 else f"{_DIGITS[number // 100]} ratus"
    return _with_rest(hundreds, number % 100)


def _with_rest(words: str, rest: int) -> str:
    return f"{words} {in_words(rest)}" if rest else words


def said(words: str) -> bytes:
    """Return a sentence as sound (WAV): made the first time and kept. Raises Silent when it cannot be made."""
    file = _file_of(words)
    with contextlib.suppress(OSError):
        sound = file.read_bytes()
        os.utime(file)
        return sound
    sound = _made(words)
    # A voice that cannot be kept is heard all the same.
    with contextlib.suppress(OSError):
        _keep(file, sound)
    return sound


def _folder() -> Path:
    return Path(settings.DATA_DIR) / "voice"


def _file_of(words: str) -> Path:
    return _folder() / f"{hashlib.sha256(' '.join((*_HOW, words)).encode()).hexdigest()}.wav"


def _made(words: str) -> bytes:
    try:
        program = shutil.which("espeak-ng") or "espeak-ng"
        command = [program, *_HOW, "--stdout", "--", words]
        done = subprocess.run(command, capture_output=True, check=True, timeout=_PATIENCE)  # noqa: S603 - our words
    except (OSError, subprocess.SubprocessError) as failure:
        log.warning("The voice cannot say anything: %s", failure)
        raise Silent from failure
    return with_its_length(done.stdout)


def with_its_length(sound: bytes) -> bytes:
    """Return a WAV with its lengths said: who writes into a pipe does not know them beforehand (RIFF, 1991)."""
    where = sound.find(b"data")
    if sound[:4] != b"RIFF" or where < 0:
        raise Silent
    whole, rest = (len(sound) - 8).to_bytes(4, "little"), (len(sound) - where - 8).to_bytes(4, "little")
    return sound[:4] + whole + sound[8 : where + 4] + rest + sound[where + 8 :]


def _keep(file: Path, sound: bytes) -> None:
    file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with tempfile.NamedTemporaryFile(dir=file.parent, suffix=".new", delete=False) as new:
        new.write(sound)
    Path(new.name).replace(file)
    _make_room()


def _make_room() -> None:
    """Let what was not said for longest go until the rest fits."""
    kept = [(entry, entry.stat()) for entry in _folder().iterdir()]
    room = _MOST_BYTES
    for entry, about in sorted(kept, key=lambda one: one[1].st_mtime, reverse=True):
        room -= about.st_size
        if room < 0:
            entry.unlink(missing_ok=True)
