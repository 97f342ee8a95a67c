"""Photo and signature as the card needs them."""

from base64 import b64decode
from io import BytesIO

from django.utils.translation import gettext as _
from PIL import Image, ImageOps

from pasti.applications.uploads import PHOTO_TYPES
from pasti.kit.errors import Refused
from pasti.kit.opened import open_file

# 3:4, enough for 20 × 27 mm at 300 dpi twice over.
PHOTO_SIZE = (480, 640)
_LEAST = (300, 400)
_SIGNATURE_SIZE = (600, 240)
_DATA_URL = "data:image/png;base64,"


def photo(content: bytes) -> bytes:
    """Return a photo as JPEG, upright, 3:4, 480 × 640. Raises Refused for anything that is not a large enough photo."""
    opened = open_file(content, PHOTO_TYPES)
    with Image.open(BytesIO(opened.content)) as image:
        upright = ImageOps.exif_transpose(image).convert("RGB")
    if upright.width < _LEAST[0] or upright.height < _LEAST[1]:
        raise Refused(
            _("Foto terlalu kecil (%(w)d × %(h)d). Paling sedikit 300 × 400 piksel.")
            % {"w": upright.width, "h": upright.height}
        )
    fitted = ImageOps.fit(upright, PHOTO_SIZE, Image.Resampling.LANCZOS, centering=(0.5, 0.4))
    return _bytes(fitted, "JPEG", quality=88)


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
    return _bytes(drawn, "PNG", optimize=True)


def from_data_url(url: str) -> bytes:
    """Return the PNG that a drawing pad sends as a data URL. Raises Refused for anything else."""
    if not url.startswith(_DATA_URL):
        raise Refused(_("Tanda tangan masih kosong."))
    try:
        return b64decode(url.removeprefix(_DATA_URL), validate=True)
    except ValueError as broken:
        raise Refused(_("Tanda tangan tidak terkirim dengan utuh. Coba lagi.")) from broken


def _bytes(image: Image.Image, kind: str, **options: object) -> bytes:
    out = BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()
