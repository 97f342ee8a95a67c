"""A real office behind a proxy, on the kind of database of this run, and strangers' browsers from any network."""

import json
import os
import re
import secrets
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
from typing import Any

from tests import loaded
from tests.cast import PASSWORD
from tests.ports import free_port
from tests.processes.database import Node, node

BORN = {"birth_date_day": "12", "birth_date_month": "6", "birth_date_year": "2009"}


class _Stay(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_args: Any, **_more: Any) -> None:
        return None


class Answer:
    """What came back."""

    def __init__(self, status: int, place: str, body: bytes) -> None:
        self.status, self.place, self.body = status, place, body
        self.text = body.decode(errors="replace")


class Browser:
    """A browser at an address of the internet."""

    def __init__(self, base: str, address: str = "198.51.100.1") -> None:
        self.base, self.address = base, address
        self.jar = CookieJar()
        self._opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(self.jar), _Stay())

    def cookie(self, name: str) -> str:
        """Return a cookie's value, or nothing."""
        return next((cookie.value or "" for cookie in self.jar if cookie.name == name), "")

    def plant(self, name: str, value: str) -> None:
        """Change a cookie as whoever has the browser can."""
        for cookie in self.jar:
            if cookie.name == name:
                cookie.value = value

    def get(self, path: str) -> Answer:
        """Look at a page."""
        return self._ask(path, None, "")

    def post(self, path: str, file: bytes = b"", **fields: str) -> Answer:
        """Send a form, with what proves that it is ours."""
        if not self.cookie("pasti-office-csrf"):
            self.get("/lacak/")
        fields["csrfmiddlewaretoken"] = self.cookie("pasti-office-csrf")
        if not file:
            return self._ask(path, urllib.parse.urlencode(fields).encode(), "application/x-www-form-urlencoded")
        border = secrets.token_hex(8)
        parts = [
            f'--{border}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
            for name, value in fields.items()
        ]
        head = f'--{border}\r\nContent-Disposition: form-data; name="file"; filename="kk.pdf"\r\n\r\n'.encode()
        body = b"".join([*parts, head, file, f"\r\n--{border}--\r\n".encode()])
        return self._ask(path, body, f"multipart/form-data; boundary={border}")

    def _ask(self, path: str, data: bytes | None, kind: str) -> Answer:
        request = urllib.request.Request(self.base + path, data=data, headers={"X-Forwarded-For": self.address})
        if kind:
            request.add_header("Content-Type", kind)
        try:
            with self._opener.open(request, timeout=30) as answer:
                return Answer(answer.status, "", answer.read())
        except urllib.error.HTTPError as other:
            with other:
                return Answer(other.code, other.headers.get("Location", ""), other.read())


class Office:
    """A running office."""

    def __init__(self, made: Node) -> None:
        port = free_port(beside=(1,))
        self.base = f"http://127.0.0.1:{port}"
        self.folder = made.folder
        self.environment = made.environment | {
            "DJANGO_SETTINGS_MODULE": "pasti.site.settings",
            "PASTI_ROLE": "office",
            "PASTI_PORT": str(port),
            "PASTI_LIVE_PORT": str(port + 1),
            "PASTI_PROXIES": "1",
        }
        self.cases: list[dict[str, Any]] = self._run("make")["cases"]
        self._program: subprocess.Popen[bytes] | None = None

    def _run(self, *arguments: str) -> Any:
        done = loaded.run(self.environment, "tests.attacks.door_programs", *arguments, timeout=300)
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout.strip().splitlines()[-1])

    def state(self, case: dict[str, Any]) -> Any:
        """What there is of a case now."""
        return self._run("state", case["number"])

    def start(self, *, ahead_seconds: int = 0) -> None:
        """Start it and wait until it answers; its clock may run ahead."""
        environment = {**os.environ, **self.environment, "PASTI_CLOCK_AHEAD": str(ahead_seconds)}
        command = [sys.executable, "-m", "pasti.site.command", "up"]
        with (self.folder / "office.log").open("ab") as log:
            self._program = subprocess.Popen(command, env=environment, stdout=log, stderr=log)
        for _attempt in range(300):
            # Whoever answers there must be it.
            assert self._program.poll() is None, self.log()
            try:
                if Browser(self.base).get("/").status == 200:
                    return
            except OSError:
                time.sleep(0.2)
        raise TimeoutError(self.log())

    def stop(self) -> None:
        """Stop it, as Ctrl-C does."""
        if self._program:
            self._program.send_signal(signal.SIGINT)
            self._program.wait(timeout=30)
            self._program = None

    def log(self) -> str:
        """What it has said."""
        return (self.folder / "office.log").read_text()

    def browser(self, address: str = "198.51.100.1") -> Browser:
        """A browser at some address."""
        return Browser(self.base, address)

    def signed_in(self, username: str) -> Browser:
        """A browser in which one of the staff is signed in."""
        browser = self.browser("192.0.2.200")
        browser.get("/masuk/")
        assert browser.post("/masuk/", login=username, password=PASSWORD).status == 302
        return browser

    def opened(self, case: dict[str, Any], address: str = "198.51.100.1") -> Browser:
        """A browser in which a case was opened with its code."""
        browser = self.browser(address)
        answer = browser.post("/lacak/", number=case["number"], code=case["code"])
        assert (answer.status, answer.place) == (302, f"/lacak/{case['number']}/"), answer.text
        browser.get(answer.place)
        return browser


@contextmanager
def running(folder: Path) -> Iterator[Office]:
    """An office that runs."""
    with node(folder) as made:
        office = Office(made)
        office.start()
        try:
            yield office
        finally:
            office.stop()
        assert "Traceback" not in office.log()


def problems(answer: Answer) -> str:
    """What the page complains of."""
    said = re.findall(r'(?:error-summary__list">|role="alert">)(.*?)</(?:ul|div)>', answer.text, re.DOTALL)
    return " ".join(re.sub(r"<[^>]+>", " ", " ".join(said)).split())
