"""A file as a form sends it, opened before it is kept: judged by its content and never by its name."""

from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

from pasti.kit.errors import Refused
from pasti.kit.opened import NotOpened, Opened, open_file

PHOTO_TYPES = ("image/jpeg", "image/png")
DOCUMENT_TYPES = ("image/jpeg", "image/png", "image/webp", "application/pdf")


def read_upload(
    file: "UploadedFile[Any]",
    *,
    largest_mb: int,
    allowed: tuple[str, ...] = DOCUMENT_TYPES,
    of_a_stranger: bool = False,
) -> Opened:
    """Return an upload as it may be kept (see `kit.opened`), or raise Refused with what is wrong with it.

    The limit is for what is kept: a telephone's photo is made smaller first.
    """
    if getattr(file, "cut_short", False):
        raise _too_large(largest_mb)
    content = file.read()
    if not content:
        raise Refused(_("Foto atau PDF ini kosong."))
    opened = open_file(content, allowed, of_a_stranger=of_a_stranger)
    if len(opened.content) > largest_mb * 1024 * 1024:
        raise NotOpened(str(_too_large(largest_mb)), opened.seconds)
    return opened


def _too_large(largest_mb: int) -> Refused:
    return Refused(
        _("Foto atau PDF ini terlalu besar. Paling besar %d MB; foto dari HP biasanya cukup dengan mutu sedang.")
        % largest_mb
    )
