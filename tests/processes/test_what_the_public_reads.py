"""Two web processes on one database: whatever changes, two seconds later both say so, in every form."""

import http.client
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from datetime import UTC, datetime

import pytest

from tests.cast import MONDAY
from tests.house.floors import ROOT
from tests.ports import free_port
from tests.processes.database import Node, node

pytestmark = [pytest.mark.processes, pytest.mark.either_database]

STATUS = ["/", "/hari-ini/", "/hari-ini/status.json", "/hari-ini/pintu/", "/hari-ini/teks.txt"]
ALL = [*STATUS, "/hari-ini/gangguan.atom", "/hari-ini/pintu/kini/", "/antrean/", "/antrean/papan/"]


class Web:
    """A web process."""

    def __init__(self, port: int) -> None:
        self.port = port

    def ask(self, path: str, **headers: str) -> tuple[int, dict[str, str], str]:
        with closing(http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)) as line:
            line.request("GET", path, headers={name.replace("_", "-"): value for name, value in headers.items()})
            answer = line.getresponse()
            said = {name.lower(): value for name, value in answer.getheaders()}
            return answer.status, said, " ".join(answer.read().decode(errors="replace").split())


@contextmanager
def web(own: Node) -> Iterator[Web]:
    port = free_port()
    # Programs that change something do so on our Monday.
    ahead = (MONDAY - datetime.now(UTC)).total_seconds()
    settings = {
        "PASTI_CLOCK_AHEAD": str(ahead),
        "DJANGO_SETTINGS_MODULE": "pasti.site.settings", "PASTI_PORT": str(port), "PASTI_ROLE": "office",
        "PASTI_STATIC_ROOT": str(ROOT / "build" / "static"),
    }  # fmt: skip
    log = own.folder / f"web-{port}.log"
    with log.open("wb") as said:
        program = subprocess.Popen(
            [sys.executable, "-m", "pasti.site.web"], env={**os.environ, **own.environment, **settings}, cwd=ROOT,
            stdout=said, stderr=said,
        )  # fmt: skip
    try:
        until = time.monotonic() + 120
        while True:
            try:
                Web(port).ask("/up")
                break
            except OSError:
                assert time.monotonic() < until, log.read_text()
                assert program.poll() is None, log.read_text()
                time.sleep(0.1)
        yield Web(port)
    finally:
        program.terminate()
        program.wait(timeout=30)


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Node]:
    with node(tmp_path_factory.mktemp("node")) as found:
        found.run("make", "1", "0")
        yield found


@pytest.fixture(scope="module")
def both(own: Node) -> Iterator[list[Web]]:
    with ExitStack() as kept:
        found = [kept.enter_context(web(own)) for _ in range(2)]
        for one in found:
            for path in ALL:
                assert one.ask(path)[0] == 200, path
        yield found


def everywhere(both: list[Web], paths: list[str], words: str, **headers: str) -> None:
    """Two seconds after a change nobody is told otherwise; pages are asked for meanwhile, as they are on such a day."""
    until = time.monotonic() + 2
    while time.monotonic() < until:
        for one in both:
            one.ask(paths[0], **headers)
    silent = [(one.port, path) for one in both for path in paths if words not in one.ask(path, **headers)[2]]
    assert silent == []


def test_two_seconds_after_any_change_both_say_so_in_every_form(own, both):
    own.run("something_breaks", "Alat perekaman rusak")
    everywhere(both, ALL, "Alat perekaman rusak")
    everywhere(both, ["/", "/hari-ini/", "/hari-ini/pintu/", "/antrean/"], "EN Alat", Cookie="pasti-language=en")
    own.run("plan", "Mesin cetak dirawat")
    everywhere(both, [*STATUS, "/hari-ini/gangguan.atom"], "Mesin cetak dirawat")
    before = [one.ask("/antrean/papan/")[1]["x-version"] for one in both]
    number = own.run("call_somebody")
    everywhere(both, ["/antrean/", "/antrean/papan/"], f"<b>{number}</b>")
    # A display that has the board as it was is given the new one, and then nothing more.
    for one, version in zip(both, before, strict=True):
        status, said, _content = one.ask("/antrean/papan/", X_Version=version)
        assert status == 200
        assert one.ask("/antrean/papan/", X_Version=said["x-version"])[0] == 204
    own.run("blanks_come", "BK9001", "7")
    everywhere(both, ["/hari-ini/"], "Tersisa <b>47</b> lembar.")
    everywhere(both, ["/hari-ini/status.json"], '"left": 47')
    own.run("day_off", "Hari jadi kota")
    everywhere(both, STATUS, "Hari jadi kota")


def test_without_a_database_the_last_state_is_told_with_since_when(own, both):
    own.run("take_away")
    pages = ["/", "/hari-ini/", "/hari-ini/pintu/", "/antrean/", "/hari-ini/teks.txt"]
    everywhere(both, pages, "sesudah itu tidak dapat diperbarui")
    assert '"unchecked_since": null' not in both[0].ask("/hari-ini/status.json")[2]
    # The screens themselves say that they hear nothing.
    assert both[0].ask("/hari-ini/pintu/kini/")[0] == 500
    own.run("put_back")
    everywhere(both, ["/hari-ini/status.json"], '"unchecked_since": null')
    assert all("tidak dapat diperbarui" not in one.ask(path)[2] for one in both for path in ALL)


def test_who_only_reads_gets_no_cookie_and_the_headers_of_any_page(own, both):
    for path in [*ALL, "/static/kit/pasti.svg"]:
        status, kept, _content = both[0].ask(path)
        assert "set-cookie" not in kept
        # The view itself, which answers what is sent with a body.
        with closing(http.client.HTTPConnection("127.0.0.1", both[0].port, timeout=60)) as line:
            line.request("GET", path, b"x")
            answer = line.getresponse()
            answer.read()
            plain = {name.lower(): value for name, value in answer.getheaders()}
        assert (status, answer.status) == (200, 200)
        for one in (kept, plain):
            for name in ("date", "content-length", "etag", "vary"):
                one.pop(name, None)
        assert kept == plain, path
        assert kept["x-content-type-options"] == "nosniff"
        assert path.startswith("/static/") or "default-src 'none'" in kept["content-security-policy"]


def test_a_file_of_ours_is_packed_asked_for_again_and_in_parts(both):
    _status, plain, content = both[0].ask("/static/kit/pasti.svg")
    assert content.startswith("<svg")
    assert both[0].ask("/static/kit/pasti.svg", Accept_Encoding="br")[1]["content-encoding"] == "br"
    # It is too short to be worth packing in every way that a browser may like.
    status, said, content = both[0].ask("/static/scripts/start.js", Accept_Encoding="gzip, deflate")
    assert (status, said.get("content-encoding"), int(said["content-length"])) == (200, None, len(content) + 1)
    assert both[0].ask("/static/kit/pasti.svg", If_None_Match=plain["etag"])[0] == 304
    status, said, content = both[0].ask("/static/kit/pasti.svg", Range="bytes=0-3")
    assert (status, content, said["content-length"]) == (206, "<svg", "4")
    assert both[0].ask("/static/none.css")[0] == 404
    assert both[0].ask("/static/../pasti.env")[0] == 404
