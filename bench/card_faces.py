"""Serang's 20,000 card faces: how many a second, beside the drawing library alone on the same pages.

`python -m bench.card_faces` draws a share of them (`--cards 200`) as one run does, front and back, photo and signature
opened, each letter measured; and gives the same pages, as they were asked of it, to WeasyPrint by itself.
"""

import argparse
import random
import string
import sys
from base64 import b64encode
from datetime import date
from functools import partial
from io import BytesIO
from typing import Any

from bench.databases import each_database
from bench.many_cases import an_office_with, timed

CARDS, AT_ONCE, GOAL = 200, 20, 1.0
_ALL = 20_000


def main() -> int:
    """Measure on a file (drawing asks no database); fail when the library alone is quicker."""
    asked = argparse.ArgumentParser()
    asked.add_argument("--cards", type=int, default=CARDS)
    asked.add_argument("--on", default="")
    given = asked.parse_args()
    if given.on:
        return _measure(given.cards)
    return each_database("card_faces", "office", "--cards", str(given.cards))


def _measure(cards: int) -> int:
    import django

    django.setup()
    from pasti.printing import faces

    jobs = _jobs(cards)
    faces.draw(jobs[:1])
    _alone(*_page(jobs[:1]))
    ours = alone = 0.0
    # By turns, so that both meet the same machine.
    for first in range(0, cards, AT_ONCE):
        part = jobs[first : first + AT_ONCE]
        ours += timed(partial(faces.draw, part))[0]
        alone += timed(partial(_alone, *_page(part)))[0]
    ratio = alone / ours
    print(f"  WeasyPrint alone, {cards} cards, front and back   {1000 * alone / cards:8.1f} ms a card")
    print(
        f"  opened, drawn, each letter measured         {1000 * ours / cards:8.1f} ms a card   × {ratio:5.2f}   (goal {GOAL})"
    )
    print(f"  {_ALL} cards at that rate                  {_ALL * ours / cards / 60:8.1f} min of one process")
    return int(ratio < GOAL)


def _page(jobs: list[Any]) -> tuple[str, str, list[str]]:
    """Return what the drawing process is asked for these cards: the page, its stylesheet, and where our files are."""
    from pasti.kit import pdf
    from pasti.printing import faces

    asked = pdf.question("printing/faces.html", faces.page_of(jobs), stylesheet="styles/card.css")
    return asked["html"], asked["stylesheet"], asked["folders"]


def _alone(html: str, stylesheet: str, folders: list[str]) -> bytes:
    """Draw a page as the library's manual shows it."""
    from weasyprint import CSS, HTML
    from weasyprint.text.fonts import FontConfiguration

    from pasti.kit.drawing import OurFiles

    fetcher, fonts = OurFiles(folders), FontConfiguration()
    css = CSS(filename=str(fetcher.file(stylesheet)), url_fetcher=fetcher, font_config=fonts)
    page = HTML(string=html, url_fetcher=fetcher, base_url="static:")
    drawn = page.write_pdf(stylesheets=[css], font_config=fonts, dpi=310, optimize_images=True, jpeg_quality=92)
    return bytes(drawn)


def _jobs(count: int) -> list[Any]:
    from pasti.kit import blobs, clock
    from pasti.link import keys
    from pasti.link.schema import CardContent
    from pasti.printing.models import Job

    chance, jobs = random.Random(1), []
    for number, case in enumerate(an_office_with(count, lambda: 0), start=1):
        content = CardContent(
            biodata=_biodata(chance, case.nik), photo=_picture(chance, (480, 640), "JPEG"),
            signature=_picture(chance, (600, 240), "PNG"),
        )  # fmt: skip
        sealed = keys.seal(content.model_dump_json().encode(), keys.recipient())
        blob = blobs.keep(sealed)
        jobs.append(
            Job(pk=number, application=case, content=blob.sha256, released_at=clock.now(), serial=f"SR{number:08d}")
        )
    return jobs


def _biodata(chance: random.Random, nik: str) -> Any:
    from pasti.link.schema import Biodata

    def words(least: int, most: int) -> str:
        letters = (chance.choice(string.ascii_lowercase) for _ in range(chance.randint(least, most)))
        return "".join(letter if chance.random() < 0.85 else " " for letter in letters).strip().title() or "Siti"

    return Biodata(
        nik=nik, name=words(4, 40), birth_place=words(4, 20), birth_date=date(chance.randint(1950, 2009), 5, 12),
        sex=chance.choice("FM"), blood_type="O", address=words(10, 60), rt="001", rw="002", village=words(4, 20),
        district=words(4, 20), regency="Kota Serang", province="Banten", religion="Islam",
        marital_status="Belum Kawin", occupation="Pelajar/Mahasiswa", nationality="WNI",
    )  # fmt: skip


def _picture(chance: random.Random, size: tuple[int, int], kind: str) -> str:
    """Return a picture that does not compress better than one of a person, base64."""
    from PIL import Image

    small = Image.frombytes("RGB", (size[0] // 8, size[1] // 8), chance.randbytes(size[0] // 8 * (size[1] // 8) * 3))
    out = BytesIO()
    small.resize(size).save(out, kind)
    return b64encode(out.getvalue()).decode()


if __name__ == "__main__":
    sys.exit(main())
