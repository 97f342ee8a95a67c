"""A clerk who works on, page after page, for some seconds: python -m bench.clerk ADDRESS USERNAME SECONDS

Says, for each page, how many milliseconds each answer took. One of them writes: a number at the kiosk.
"""

import http.cookiejar
import json
import re
import sys
import time
import urllib.parse
import urllib.request

_PASSWORD = "kota-contoh"  # noqa: S105 - of the sample city's accounts
_TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')
_PAUSE = 0.05
PAGES = {
    "queue": ("/meja/antrean/", None),
    "a number at the kiosk": ("/antrean/tiba/langsung/", {"purpose": "kk"}),
    "recording": ("/perekaman/", None),
    "cases (KK)": ("/permohonan/", None),
    "hand-over": ("/pengambilan/", None),
}


class Clerk:
    """Somebody with a browser, signed in."""

    def __init__(self, address: str, username: str) -> None:
        self._address = address
        cookies = urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar())
        self._browser = urllib.request.build_opener(cookies)
        self._token = ""
        self.ask("/masuk/", None)
        self.ask("/masuk/", {"login": username, "password": _PASSWORD})
        if "/masuk/" in self.ask("/meja/", None):
            raise RuntimeError(f"{username} cannot sign in")

    def ask(self, path: str, form: dict[str, str] | None) -> str:
        """Ask for a page, or send a form; return where that led."""
        sent = form and urllib.parse.urlencode({"csrfmiddlewaretoken": self._token, **form}).encode()
        request = urllib.request.Request(self._address + path, data=sent, headers={"Referer": self._address + path})
        with self._browser.open(request, timeout=30) as answer:
            found = _TOKEN.search(answer.read().decode())
            self._token = found[1] if found else self._token
            return str(answer.url)


def main(address: str, username: str, seconds: float) -> None:
    """Ask for each page in turn, and say how long each took."""
    clerk = Clerk(address, username)
    times: dict[str, list[float]] = {name: [] for name in PAGES}
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        for name, (path, form) in PAGES.items():
            began = time.perf_counter()
            clerk.ask(path, form)
            times[name].append((time.perf_counter() - began) * 1000)
            time.sleep(_PAUSE)
    print(json.dumps(times))


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], float(sys.argv[3]))
