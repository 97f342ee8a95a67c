"""A signature that was drawn on a screen, or photographed: dark ink on nothing."""

from base64 import b64decode
from io import BytesIO

from django.utils.translation import gettext as _
from PIL import Image, ImageOps

from pasti.kit.errors import Refused
from pasti.kit.opened import open_file
from pasti.kit.sent_files import PHOTO_TYPES

_SIGNATURE_SIZE = (600, 240)
_DATA_URL = "data:image/png;base64,"


def signature(content: bytes) -> bytes:
    """Return a signature as dark ink on a transparent PNG, its smallest rectangle. Raises Refused for an empty one."""
    opened = open_file(content, PHOTO_TYPES)
    with Image.open(BytesIO(opened.content)) as image:
        rgba = image.convert("RGBA")
    white = Image.new("RGBA", rgba.size, "white")
    ink = ImageOps.invert(Image.alpha_composite(white, rgba).convert("L"))
    box = ink.point(lambda v: 255 if v > 96 else 0).getbbox()
    if box is None or (box[2] - box[0]) * (box[3] - box[1]) < 400:
        raise Refused(_("Tanda tangan masih kosong."))
    strokes = ink.crop(box)
    strokes.thumbnail(_SIGNATURE_SIZE)
    drawn = Image.merge("LA", (Image.new("L", strokes.size, 20), strokes))
    out = BytesIO()
    drawn.save(out, "PNG", optimize=True)
    return out.getvalue()


def from_data_url(url: str) -> bytes:
    """Return the PNG that a drawing pad sends as a data URL. Raises Refused for anything else."""
    if not url.startswith(_DATA_URL):
        raise Refused(_("Tanda tangan masih kosong."))
    try:
        return b64decode(url.removeprefix(_DATA_URL), validate=True)
    except ValueError as broken:
        raise Refused(_("Tanda tangan tidak terkirim dengan utuh. Coba lagi.")) from broken
