"""A program in the place of the one that draws paper: a page for each face, with nothing but its place on it.

To draw 20,000 cards keeps a processor busy for the better part of an hour (`python -m bench.card_faces` measures it).
"""

import json
from functools import cache

from pypdf import PdfWriter

from pasti.kit import workshop


def _answer(asked: bytes) -> bytes:
    return _pages(json.loads(asked)["html"].count('<section class="face'))


@cache
def _pages(count: int) -> bytes:
    from io import BytesIO

    writer, out = PdfWriter(), BytesIO()
    for _page in range(count):
        writer.add_blank_page(243, 153)
    writer.write(out)
    return out.getvalue()


if __name__ == "__main__":
    workshop.serve(_answer)
