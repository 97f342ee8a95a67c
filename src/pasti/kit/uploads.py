"""Keeps huge uploads from filling memory or disk, without losing the rest of the form."""

import time
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import TemporaryFileUploadHandler

from pasti.kit import blobs
from pasti.kit.duties import every

# Above any limit an office may set (25 MB): what is longer is read to its end and thrown away.
LARGEST_BYTES = 26 * 1024 * 1024
# Of what rooms keep for themselves, this part is not for what is only being read.
_REST = 4
# Longer than any form takes to arrive.
_SURELY_OVER_SECONDS = 6 * 3600


class BoundedUploadHandler(TemporaryFileUploadHandler):
    """Stores the files of a form up to a bound for all of them together and drops the rest.

    A file that was dropped in part says that it was cut short. A form is read before anybody knows from whom it comes:
    whoever finishes what he has begun sends photos too, out of what rooms keep for themselves, but not of its rest.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.left = LARGEST_BYTES

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        Path(settings.FILE_UPLOAD_TEMP_DIR).mkdir(parents=True, exist_ok=True, mode=0o700)
        super().new_file(*args, **kwargs)
        self.kept = 0
        self.cut_short = blobs.free_mb() < blobs.reserved_mb() // _REST

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        if self.cut_short or len(raw_data) > self.left:
            self.cut_short = True
            return
        self.kept += len(raw_data)
        self.left -= len(raw_data)
        super().receive_data_chunk(raw_data, start)

    def file_complete(self, file_size: int) -> "UploadedFile[Any] | None":
        file = super().file_complete(min(file_size, self.kept))
        if file is not None:
            file.cut_short = self.cut_short  # type: ignore[attr-defined]
        return file


@every(3600, "kit.sweep-uploads")
def sweep() -> None:
    """Delete what a process that was ended at once has left of forms."""
    before = time.time() - _SURELY_OVER_SECONDS
    for path in Path(settings.FILE_UPLOAD_TEMP_DIR).glob("*.upload*"):
        try:
            if path.stat().st_mtime < before:
                path.unlink()
        except FileNotFoundError:
            continue
