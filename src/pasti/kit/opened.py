"""Files that people send, opened by a process of its own before they are accepted."""

import json
from dataclasses import dataclass

import filetype
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from pasti.kit.errors import Refused
from pasti.kit.workshop import Failed, NotInTime, TooMuch, Workshop

# Readers take a PDF whose header comes after so much of something else.
_HEADER_WITHIN = 1024
_HEIC = ("image/heic", "image/heif", "image/avif")

# So much of the processor's time may one file take. A few kilobytes of PDF can be made that take hours.
LONGEST_SECONDS = 30.0
# One for staff: what strangers send, one after the other, holds up no recording and no print run.
_opener = Workshop("pasti.kit.opening", seconds=LONGEST_SECONDS, jobs=200)
_for_strangers = Workshop("pasti.kit.opening", seconds=LONGEST_SECONDS, jobs=200)

_TOO_MUCH = gettext_lazy("Ukuran gambar ini terlalu besar. Ambil foto sekali lagi dengan mutu sedang.")
_WHY = {
    "damaged": gettext_lazy("Gambar ini rusak dan tidak dapat dibuka. Ambil foto sekali lagi."),
    "pixels": _TOO_MUCH,
    "late": _TOO_MUCH,
}
_WHY_PDF = {
    "password": gettext_lazy("PDF ini dikunci dengan kata sandi. Kirim PDF tanpa kata sandi, atau fotonya."),
    "cut": gettext_lazy("PDF ini terpotong: bagian akhirnya tidak ikut terkirim. Simpan lagi, lalu kirim sekali lagi."),
    "damaged": gettext_lazy("PDF ini rusak dan tidak dapat dibuka. Simpan lagi, atau kirim fotonya."),
    "pages": gettext_lazy("PDF ini terlalu banyak halamannya. Kirim halaman yang diminta saja."),
    "late": gettext_lazy("PDF ini terlalu rumit untuk dibuka. Kirim fotonya saja."),
}

# Of a machine that is busy a file knows nothing.
_BUSY = gettext_lazy(
    "Komputer kantor sedang sangat sibuk, sehingga berkas ini belum dapat dibuka. Kirim lagi sebentar lagi."
)


@dataclass(frozen=True)
class Opened:
    """What can be kept: the content, its true media type, and the first page of a PDF as JPEG."""

    content: bytes
    media_type: str
    first_page: bytes = b""
    pages: int = 1
    # How long the processor worked on it.
    seconds: float = 0.0


class NotOpened(Refused):
    """What was sent cannot be kept; `seconds` of the processor's time went into finding out."""

    def __init__(self, sentence: str, seconds: float = 0.0) -> None:
        super().__init__(sentence)
        self.seconds = seconds


def open_file(content: bytes, allowed: tuple[str, ...], *, of_a_stranger: bool = False) -> Opened:
    """Return a file as it may be kept, or raise NotOpened with what is wrong with it.

    A picture that is turned, or larger than a screen needs, comes back upright and smaller; a PDF as it was sent. What
    a file is called does not matter.
    """
    kind = _kind_of(content)
    if kind not in allowed:
        raise NotOpened(_no_such(kind, allowed))
    is_pdf = kind == "application/pdf"
    reasons = _WHY_PDF if is_pdf else _WHY
    try:
        opener = _for_strangers if of_a_stranger else _opener
        answer = opener.ask((b"pdf" if is_pdf else b"picture") + b"\n" + content)
    except NotInTime:
        raise NotOpened(str(_BUSY)) from None
    except TooMuch:
        raise NotOpened(str(reasons["late"]), LONGEST_SECONDS) from None
    except Failed:
        # It fell over what it read.
        raise NotOpened(str(reasons["damaged"]), LONGEST_SECONDS) from None
    head, _break, rest = answer.partition(b"\n")
    said = json.loads(head)
    if why := said.get("why"):
        raise NotOpened(str(reasons[why]), said["seconds"])
    kept = content if said.get("same") else rest[: said["kept"]]
    shown, pages = rest[said["kept"] :], said.get("pages", 1)
    return Opened(kept, said["type"], first_page=shown, pages=pages, seconds=said["seconds"])


def _kind_of(content: bytes) -> str:
    if b"%PDF-" in content[:_HEADER_WITHIN]:
        return "application/pdf"
    return str(filetype.guess_mime(content) or "")


def _no_such(kind: str, allowed: tuple[str, ...]) -> str:
    if kind == "application/pdf":
        return _("Ini PDF. Foto harus berupa gambar JPEG atau PNG.")
    if kind in _HEIC:
        return _("Foto ini HEIC, yang tidak dapat dibuka di sini. Kirim sebagai JPEG, atau foto lewat halaman ini.")
    if "application/pdf" in allowed:
        return _("Ini bukan gambar atau PDF. Kirim foto (JPEG, PNG) atau PDF.")
    return _("Ini bukan foto. Kirim gambar JPEG atau PNG.")
