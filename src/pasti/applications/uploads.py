"""What a file really is, judged by its content and never by its name."""

import math
from datetime import timedelta
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest
from django.utils.translation import gettext as _

from pasti.applications import documents
from pasti.applications.models import Application, Document
from pasti.journal.actors import Actor
from pasti.kit.errors import Refused
from pasti.kit.limits import Scope, TooOften, count_attempt
from pasti.kit.opened import LONGEST_SECONDS, NotOpened, Opened, open_file
from pasti.offices import policy

PHOTO_TYPES = ("image/jpeg", "image/png")
DOCUMENT_TYPES = ("image/jpeg", "image/png", "image/webp", "application/pdf")
# Tenths of a second of the processor's time. A phone's photo takes a few; a file can be made that takes all it may.
OPENING = Scope("opening uploads", timedelta(hours=1), each=1200)


def receive(
    request: HttpRequest, application: Application, requirement: str, file: "UploadedFile[Any] | None", *, by: Actor
) -> Document:
    """Take a paper that somebody sends from outside, or raise Refused with what is wrong with it.

    What strangers send is limited by day: from a network, and from everybody together. Only what is kept counts, and
    the time that it took to open it, whether it was kept or not.
    """
    if file is None:
        raise Refused(_("Pilih dahulu foto atau PDF-nya."))
    opened = _open_within_limit(request, file)
    each, everybody = (policy.value(f"applications.upload_mb_per_day{of}") * 1024 for of in ("", "_everybody"))
    scope = Scope("upload kilobytes", timedelta(days=1), each, everybody)
    try:
        counted = count_attempt(scope, request, cost=math.ceil(len(opened.content) / 1024))
    except TooOften as refused:
        raise Refused(
            _("Hari ini sudah terlalu banyak foto dan PDF yang diterima. Bawa saja berkasnya saat datang.")
        ) from refused
    try:
        return documents.add_document(
            application, requirement, opened.content, opened.media_type, first_page=opened.first_page, by=by
        )
    except Refused:
        counted.take_back()
        raise


def _open_within_limit(request: HttpRequest, file: "UploadedFile[Any]") -> Opened:
    """Open what a stranger sends; an hour's time for opening is limited for each network. Raises Refused."""
    try:
        longest = count_attempt(OPENING, request, cost=_tenths(LONGEST_SECONDS))
    except TooOften as refused:
        raise Refused(_("Foto dan PDF dari jaringan Anda terlalu berat dibuka. %s") % refused) from refused
    seconds = 0.0
    try:
        largest = policy.value("applications.largest_document_mb")
        opened = read_upload(file, largest_mb=largest, of_a_stranger=True)
        seconds = opened.seconds
    except NotOpened as refused:
        seconds = refused.seconds
        raise
    finally:
        # It is not known beforehand how long it takes.
        longest.take_back()
        count_attempt(OPENING, request, cost=_tenths(seconds))
    return opened


def _tenths(seconds: float) -> int:
    return max(1, math.ceil(seconds * 10))


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
