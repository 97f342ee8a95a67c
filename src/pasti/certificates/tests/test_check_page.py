"""The page that checks certificates, in a browser: from a picture, and without a network."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.test import Client
from playwright.sync_api import expect, sync_playwright
from tests.cast import MONDAY, browser_of
from tests.journeys.conftest import CHROMIUM, QUIET

from pasti.certificates import actions, papers, queries, tokens
from pasti.certificates.screens.public import _PARTS
from pasti.certificates.tests import pictures
from pasti.certificates.tests.owing import issued, switched_on
from pasti.certificates.tests.reader import read_status
from pasti.certificates.tests.test_tokens import SIGNER

PAGES = ["/periksa/", "/periksa/pekerja.js", "/periksa/periksa.webmanifest", "/surat/kunci.cose", "/surat/status.cwt"]
Answers = dict[str, tuple[dict[str, str], bytes]]


def parts_of(page: str) -> set[str]:
    return set(re.findall(r'(?:href|src)="(/static/[^"]+)"', page))


def answered() -> Answers:
    """All that the page asks for, as the office answers it."""
    browser = Client()
    found: Answers = {}
    for address in PAGES:
        answer = browser.get(address)
        assert answer.status_code == 200, address
        found[address] = (dict(answer.headers), answer.content)
    kinds = {"css": "text/css", "js": "text/javascript", "svg": "image/svg+xml"}
    for part in parts_of(found["/periksa/"][1].decode()):
        content = (settings.STATIC_ROOT / part.removeprefix("/static/")).read_bytes()
        found[part] = ({"Content-Type": kinds[part.rpartition(".")[2]]}, content)
    return found


@contextmanager
def served(answers: Answers) -> Iterator[tuple[str, ThreadingHTTPServer]]:
    class Office(BaseHTTPRequestHandler):
        def do_GET(self):
            headers, content = answers.get(self.path, ({}, b""))
            self.send_response(200 if self.path in answers else 404)
            for name, value in headers.items():
                self.send_header(name, value)
            if "Content-Length" not in headers:
                self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, format, *args):  # noqa: A002 - the name is the library's
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Office)
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}", server
    finally:
        server.server_close()


def test_all_of_it_weighs_less_than_150_kb(office):
    actions.sign({1: "Dinas"})
    answers = answered()
    # Unpacked, as it lies on the telephone.
    assert sum(len(content) for _headers, content in answers.values()) < 150_000
    said = answers["/periksa/pekerja.js"][1].decode()
    assert parts_of(answers["/periksa/"][1].decode()) == set(re.findall(r"'(/static/[^']+)'", said))
    assert len(_PARTS) == len(parts_of(answers["/periksa/"][1].decode()))


def test_nothing_of_who_opened_it_is_kept_with_it(recorded):
    own = browser_of(recorded)
    assert own.get("/periksa/").content == Client().get("/periksa/").content
    assert b"csrf" not in own.get("/periksa/").content


def test_a_telephone_may_keep_it_among_its_apps(office):
    said = Client().get("/periksa/periksa.webmanifest").json()
    assert (said["start_url"], said["display"]) == ("/periksa/", "standalone")
    assert "manifest-src 'self'" in Client().get("/periksa/")["Content-Security-Policy"]


@pytest.mark.journey
def test_it_reads_a_picture_and_goes_on_without_a_network(office, tmp_path):
    switched_on(office)
    good, revoked = issued(office), issued(office, minutes=1)
    shown = {"good": papers.draw_suket(good), "revoked": papers.draw_suket(revoked)}
    claims = queries.certificate_of(good).claims()
    changed = bytearray(actions.sign(claims))
    changed[-80] ^= 1
    shown |= {
        "foreign": pictures.paper_with(tokens.written(tokens.sign(claims, SIGNER))),
        "changed": pictures.paper_with(tokens.written(bytes(changed))),
        "nothing": pictures.paper_with("https://kota.example/lacak/"),
    }
    for name, drawn in shown.items():
        pictures.photo(drawn).save(tmp_path / f"{name}.jpg", "JPEG")
    actions.revoke_suket(revoked, "Salah orang", by=office.budi.actor)
    answers = answered()
    assert read_status(answers["/surat/status.cwt"][1], answers["/surat/kunci.cose"][1], revoked.index) == 1
    with served(answers) as (address, server), sync_playwright() as play:
        chromium = play.chromium.launch(executable_path=CHROMIUM, args=QUIET.split())
        page = chromium.new_page(viewport={"width": 360, "height": 740}, locale="id-ID", timezone_id="Asia/Jakarta")
        page.clock.set_fixed_time(MONDAY)
        page.goto(f"{address}/periksa/")
        verdict = page.locator("[data-verdict]:visible")
        page.set_input_files("#picture", tmp_path / "good.jpg")
        expect(verdict).to_have_text("Berlaku. Surat ini asli.")
        expect(page.locator("[data-fact=name]")).to_have_text("Siti Nurjanah")
        expect(page.locator("[data-list-said]")).to_contain_text("23 November 2026")
        assert Axe().run(page).response["violations"] == []
        page.evaluate("navigator.serviceWorker.ready.then(() => true)")
        page.reload()
        page.wait_for_function("navigator.serviceWorker.controller !== null")
        server.shutdown()
        server.server_close()
        page.reload()
        for days, name, said in (
            (0, "revoked", "Dicabut oleh kantor. Jangan diterima."),
            (0, "good", "Berlaku. Surat ini asli."),
            (0, "foreign", "Bukan dari kantor ini, atau isinya diubah. Jangan diterima."),
            (0, "nothing", "Tidak terbaca sebagai surat. Foto ulang kode QR-nya dari dekat, lurus, dan terang."),
            (0, "changed", "Bukan dari kantor ini, atau isinya diubah. Jangan diterima."),
            (200, "good", "Sudah berakhir: masa berlakunya lewat."),
        ):
            page.clock.set_fixed_time(MONDAY + timedelta(days=days))
            page.set_input_files("#picture", tmp_path / f"{name}.jpg")
            expect(verdict).to_have_text(said)
        chromium.close()
