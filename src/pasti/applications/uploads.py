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
from pasti.kit.opened import Opened, open_file
from pasti.offices import policy

PHOTO_TYPES = ("image/jpeg", "image/png")
DOCUMENT_TYPES = ("image/jpeg", "image/png", "image/webp", "application/pdf")


def receive(
    request: HttpRequest, application: Application, requirement: str, file: "UploadedFile[Any] | None", *, by: Actor
) -> Document:
    """Take a paper that somebody sends from outside, or raise Refused with what is wrong with it.

    What strangers send is limited by day: from a network, and from everybody together. Only what is kept counts.
    """
    if file is None:
        raise Refused(_("Pilih dahulu foto atau PDF-nya."))
    opened = read_upload(file, largest_mb=policy.value("applications.largest_document_mb"))
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


def read_upload(file: "UploadedFile[Any]", *, largest_mb: int, allowed: tuple[str, ...] = DOCUMENT_TYPES) -> Opened:
    """Return an upload as it may be kept (see `kit.opened`), or raise Refused with what is wrong with it.

    The limit is for what is kept: a telephone's photo is made smaller first.
    """
    if getattr(file, "cut_short", False):
        raise _too_large(largest_mb)
    content = file.read()
    if not content:
        raise Refused(_("Foto atau PDF ini kosong."))
    opened = open_file(content, allowed)
    if len(opened.content) > largest_mb * 1024 * 1024:
        raise _too_large(largest_mb)
    return opened


def _too_large(largest_mb: int) -> Refused:
    return Refused(
        _("Foto atau PDF ini terlalu besar. Paling besar %d MB; foto dari HP biasanya cukup dengan mutu sedang.")
        % largest_mb
    )
