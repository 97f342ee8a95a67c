"""A real office, made by `pasti init` and started by `pasti up`, and people who come to it over HTTP only."""

import os
import re
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from http.cookiejar import CookieJar
from pathlib import Path

from tests.cast import code_of
from tests.once import database
from tests.ports import free_port

PASSWORD = "payung tembaga miring"


class Office:
    """A node of its own, on the kind of database that this run of the tests is on."""

    def __init__(self, folder: Path, url: str) -> None:
        port = free_port(beside=(1,))
        self.folder, self.address = folder, f"http://127.0.0.1:{port}"
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("PASTI_", "DJANGO_"))}
        self.environment = {
            **kept,
            "PASTI_DATA_DIR": str(folder),
            "PASTI_DATABASE_URL": url,
            "PASTI_PORT": str(port),
            "PASTI_LIVE_PORT": str(port + 1),
            "LANG": "en_GB.UTF-8",
        }

    def pasti(self, *words: str) -> str:
        """Run one command on the server."""
        done = subprocess.run(
            [sys.executable, "-m", "pasti.site.command", *words],
            env=self.environment, capture_output=True, text=True, timeout=120, check=False, stdin=subprocess.DEVNULL,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        return done.stdout

    @contextmanager
    def running(self) -> Iterator["Office"]:
        """The node while it runs."""
        with (self.folder / "up.log").open("wb") as log:
            program = subprocess.Popen(
                [sys.executable, "-m", "pasti.site.command", "up"], env=self.environment, stdout=log, stderr=log
            )
            try:
                self._wait(program)
                yield self
            finally:
                program.send_signal(signal.SIGINT)
                program.wait(timeout=60)
        assert "Traceback" not in (self.folder / "up.log").read_text()

    def _wait(self, program: subprocess.Popen[bytes]) -> None:
        for _attempt in range(300):
            # Whoever answers there must be it.
            assert program.poll() is None, (self.folder / "up.log").read_text()
            try:
                urllib.request.urlopen(self.address + "/masuk/", timeout=2).close()
            except OSError:
                time.sleep(0.2)
            else:
                return
        raise TimeoutError((self.folder / "up.log").read_text())


@contextmanager
def made(folder: Path) -> Iterator[Office]:
    """A real, empty office with one administrator, nur; running."""
    secret = folder / "password"
    secret.write_text(PASSWORD)
    (folder / "node").mkdir()
    with database(folder / "node" / "pasti.sqlite3") as url:
        office = Office(folder / "node", url)
        office.pasti(
            "init", "--name", "Disdukcapil Kota Uji", "--region", "32.75", "--admin", "nur",
            "--admin-name", "Nur Aini", "--password-file", str(secret),
        )  # fmt: skip
        with office.running():
            yield office


class Person:
    """Somebody with a browser of their own, and perhaps an authenticator."""

    def __init__(self, office: Office, username: str, secret: str = "") -> None:
        self.office, self.username, self.secret = office, username, secret
        self.opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()))
        self.where = ""
        self.status = 0
        self._ahead = 0

    def get(self, path: str) -> str:
        """Open a page, following where it leads; return what it says."""
        return self._open(path, None)

    def post(self, path: str, form: str = "", **fields: object) -> str:
        """Send a form of the page `form` (or of the page itself) to a path."""
        return self._send(path, self.get(form or path), fields)

    def _send(self, path: str, page: str, fields: dict[str, object]) -> str:
        found = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
        assert found, page[:2000]
        data = {"csrfmiddlewaretoken": found[1], **fields}
        return self._open(path, urllib.parse.urlencode(data, doseq=True).encode())

    def _open(self, path: str, data: bytes | None) -> str:
        url = path if path.startswith("http") else self.office.address + path
        request = urllib.request.Request(url, data, {"Referer": url, "Accept-Language": "id"})
        try:
            answer = self.opener.open(request, timeout=30)
        except urllib.error.HTTPError as error:
            answer = error
        with answer:
            self.where, self.status = urllib.parse.urlsplit(answer.geturl()).path, int(answer.status or 0)
            return str(answer.read().decode())

    def code(self) -> str:
        """The authenticator's code; each time another one, as each is good once."""
        self._ahead = 0 if self._ahead else 30
        return code_of(self.secret, time.time() + self._ahead)

    def sign_in(self, password: str = PASSWORD) -> "Person":
        """Sign in, with the second step if there is one."""
        self.post("/masuk/", login=self.username, password=password)
        if self.where == "/dua-langkah/masuk/" and self.secret:
            self.post("/dua-langkah/masuk/", code=self.code())
        return self

    def set_up_authenticator(self) -> "Person":
        """Set up a second factor as the page says."""
        page = self.get("/dua-langkah/aplikasi/")
        [shown] = re.findall(r'<p class="address">([A-Z2-7 ]+)</p>', page)
        self.secret = shown.replace(" ", "")
        # Another look would draw another key: the form of the page that was read is sent.
        self._send("/dua-langkah/aplikasi/", page, {"code": self.code()})
        return self

    def is_in(self) -> bool:
        """Whether this browser is signed in."""
        self.get("/dua-langkah/")
        return self.where == "/dua-langkah/"
