"""Small pictures of nobody, and a recording that is filled with them."""

from base64 import b64encode
from io import BytesIO
from typing import Any

from PIL import Image, ImageDraw

from pasti.journal.actors import Actor
from pasti.recording import actions, queries
from pasti.recording.models import Recording
from pasti.recording.positions import Position


def saved(image: Image.Image, kind: str, **options: Any) -> bytes:
    out = BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


def portrait(size: tuple[int, int] = (480, 640), kind: str = "JPEG", **options: Any) -> bytes:
    """A face: a circle on red."""
    image = Image.new("RGB", size, (158, 42, 43))
    face = (size[0] // 4, size[1] // 5, size[0] * 3 // 4, size[1] * 3 // 5)
    ImageDraw.Draw(image).ellipse(face, fill=(198, 150, 112))
    return saved(image, kind, **options)


def scrawl(mode: str = "RGBA", *, paper: float | tuple[float, ...] | str = (0, 0, 0, 0), kind: str = "PNG") -> bytes:
    """A signature: three strokes of dark ink."""
    image = Image.new(mode, (700, 300), paper)
    ink = (10, 20, 20, 255)[: len(mode)]
    ImageDraw.Draw(image).line((100, 200, 250, 80, 330, 210, 500, 120), fill=ink, width=7)
    return saved(image, kind)


def finger(name: str) -> bytes:
    """A fingerprint: a grey square that is different for each name."""
    return saved(Image.new("L", (40, 50), sum(name.encode()) % 200), "PNG") + name.encode()


def picture_of(position: Position) -> bytes:
    if position == Position.FACE:
        return portrait()
    return scrawl() if position == Position.SIGNATURE else finger(position)


def data_url(png: bytes) -> str:
    return "data:image/png;base64," + b64encode(png).decode()


def capture(recording: Recording, position: Position, by: Actor, image: bytes | None = None) -> None:
    actions.keep_capture(recording, position, image or picture_of(position), quality=88, by=by)


def fill(recording: Recording, by: Actor, *, without: tuple[Position, ...] = ()) -> Recording:
    """Capture all that is wanted."""
    for position in queries.wanted(recording):
        if position not in without:
            capture(recording, position, by)
    return recording
