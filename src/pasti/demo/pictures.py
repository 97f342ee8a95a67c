"""Pictures of nobody: portraits, signatures, fingerprints and irises, drawn from a seed."""

import math
import random
from io import BytesIO

from PIL import Image, ImageDraw, ImageFilter


def portrait(seed: str, *, sex: str = "M") -> bytes:
    """Return a drawn face before a red or blue wall, as JPEG."""
    rng = random.Random(f"portrait {seed}")
    width, height = 480, 640
    image = Image.new("RGB", (width, height), rng.choice([(158, 42, 43), (29, 78, 137)]))
    draw = ImageDraw.Draw(image)
    skin = rng.choice([(198, 150, 112), (176, 124, 86), (214, 170, 132), (150, 102, 68)])
    hair = rng.choice([(28, 24, 22), (44, 36, 32)])
    veil = sex == "F" and rng.random() < 0.7
    cloth = rng.choice([(36, 70, 92), (90, 60, 96), (42, 92, 72), (120, 70, 52)])
    center = width // 2 + rng.randint(-8, 8)
    draw.ellipse((center - 210, 470, center + 210, 900), fill=cloth if veil else rng.choice([(240, 240, 236), cloth]))
    face_width, face_height = rng.randint(104, 124), rng.randint(138, 156)
    top = 290
    if veil:
        draw.ellipse((center - 165, top - 190, center + 165, top + 240), fill=cloth)
    else:
        draw.ellipse((center - face_width - 18, top - face_height - 34, center + face_width + 18, top + 60), fill=hair)
        draw.rectangle((center - 46, top + 90, center + 46, top + 200), fill=skin)
    draw.ellipse((center - face_width, top - face_height, center + face_width, top + face_height), fill=skin)
    eye = rng.randint(42, 52)
    for side in (-1, 1):
        draw.ellipse((center + side * eye - 15, top - 26, center + side * eye + 15, top - 8), fill=(250, 250, 248))
        draw.ellipse((center + side * eye - 7, top - 25, center + side * eye + 7, top - 10), fill=(36, 24, 18))
        draw.line((center + side * eye - 22, top - 44, center + side * eye + 22, top - 46), fill=hair, width=6)
    shade = tuple(int(c * 0.82) for c in skin)
    draw.line((center, top - 10, center - 8, top + 34, center + 8, top + 38), fill=shade, width=4)
    draw.arc((center - 36, top + 44, center + 36, top + 84), 20, 160, fill=(140, 66, 60), width=6)
    return _bytes(image.filter(ImageFilter.GaussianBlur(1.1)), "JPEG", quality=88)


def signature(seed: str) -> bytes:
    """Return a scrawl as PNG."""
    rng = random.Random(f"signature {seed}")
    image = Image.new("RGB", (600, 240), "white")
    draw = ImageDraw.Draw(image)
    a, b, c = (rng.uniform(0.6, 2.2) for _ in range(3))
    points = []
    for step in range(240):
        t = step / 240 * math.tau
        x = 60 + step * 1.9 + 34 * math.sin(a * 3 * t)
        y = 120 + 62 * math.sin(b * 4 * t + c) * math.cos(c * t)
        points.append((x, y))
    draw.line(points, fill=(20, 33, 31), width=5, joint="curve")
    draw.line((90, 196, 470, 176 + rng.randint(-16, 16)), fill=(20, 33, 31), width=4)
    return _bytes(image, "PNG", optimize=True)


def fingerprint(seed: str, position: str) -> bytes:
    """Return ridges that turn around a core, as a grey PNG of 200 × 240."""
    rng = random.Random(f"finger {seed} {position}")
    width, height = 200, 240
    core_x, core_y = width / 2 + rng.uniform(-18, 18), height / 2 + rng.uniform(-24, 10)
    whorl, twist, period = rng.uniform(0.55, 1.0), rng.uniform(-0.9, 0.9), rng.uniform(8.2, 9.8)
    wobble = [(rng.uniform(0.02, 0.05), rng.uniform(0, math.tau), rng.uniform(1.2, 3.0)) for _ in range(3)]
    pixels = bytearray(width * height)
    for y in range(height):
        dy = (y - core_y) / 1.25
        for x in range(width):
            dx = x - core_x
            inside = (dx / 92) ** 2 + ((y - 120) / 114) ** 2
            if inside > 1:
                pixels[y * width + x] = 255
                continue
            bend = sum(size * math.sin(rate * (x + y) + phase) for rate, phase, size in wobble)
            turned = math.hypot(dx, dy * whorl) + twist * 8 * math.atan2(dy, dx or 0.01) + bend
            ridge = math.sin(turned * math.tau / period)
            pixels[y * width + x] = max(0, min(255, int(150 + 105 * ridge + 60 * max(0.0, inside - 0.8) * 5)))
    image = Image.frombytes("L", (width, height), bytes(pixels))
    return _bytes(image, "PNG", optimize=True)


def iris(seed: str, position: str) -> bytes:
    """Return rings and rays around a pupil, as a grey PNG of 320 × 240."""
    rng = random.Random(f"iris {seed} {position}")
    width, height = 320, 240
    rays = [(rng.randint(9, 48), rng.uniform(0, math.tau), rng.uniform(4, 16)) for _ in range(9)]
    pupil, edge = rng.randint(26, 36), rng.randint(92, 104)
    pixels = bytearray(width * height)
    for y in range(height):
        for x in range(width):
            r, angle = math.hypot(x - 160, y - 120), math.atan2(y - 120, x - 160)
            if r < pupil:
                value = 18.0
            elif r < edge:
                texture = sum(size * math.sin(count * angle + phase + r / 9) for count, phase, size in rays)
                value = 96 + texture * 0.5 + 22 * math.sin(r / 6)
            else:
                value = 205 - min(60, (r - edge) * 0.6)
            pixels[y * width + x] = max(0, min(255, int(value)))
    return _bytes(Image.frombytes("L", (width, height), bytes(pixels)), "PNG", optimize=True)


def _bytes(image: Image.Image, kind: str, **options: object) -> bytes:
    out = BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()
