"""When the disk is full: one sentence for whoever sends something, one line in the log, and room for the hall.

A file, the ballast, lies in the data folder and holds room. When hardly anything else is left it is emptied and gets
another name: while it has that name the disk counts as full, and what it held is for what `goes_on`, so that people in
the hall still get their numbers. When there is enough room again, it is filled anew.
"""

import errno
import logging
import os
import shutil
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar, cast

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils import translation
from django.utils.translation import gettext as _

from pasti.kit.send_again import to_send_again

View = TypeVar("View", bound=Callable[..., Any])

log = logging.getLogger("pasti.disk")

INSUFFICIENT_STORAGE = 507
_POSTGRES_DISK_FULL = "53100"
_SQLITE_IO = 10
_PAGE = 64 * 1024


def ballast() -> Path:
    """Return where the file lies that holds room."""
    return Path(settings.DATA_DIR) / "ballast"


def let_go() -> Path:
    """Return its other name, which it has while the disk is full."""
    return Path(settings.DATA_DIR) / "ballast-let-go"


def is_full() -> bool:
    """Whether the disk counts as full, and only what `goes_on` may write."""
    return let_go().exists()


def goes_on(view: View) -> View:
    """Let a view take forms also when the disk is full. What it writes must be small."""
    cast(Any, view).goes_on_when_full = True
    return view


def caused(failure: BaseException | None) -> bool:
    """Whether a failure, or what led to it, is that there is no room on a disk: ours, or the database server's.

    Several that are raised together: whether all of them are that.
    """
    seen = set()
    while failure is not None and id(failure) not in seen:
        seen.add(id(failure))
        if isinstance(failure, BaseExceptionGroup):
            return all(caused(one) for one in failure.exceptions)
        if isinstance(failure, OSError) and failure.errno in (errno.ENOSPC, errno.EDQUOT):
            return True
        if getattr(failure, "sqlstate", "") == _POSTGRES_DISK_FULL or _is_sqlites(failure):
            return True
        failure = failure.__cause__ or failure.__context__
    return False


def _is_sqlites(failure: BaseException) -> bool:
    if not isinstance(failure, sqlite3.Error):
        return False
    code = getattr(failure, "sqlite_errorcode", 0)
    # It also says "disk I/O error" when it finds no room for what lies beside the database.
    return code == sqlite3.SQLITE_FULL or (
        code & 0xFF == _SQLITE_IO and shutil.disk_usage(settings.DATA_DIR).free < 1024 * 1024
    )


def note() -> None:
    """Let the ballast go, and say once that the disk is full. Doing it twice, or by many at once, is harmless."""
    if is_full():
        # When it was last noted: see ballast.keep_ballast.
        os.utime(let_go())
        return
    try:
        # Changing a name takes no room, and of many who try, one does it.
        ballast().rename(let_go())
        os.truncate(let_go(), 0)
        os.utime(let_go())
    except FileNotFoundError:
        # Nothing was put aside yet, or another one has just let it go.
        try:
            let_go().open("xb").close()
        except OSError:
            return
    log.error("The disk is full (%s, or the database's). Only the hall goes on. Make room.", settings.DATA_DIR)


def sentence() -> str:
    """Return what whoever sent something is told."""
    return _(
        "Penyimpanan komputer kantor sedang penuh, sehingga yang baru saja Anda kirim belum tersimpan. "
        "Petugas sudah diberi tahu. Coba lagi nanti."
    )


def turned_away(request: HttpRequest) -> HttpResponse:
    """The page for whoever sent something that there is no room for; what was typed can be sent from it once more."""
    # To read a form that brings files takes room, and files could not be sent again anyway.
    again = to_send_again(request) if request.content_type == "application/x-www-form-urlencoded" else []
    context = {"sentence": sentence(), "language": translation.get_language(), "again": again}
    answer = render(request, "kit/turned_away.html", context, status=INSUFFICIENT_STORAGE)
    answer["Retry-After"] = "300"
    answer["Cache-Control"] = "no-store"
    return answer


class FullDiskMiddleware:
    """Turns forms away while the disk is full, before anything of them is done."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer the request."""
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], _args: object, _kwargs: object
    ) -> HttpResponse | None:
        """Say that there is no room, unless this view goes on."""
        if request.method in ("GET", "HEAD", "OPTIONS") or getattr(view, "goes_on_when_full", False) or not is_full():
            return None
        return turned_away(request)


class OncePerChange(logging.Filter):
    """Keeps out of the log what fails because the disk is full: that was said, in one line, when it began."""

    def filter(self, record: logging.LogRecord) -> bool:
        if getattr(record, "status_code", 0) == INSUFFICIENT_STORAGE:
            return False
        if record.exc_info and caused(record.exc_info[1]):
            note()
            # Said in one line, or not at all: then this one stays.
            return not is_full()
        return True
