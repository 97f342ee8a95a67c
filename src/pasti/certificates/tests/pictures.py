"""Paper as a telephone sees it: drawn, turned a little, out of focus, and its code read by a reader of QR codes."""

from io import BytesIO

import pypdfium2
import segno
import zxingcpp
from PIL import Image, ImageFilter
from pypdf import PdfReader


def page(drawn: bytes, *, dots_per_inch: int = 200) -> Image.Image:
    """The first page of a PDF as a picture."""
    image: Image.Image = pypdfium2.PdfDocument(drawn)[0].render(scale=dots_per_inch / 72).to_pil()
    return image.convert("L")


def paper_with(code: str) -> bytes:
    """An A4 page with a QR code of somebody's own making where ours has it, and as large (50 mm)."""
    made = BytesIO()
    segno.make(code, error="m", micro=False).save(made, kind="png", border=2, scale=8)
    dots_per_mm = 300 / 25.4
    side = round(50 * dots_per_mm)
    page = Image.new("L", (round(210 * dots_per_mm), round(297 * dots_per_mm)), 255)
    page.paste(Image.open(made).convert("L").resize((side, side)), (side // 2, page.height * 2 // 3))
    drawn = BytesIO()
    page.save(drawn, "PDF", resolution=300)
    return drawn.getvalue()


def photo(drawn: bytes) -> Image.Image:
    """A photo of it: held askew and from the side, in grey light, a little blurred, saved small."""
    image = page(drawn, dots_per_inch=150)
    width, height = image.size
    tilted = image.rotate(7, expand=True, fillcolor=90, resample=Image.Resampling.BICUBIC)
    # The upper edge is further away than the lower one.
    aside = (0, 0, -width * 0.04, height, width * 1.04, height, width, 0)
    seen = tilted.transform(tilted.size, Image.Transform.QUAD, aside, Image.Resampling.BICUBIC, fillcolor=90)
    grey = seen.point([60 + value * 140 // 255 for value in range(256)])
    saved = BytesIO()
    grey.filter(ImageFilter.GaussianBlur(0.9)).save(saved, "JPEG", quality=60)
    return Image.open(saved)


def code_in(image: Image.Image) -> str:
    """What the QR code in a picture holds."""
    found = zxingcpp.read_barcodes(image, formats=zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode))
    assert len(found) == 1
    return str(found[0].text)


def text_of(drawn: bytes) -> str:
    return " ".join("".join(page.extract_text() for page in PdfReader(BytesIO(drawn)).pages).split())
