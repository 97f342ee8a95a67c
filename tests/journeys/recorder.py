"""The recording operator at work."""

from io import BytesIO
from pathlib import Path

from PIL import Image

from pasti.demo import pictures
from pasti.demo.people import Person
from tests.journeys.visitor import Visitor


def record(rini: Visitor, person: Person, folder: Path) -> None:
    """Record somebody whose station is open: face from a file, signature drawn, the rest from the device; then seal."""
    rini.press("b")
    face = folder / "wajah.jpg"
    out = BytesIO()
    Image.open(BytesIO(pictures.portrait(person.nik, sex=person.sex))).resize((900, 1200)).save(out, "JPEG", quality=95)
    face.write_bytes(out.getvalue())
    rini.page.get_by_label("Foto dari komputer").set_input_files(face)
    rini.click("Pakai foto ini")
    pad = rini.page.locator("canvas[data-pad]").bounding_box()
    assert pad
    rini.page.mouse.move(pad["x"] + 20, pad["y"] + 90)
    rini.page.mouse.down()
    for step in range(24):
        rini.page.mouse.move(pad["x"] + 20 + step * 6, pad["y"] + 80 + (28 if step % 4 < 2 else -30))
    rini.page.mouse.up()
    with rini.page.expect_navigation():
        rini.page.get_by_role("button", name="Simpan tanda tangan").click()
    for _go in ("right-four", "left-four", "thumbs", "eyes"):
        rini.press("Enter")
    rini.press("s")
