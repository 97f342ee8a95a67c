"""Paper is made of our own files only: no other file of the machine and no other machine is ever asked."""

import os
import signal
import struct
import subprocess
import sys
import zlib
from base64 import b64encode
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from http.server import BaseHTTPRequestHandler, HTTPServer
from io import BytesIO
from threading import Thread

import pytest
from PIL import ImageFile
from pypdf import PdfReader

from pasti.kit import pdf


def dot() -> bytes:
    """A picture of one pixel."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", 1, 1, 8, 2, 0, 0, 0)
    pixels = zlib.compress(b"\x00\xff\x00\x00")
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")


@pytest.fixture
def paper(settings):
    def make(body: str) -> PdfReader:
        loader = ("django.template.loaders.locmem.Loader", {"paper.html": f"<html><body>{body}</body></html>"})
        backend = "django.template.backends.django.DjangoTemplates"
        settings.TEMPLATES = [{"BACKEND": backend, "OPTIONS": {"loaders": [loader]}}]
        return PdfReader(BytesIO(pdf.render("paper.html", {"name": "Siti"}, stylesheet="styles/paper.css")))

    return make


class Elsewhere:
    """Another machine, which notes whether it was asked."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                outer.asked.append(self.path)
                self.send_response(200)
                self.end_headers()
                self.wfile.write(dot())

            def log_message(self, *args: object) -> None:
                pass

        self.server = HTTPServer(("127.0.0.1", 0), Handler)
        self.address = f"http://127.0.0.1:{self.server.server_port}"


@pytest.fixture
def elsewhere() -> Iterator[Elsewhere]:
    found = Elsewhere()
    thread = Thread(target=found.server.serve_forever, args=(0.01,))
    thread.start()
    yield found
    found.server.shutdown()
    thread.join()
    found.server.server_close()


def pictures(document: PdfReader) -> int:
    return len(document.pages[0].images)


def test_a_template_becomes_paper(paper):
    document = paper("<p>Halo {{ name }}</p>")
    assert len(document.pages) == 1
    assert "Halo Siti" in document.pages[0].extract_text().splitlines()[0]


def test_a_picture_that_is_part_of_the_page_is_drawn(paper):
    assert pictures(paper(f'<img src="data:image/png;base64,{b64encode(dot()).decode()}">')) == 1


def test_another_file_of_the_machine_is_not_drawn(paper, tmp_path):
    secret = tmp_path / "secret.png"
    secret.write_bytes(dot())
    for address in (secret.as_uri(), f"file://localhost{secret}", str(secret)):
        assert pictures(paper(f'<img src="{address}">')) == 0, address


def test_a_way_out_of_our_own_files_leads_nowhere(paper, tmp_path):
    secret = tmp_path / "secret.png"
    secret.write_bytes(dot())
    for address in (f"static:{secret}", "static:" + "../" * 20 + str(secret)[1:]):
        assert pictures(paper(f'<img src="{address}">')) == 0, address


def test_no_other_machine_is_asked(paper, elsewhere):
    document = paper(
        f'<link rel="stylesheet" href="{elsewhere.address}/a.css">'
        f"<style>@import url('{elsewhere.address}/b.css'); p {{ background: url('{elsewhere.address}/c.png') }}</style>"
        f'<img src="{elsewhere.address}/d.png"><p>Halo</p>'
    )
    assert elsewhere.asked == []
    assert pictures(document) == 0


def test_it_opens_in_the_browser_and_is_kept_nowhere():
    answer = pdf.response(b"%PDF", "slip.pdf")
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"] == 'inline; filename="slip.pdf"'
    assert answer["Cache-Control"] == "no-store"


def test_damaged_pictures_are_still_refused_after_paper_was_made(paper):
    """WeasyPrint tells Pillow, for its whole process, to take pictures that were cut off: it must not be in ours."""
    paper("<p>Halo</p>")
    assert ImageFile.LOAD_TRUNCATED_IMAGES is False
    loaded = "import sys, pasti.kit.pdf; print('weasyprint' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", loaded], capture_output=True, text=True, check=True)
    assert done.stdout == "False\n"


def test_a_drawing_process_that_died_is_replaced(paper):
    paper("<p>Halo</p>")
    for _twice in range(2):
        os.kill(pdf._drawer.child.pid, signal.SIGKILL)
        pdf._drawer.child.wait()
        assert "Halo" in paper("<p>Halo</p>").pages[0].extract_text().splitlines()[0]


def test_a_drawing_that_hangs_is_given_up_and_the_next_is_drawn(paper, monkeypatch):
    paper("<p>Halo</p>")
    os.kill(pdf._drawer.child.pid, signal.SIGSTOP)
    monkeypatch.setattr(pdf._drawer, "patience", 0.2)
    with pytest.raises(pdf.NotDrawn):
        paper("<p>Halo</p>")
    monkeypatch.undo()
    assert "Halo" in paper("<p>Halo</p>").pages[0].extract_text().splitlines()[0]


def test_what_cannot_be_drawn_is_an_error_and_the_next_is_drawn(paper):
    with pytest.raises(pdf.NotDrawn, match="no such file"):
        pdf.draw({"html": "", "stylesheet": "styles/none.css", "folders": pdf._folders()})
    assert "Halo" in paper("<p>Halo</p>").pages[0].extract_text().splitlines()[0]


def test_many_who_want_paper_at_once_get_their_own(paper):
    question = {"stylesheet": "styles/paper.css", "folders": pdf._folders()}

    def drawn(number: int) -> str:
        content = pdf.draw(question | {"html": f"<p>Nomor {number}</p>"})
        return PdfReader(BytesIO(content)).pages[0].extract_text().splitlines()[0]

    with ThreadPoolExecutor(6) as people:
        assert list(people.map(drawn, range(12))) == [f"Nomor {number}" for number in range(12)]
