"""A program that draws paper: it knows neither Django nor the database, and lets everybody else go first.

Drawing keeps a processor busy for a second or more; beside the threads that answer pages it would slow all of them.
See kit.pdf, which asks, and kit.workshop.
"""

import json
import re
from functools import lru_cache
from io import BytesIO
from pathlib import Path
from typing import Any

from fontTools.ttLib import woff2
from weasyprint import CSS, HTML
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import URLFetcher, URLFetcherResponse

from pasti.kit import fitting, workshop


class OurFiles(URLFetcher):  # type: ignore[misc]
    """Fetches `static:` addresses from our own folders and `data:` from themselves; refuses everything else."""

    def __init__(self, folders: list[str]) -> None:
        super().__init__(allowed_protocols={"file", "data"})
        self.folders = [Path(folder).resolve() for folder in folders]
        self.pictures: dict[str, str] = {}

    def set_aside(self, html: str) -> str:
        """Return a page without the pictures that are written into it, to be fetched by a short name instead.

        A parser goes through each of their letters, which takes it longer than all else that is on the page.
        """

        def name_of(found: re.Match[str]) -> str:
            name = f"picture:{len(self.pictures)}"
            self.pictures[name] = found[1]
            return f'src="{name}"'

        return re.sub(r'src="(data:[^"]+)"', name_of, html)

    def fetch(self, url: str, headers: Any = None) -> Any:
        if url.startswith("static:"):
            file = self.file(url.removeprefix("static:"))
            if file.suffix == ".woff2":
                return URLFetcherResponse(url, _unpacked(file, file.stat().st_mtime_ns))
            return super().fetch(file.as_uri(), headers)
        if url in self.pictures:
            return super().fetch(self.pictures[url], headers)
        if url.startswith("data:"):
            return super().fetch(url, headers)
        raise ValueError("only our own files may be part of a document")

    def file(self, name: str) -> Path:
        """Return the file of that name in the first folder that has one; raise ValueError when none has."""
        for folder in self.folders:
            found = (folder / name).resolve()
            if found.is_relative_to(folder) and found.is_file():
                return found
        raise ValueError("no such file of ours")


@lru_cache(maxsize=16)
def _unpacked(font: Path, _changed_at: int) -> bytes:
    """Return a packed font as it is used: unpacking ours is half of drawing a card, and every paper has them."""
    unpacked = BytesIO()
    with font.open("rb") as packed:
        woff2.decompress(packed, unpacked)
    return unpacked.getvalue()


def draw(html: str, stylesheet: str, folders: list[str]) -> bytes:
    """Return a page as PDF, with all that is written on it. Raises fitting.DoesNotFit."""
    fetcher = OurFiles(folders)
    fonts = FontConfiguration()
    page = HTML(string=fetcher.set_aside(html), url_fetcher=fetcher, base_url="static:")
    css = CSS(filename=str(fetcher.file(stylesheet)), url_fetcher=fetcher, font_config=fonts)
    # WeasyPrint rounds down to whole pixels: asked for 300 exactly, a small picture would have a little less.
    # Laid out several times, until all fits, its pictures are opened once.
    pictures: dict[str, Any] = {}
    options = {"stylesheets": [css], "dpi": 310, "optimize_images": True, "jpeg_quality": 92, "cache": pictures}
    document = fitting.lay_out(page.etree_element, lambda: page.render(font_config=fonts, **options))
    with fitting.every_letter_has_a_shape():
        return bytes(document.write_pdf(**options))


def main() -> None:
    """Draw until nobody asks any more."""
    workshop.serve(_answer)


def _answer(asked: bytes) -> bytes:
    try:
        return draw(**json.loads(asked))
    except fitting.DoesNotFit as full:
        raise workshop.No(json.dumps(full.names).encode()) from full


if __name__ == "__main__":
    main()
