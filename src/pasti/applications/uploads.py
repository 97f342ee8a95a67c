"""What a file really is, judged by its content and never by its name."""

import math
from datetime import timedelta
from io import BytesIO
from typing import Any

import filetype
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest
from django.utils.translation import gettext as _
from PIL import Image, UnidentifiedImageError

from pasti.applications import documents
from pasti.applications.models import Application, Document
from pasti.journal.actors import Actor
from pasti.kit.errors import Refused
from pasti.kit.limits import Scope, TooOften, count_attempt
from pasti.offices import policy

PHOTO_TYPES = ("image/jpeg", "image/png")
DOCUMENT_TYPES = ("image/jpeg", "image/png", "image/webp", "application/pdf")
# A JPEG of a telephone is decoded at an eighth of its size; of other pictures every dot is held in memory.
_MOST_PIXELS = {"JPEG": 80_000_000}
_MOST_PIXELS_OTHERWISE = 25_000_000
_SMALL = (64, 64)


def receive(
    request: HttpRequest, application: Application, requirement: str, file: "UploadedFile[Any] | None", *, by: Actor
) -> Document:
    """Take a paper that somebody sends from outside, or raise Refused with what is wrong with it.

    What strangers send is limited by day: from a network, and from everybody together. Only what is kept counts.
    """
    if file is None:
        raise Refused(_("Pilih dahulu foto atau PDF-nya."))
    content, media_type = read_upload(file, largest_mb=policy.value("applications.largest_document_mb"))
    each, everybody = (policy.value(f"applications.upload_mb_per_day{of}") * 1024 for of in ("", "_everybody"))
    scope = Scope("upload kilobytes", timedelta(days=1), each, everybody)
    try:
        counted = count_attempt(scope, request, cost=math.ceil(len(content) / 1024))
    except TooOften as refused:
        raise Refused(
            _("Hari ini sudah terlalu banyak foto dan PDF yang diterima. Bawa saja berkasnya saat datang.")
        ) from refused
    try:
        return documents.add_document(application, requirement, content, media_type, by=by)
    except Refused:
        counted.take_back()
        raise


def read_upload(
    file: "UploadedFile[Any]", *, largest_mb: int, allowed: tuple[str, ...] = DOCUMENT_TYPES
) -> tuple[bytes, str]:
    """Return an upload's content and its true media type, or raise Refused with what is wrong with it."""
    if getattr(file, "cut_short", False) or (file.size or 0) > largest_mb * 1024 * 1024:
        raise Refused(
            _("Foto atau PDF ini terlalu besar. Paling besar %d MB; foto dari HP biasanya cukup dengan mutu sedang.")
            % largest_mb
        )
    content = file.read()
    if not content:
        raise Refused(_("Foto atau PDF ini kosong."))
    return content, check(content, allowed)


def check(content: bytes, allowed: tuple[str, ...]) -> str:
    """Return the media type of content, or raise Refused when it is not one of those allowed or is damaged."""
    kind = filetype.guess_mime(content)
    if kind not in allowed:
        if kind == "application/pdf":
            raise Refused(_("Ini PDF. Foto harus berupa gambar JPEG atau PNG."))
        if "application/pdf" in allowed:
            raise Refused(_("Ini bukan gambar atau PDF. Kirim foto (JPEG, PNG) atau PDF."))
        raise Refused(_("Ini bukan foto. Kirim gambar JPEG atau PNG."))
    if kind.startswith("image/"):
        _check_image(content)
    return str(kind)


def _check_image(content: bytes) -> None:
    try:
        with Image.open(BytesIO(content)) as image:
            most = _MOST_PIXELS.get(image.format or "", _MOST_PIXELS_OTHERWISE)
            if image.width * image.height > most:
                raise _too_many_pixels()
            image.draft("RGB", _SMALL)
            image.load()
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as bomb:
        raise _too_many_pixels() from bomb
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError) as damaged:
        raise Refused(_("Gambar ini rusak dan tidak dapat dibuka. Ambil foto sekali lagi.")) from damaged


def _too_many_pixels() -> Refused:
    return Refused(_("Ukuran gambar ini terlalu besar. Ambil foto sekali lagi dengan mutu sedang."))
