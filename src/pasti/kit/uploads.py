"""Keeps huge uploads from filling memory or disk, without losing the rest of the form."""

from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import TemporaryFileUploadHandler

# Above any limit an office may set (25 MB): what is longer is read to its end and thrown away.
LARGEST_BYTES = 26 * 1024 * 1024


class BoundedUploadHandler(TemporaryFileUploadHandler):
    """Stores an upload up to a bound and drops the rest; the file then says that it was cut short."""

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        self.kept = 0
        self.cut_short = False

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        if self.kept + len(raw_data) > LARGEST_BYTES:
            self.cut_short = True
            return
        self.kept += len(raw_data)
        super().receive_data_chunk(raw_data, start)

    def file_complete(self, file_size: int) -> "UploadedFile[Any] | None":
        file = super().file_complete(min(file_size, self.kept))
        if file is not None:
            file.cut_short = self.cut_short  # type: ignore[attr-defined]
        return file
