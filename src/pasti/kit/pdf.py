"""PDF from a template, drawn by a process of its own. Nothing outside our own static files is ever fetched."""

import json
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import AppDirectoriesFinder, FileSystemFinder, get_finders
from django.http import HttpResponse
from django.template.loader import render_to_string

from pasti.kit.workshop import Failed, No, Workshop

_drawer = Workshop("pasti.kit.drawing", seconds=60.0, jobs=500)


class NotDrawn(RuntimeError):
    """The paper could not be drawn."""


class DoesNotFit(NotDrawn):
    """Some parts of the paper do not hold what is written in them; `names` says which (see kit.fitting)."""

    def __init__(self, names: list[str]) -> None:
        super().__init__("what is written does not fit: " + ", ".join(name.partition(":")[0] for name in names))
        self.names = names


def draw(question: dict[str, Any]) -> bytes:
    """Return what the drawing process makes of a question. Raises NotDrawn, DoesNotFit."""
    try:
        return _drawer.ask(json.dumps(question).encode())
    except No as no:
        raise DoesNotFit(json.loads(no.said)) from no
    except Failed as failed:
        raise NotDrawn(str(failed)) from failed


def render(template: str, context: dict[str, Any], *, stylesheet: str) -> bytes:
    """Return a template as PDF, with a stylesheet of ours; pictures are embedded at 300 dpi or a little better.

    Raises NotDrawn when that fails, or takes a minute of the processor, and DoesNotFit rather than lose a letter.
    """
    return draw(question(template, context, stylesheet=stylesheet))


def question(template: str, context: dict[str, Any], *, stylesheet: str) -> dict[str, Any]:
    """Return what the drawing process is asked for a template (see kit.drawing)."""
    html = render_to_string(template, context)
    return {"html": html, "stylesheet": stylesheet, "folders": _folders()}


def _folders() -> list[str]:
    """Return where our static files are: in the rooms and what is built from them, then all together."""
    found = []
    for finder in get_finders():
        if isinstance(finder, (FileSystemFinder, AppDirectoriesFinder)):
            found += [str(storage.location) for storage in finder.storages.values()]
    return [*found, str(settings.STATIC_ROOT)]


def response(content: bytes, filename: str) -> HttpResponse:
    """Return a PDF to be opened in the browser, never cached: it is about a person."""
    headers = {"Content-Disposition": f'inline; filename="{filename}"', "Cache-Control": "no-store"}
    return HttpResponse(content, content_type="application/pdf", headers=headers)
