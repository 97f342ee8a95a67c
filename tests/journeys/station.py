"""The recording station, for stories about something else."""

from io import BytesIO
from pathlib import Path

from PIL import Image

from pasti.demo import pictures
from tests.journeys.visitor import Visitor


def record(visitor: Visitor, folder: Path, *, seed: str, sex: str) -> None:
    """Record somebody whose data is right, and seal it."""
    visitor.press("b")
    face, out = folder / "wajah.jpg", BytesIO()
    Image.open(BytesIO(pictures.portrait(seed, sex=sex))).resize((900, 1200)).save(out, "JPEG", quality=95)
    face.write_bytes(out.getvalue())
    visitor.page.get_by_label("Foto dari komputer").set_input_files(face)
    visitor.click("Pakai foto ini")
    sign(visitor)
    with visitor.page.expect_navigation():
        visitor.page.get_by_role("button", name="Simpan tanda tangan").click()
    for _go in ("right-four", "left-four", "thumbs", "eyes"):
        visitor.press("Enter")
    visitor.press("s")


def sign(visitor: Visitor) -> None:
    """Draw a signature."""
    pad = visitor.page.locator("canvas[data-pad]").bounding_box()
    assert pad
    visitor.page.mouse.move(pad["x"] + 20, pad["y"] + 90)
    visitor.page.mouse.down()
    for step in range(24):
        visitor.page.mouse.move(pad["x"] + 20 + step * 6, pad["y"] + 80 + (28 if step % 4 < 2 else -30))
    visitor.page.mouse.up()
