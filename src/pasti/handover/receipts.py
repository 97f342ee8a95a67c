"""What shows that somebody received a card: a photo, a signature on the screen, or one on paper.

A picture is kept as small as it serves and deleted after the time that the office's rule gives it (UU 27/2022).
"""

from dataclasses import dataclass
from datetime import timedelta
from io import BytesIO
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _
from PIL import Image, ImageOps

from pasti.handover.models import Handover, Receipt
from pasti.kit import blobs, clock
from pasti.kit.errors import Refused
from pasti.kit.sent_files import PHOTO_TYPES, read_upload
from pasti.kit.signatures import from_data_url, signature
from pasti.offices import policy

_LARGEST = (640, 640)
_LARGEST_MB = 10


@dataclass(frozen=True)
class Received:
    """How somebody received it; `picture` is the photo (JPEG) or the signature (PNG), none for one on paper."""

    how: Receipt = Receipt.PAPER
    picture: bytes = b""


def photo(file: "UploadedFile[Any]") -> Received:
    """Return a photo as a receipt. Raises Refused for what is none. Never inside a transaction: it takes a while."""
    opened = read_upload(file, largest_mb=_LARGEST_MB, allowed=PHOTO_TYPES)
    with Image.open(BytesIO(opened.content)) as image:
        upright = ImageOps.exif_transpose(image).convert("RGB")
    upright.thumbnail(_LARGEST)
    out = BytesIO()
    upright.save(out, "JPEG", quality=80)
    return Received(Receipt.PHOTO, out.getvalue())


def signed(drawn: str) -> Received:
    """Return what was drawn on the pad (a data URL) as a receipt. Raises Refused for an empty one."""
    return Received(Receipt.SIGNATURE, signature(from_data_url(drawn)))


def keep(received: Received) -> str:
    """Keep the picture of a receipt, in the caller's transaction; return its name. Raises Refused without one."""
    if received.how == Receipt.PAPER:
        return ""
    if not received.picture:
        raise Refused(_("Tanda terimanya belum ada: ambil fotonya, atau minta tanda tangannya."))
    return blobs.keep(received.picture).sha256


def media_type(handover: Handover) -> str:
    """Return as what the picture of a receipt is served."""
    return "image/jpeg" if handover.receipt == Receipt.PHOTO else "image/png"


def forget_old() -> int:
    """Delete pictures of receipts that are older than the office keeps them; return how many."""
    before = clock.now() - timedelta(days=policy.value("handover.keep_receipts_days"))
    old = list(Handover.objects.filter(at__lt=before).exclude(content=""))
    for handover in old:
        _forget(handover)
    return len(old)


@transaction.atomic
def _forget(handover: Handover) -> None:
    name, handover.content = handover.content, ""
    handover.save(update_fields=["content"])
    blobs.forget_on_commit(name)
