"""PDF from a template, drawn by a process of its own. Nothing outside our own static files is ever fetched."""

import json
import subprocess
import sys
import threading
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import AppDirectoriesFinder, FileSystemFinder, get_finders
from django.http import HttpResponse
from django.template.loader import render_to_string

from pasti.kit import framing

_LONGEST_SECONDS = 60.0
# A new one now and then: what a library does not give back is given back then.
_DRAWINGS_EACH = 500


class NotDrawn(RuntimeError):
    """The paper could not be drawn."""


class DoesNotFit(NotDrawn):
    """Some parts of the paper do not hold what is written in them; `names` says which (see kit.fitting)."""

    def __init__(self, names: list[str]) -> None:
        super().__init__("what is written does not fit: " + ", ".join(name.partition(":")[0] for name in names))
        self.names = names


class Drawer:
    """The process that draws, for this process: started when it is first needed, ended with us or when it hangs."""

    def __init__(self) -> None:
        self.turn = threading.Lock()
        self.child: subprocess.Popen[bytes] | None = None
        self.drawn = 0

    def draw(self, question: dict[str, Any]) -> bytes:
        """Return a PDF; one at a time. Raises NotDrawn, DoesNotFit."""
        with self.turn:
            child = self._living()
            late = threading.Timer(_LONGEST_SECONDS, child.kill)
            late.start()
            try:
                answer = self._ask(child, json.dumps(question).encode())
            finally:
                late.cancel()
        if answer is None:
            raise NotDrawn("the drawing process ended")
        if answer[:1] == b"!":
            raise DoesNotFit(json.loads(answer[1:]))
        if answer[:1] != b"+":
            raise NotDrawn(answer[1:].decode())
        return answer[1:]

    def end(self) -> None:
        """End the process, if there is one."""
        if self.child:
            self.child.kill()
            self.child.communicate()
            self.child = None

    def _living(self) -> subprocess.Popen[bytes]:
        if self.drawn >= _DRAWINGS_EACH or (self.child and self.child.poll() is not None):
            self.end()
        if self.child is None:
            command = [sys.executable, "-m", "pasti.kit.drawing"]
            self.child = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)  # noqa: S603 - our own
            self.drawn = 0
        return self.child

    def _ask(self, child: subprocess.Popen[bytes], question: bytes) -> bytes | None:
        assert child.stdin
        assert child.stdout
        self.drawn += 1
        try:
            framing.send(child.stdin, question)
            answer = framing.receive(child.stdout)
        except OSError:
            answer = None
        if answer is None:
            self.end()
        return answer


_drawer = Drawer()


def render(template: str, context: dict[str, Any], *, stylesheet: str) -> bytes:
    """Return a template as PDF, with a stylesheet of ours; pictures are embedded at 300 dpi or a little better.

    Raises NotDrawn when that fails, or takes longer than a minute, and DoesNotFit rather than lose a letter.
    """
    html = render_to_string(template, context)
    return _drawer.draw({"html": html, "stylesheet": stylesheet, "folders": _folders()})


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
