"""Photo and signature as the card needs them."""

from io import BytesIO

from django.utils.translation import gettext as _
from PIL import Image, ImageOps

from pasti.applications.uploads import PHOTO_TYPES
from pasti.kit.errors import Refused
from pasti.kit.opened import open_file
from pasti.kit.signatures import from_data_url, signature

__all__ = ["from_data_url", "photo", "signature"]

# 3:4, enough for 20 × 27 mm at 300 dpi twice over.
PHOTO_SIZE = (480, 640)
_LEAST = (300, 400)


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


def _bytes(image: Image.Image, kind: str, **options: object) -> bytes:
    out = BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()
