"""A program that opens what strangers send, before anybody accepts it: it knows neither Django nor the database.

A picture is unfolded to its last row, a PDF shows its first page and all others load; whatever goes wrong there (a file
made to use up memory, a library that falls) happens to this process alone. See kit.opened, which asks.
"""

import json
import time
from io import BytesIO

import pypdfium2
from PIL import Image, ImageOps, UnidentifiedImageError

from pasti.kit import workshop

# Enough to read the smallest letters of an A4 page on a screen.
LONGEST_SIDE = 3200
# A JPEG is unfolded at a fraction of its size; of other pictures every dot is held in memory.
_MOST_PIXELS = {"JPEG": 110_000_000, "MPO": 110_000_000}
_MOST_PIXELS_OTHERWISE = 50_000_000
# What is small is kept as it was sent.
_SMALL_BYTES = 3 * 1024 * 1024
_PAGE_SIDE = 1600
_MOST_PAGES = 200
# Behind its end a PDF may have so much of what a mail program or a server has added.
_BEHIND_THE_END = 2048
_MEGABYTES = 1024

_KEPT = {"JPEG": "image/jpeg", "MPO": "image/jpeg", "PNG": "image/png", "WEBP": "image/webp"}


class Unreadable(Exception):
    """Why a file is no use, in one word (see kit.opened)."""


def picture(content: bytes) -> tuple[dict[str, object], bytes, bytes]:
    """Return what a picture is, and it upright and no larger than a screen needs; as it was sent if it is that."""
    try:
        with Image.open(BytesIO(content)) as image:
            return _picture(image, content)
    except (Image.DecompressionBombError, MemoryError):
        raise Unreadable("pixels") from None
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError):
        raise Unreadable("damaged") from None


def _picture(image: Image.Image, content: bytes) -> tuple[dict[str, object], bytes, bytes]:
    kind = image.format or ""
    if image.width * image.height > _MOST_PIXELS.get(kind, _MOST_PIXELS_OTHERWISE):
        raise Unreadable("pixels")
    longest, turned = max(image.size), image.getexif().get(0x0112, 1) not in (0, 1)
    if longest > LONGEST_SIDE:
        image.draft("RGB", (image.width * LONGEST_SIDE // longest, image.height * LONGEST_SIDE // longest))
    image.load()
    if longest <= LONGEST_SIDE and not turned and len(content) <= _SMALL_BYTES and kind != "MPO":
        return {"type": _KEPT[kind]}, content, b""
    upright = ImageOps.exif_transpose(image)
    upright.thumbnail((LONGEST_SIDE, LONGEST_SIDE), Image.Resampling.LANCZOS)
    return {"type": "image/jpeg"}, _jpeg(upright, 88), b""


def _jpeg(image: Image.Image, quality: int) -> bytes:
    if image.mode in ("RGBA", "LA", "PA", "P"):
        rgba = image.convert("RGBA")
        image = Image.alpha_composite(Image.new("RGBA", rgba.size, "white"), rgba)
    out = BytesIO()
    image.convert("RGB").save(out, "JPEG", quality=quality, optimize=True)
    return out.getvalue()


def pdf(content: bytes) -> tuple[dict[str, object], bytes, bytes]:
    """Return how many pages a PDF has, it as it was sent, and its first page as a picture."""
    if b"%%EOF" not in content.rstrip(b"\0\r\n\t ")[-_BEHIND_THE_END:]:
        raise Unreadable("cut")
    try:
        document = pypdfium2.PdfDocument(content)
    except pypdfium2.PdfiumError as failure:
        raise Unreadable("password" if "password" in str(failure).lower() else "damaged") from None
    try:
        pages = len(document)
        if not 0 < pages <= _MOST_PAGES:
            raise Unreadable("pages" if pages else "damaged")
        for number in range(1, pages):
            document[number].close()
        first = document[0]
        scale = min(_PAGE_SIDE / max(*first.get_size(), 1.0), 4.0)
        shown = first.render(scale=scale).to_pil()
        return {"type": "application/pdf", "pages": pages}, content, _jpeg(shown, 80)
    except MemoryError:
        raise Unreadable("late") from None
    except (pypdfium2.PdfiumError, ValueError, OSError):
        raise Unreadable("damaged") from None
    finally:
        document.close()


def answer(asked: bytes) -> bytes:
    """Answer one question: a line that says what it is said to be, and the content."""
    began = time.process_time()
    what, _break, content = asked.partition(b"\n")
    try:
        said, kept, shown = pdf(content) if what == b"pdf" else picture(content)
    except Unreadable as failure:
        said, kept, shown = {"why": str(failure)}, b"", b""
    if kept is content:
        # Whoever asked has it.
        said, kept = {**said, "same": True}, b""
    said = {**said, "seconds": time.process_time() - began}
    return json.dumps({**said, "kept": len(kept)}).encode() + b"\n" + kept + shown


def main() -> None:
    """Open until nobody asks any more."""
    # Its own bound is above, in words that can be told apart.
    Image.MAX_IMAGE_PIXELS = None
    workshop.serve(answer, megabytes=_MEGABYTES)


if __name__ == "__main__":
    main()
