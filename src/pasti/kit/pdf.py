"""PDF from a template. Nothing outside our own static files is ever fetched."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles import finders
from django.http import HttpResponse
from django.template.loader import render_to_string
from PIL import ImageFile


def render(template: str, context: dict[str, Any], *, stylesheet: str) -> bytes:
    """Return a template as PDF, with a stylesheet of ours; pictures are embedded at 300 dpi or a little better."""
    # Imported late: it takes a second and 40 MB that most processes never need.
    from weasyprint import CSS, HTML
    from weasyprint.text.fonts import FontConfiguration
    from weasyprint.urls import URLFetcher

    # WeasyPrint lets the whole process take damaged pictures; what citizens upload must still be refused when it is.
    ImageFile.LOAD_TRUNCATED_IMAGES = False

    class OurFiles(URLFetcher):  # type: ignore[misc]
        """Fetches `static:` addresses from our own files and `data:` from themselves; refuses everything else."""

        def fetch(self, url: str, headers: Any = None) -> Any:
            if url.startswith("static:"):
                return super().fetch(_file(url.removeprefix("static:")).as_uri(), headers)
            if url.startswith("data:"):
                return super().fetch(url, headers)
            raise ValueError("only our own files may be part of a document")

    fetcher = OurFiles(allowed_protocols={"file", "data"})
    html = HTML(string=render_to_string(template, context), url_fetcher=fetcher, base_url="static:")
    fonts = FontConfiguration()
    css = CSS(filename=str(_file(stylesheet)), url_fetcher=fetcher, font_config=fonts)
    # WeasyPrint rounds down to whole pixels: asked for 300 exactly, a small picture would have a little less.
    return bytes(html.write_pdf(stylesheets=[css], font_config=fonts, dpi=310, optimize_images=True, jpeg_quality=92))


def _file(name: str) -> Path:
    found = finders.find(name) or Path(settings.STATIC_ROOT) / name
    return Path(str(found))


def response(content: bytes, filename: str) -> HttpResponse:
    """Return a PDF to be opened in the browser, never cached: it is about a person."""
    headers = {"Content-Disposition": f'inline; filename="{filename}"', "Cache-Control": "no-store"}
    return HttpResponse(content, content_type="application/pdf", headers=headers)
