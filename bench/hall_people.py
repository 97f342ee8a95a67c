"""Sixteen clerks and four kiosks at full speed, as a program of its own: python -m bench.hall_people PORT SECONDS

Reads their cookies (hall_room), says for each kind of request how long each took in ms, which numbers the kiosks were
told, and how often nobody answered: an office that was killed is asked again until it is back.
"""

import http.client
import json
import re
import sys
import threading
import time
import urllib.parse
from collections import defaultdict
from typing import Any

_HELD = re.compile(rb'name="ticket" value="([^"]*)"')
_TOKEN = "a" * 32


class Person:
    """Somebody with a browser who does the same again and again."""

    def __init__(self, port: int, cookie: str, said: "Said") -> None:
        self.port, self.cookie, self.said = port, cookie, said
        self.line = http.client.HTTPConnection("127.0.0.1", port, timeout=30)

    def ask(self, kind: str, method: str, path: str, **form: str) -> tuple[str, bytes]:
        """Ask once; return where it leads and what it shows. Nothing, when nobody answered."""
        head = {"Cookie": self.cookie, "X-CSRFToken": _TOKEN, "Content-Type": "application/x-www-form-urlencoded"}
        began = time.perf_counter()
        try:
            self.line.request(method, path, urllib.parse.urlencode(form) if form else None, head)
            answer = self.line.getresponse()
            body = answer.read()
        except (OSError, http.client.HTTPException):
            self.said.unanswered += 1
            self.line.close()
            time.sleep(0.1)
            return "", b""
        if answer.status not in (200, 302):
            self.said.refused.append(f"{answer.status} {path}")
            return "", b""
        self.said.times[kind].append((time.perf_counter() - began) * 1000)
        return answer.getheader("Location") or "", body

    def clerk(self) -> None:
        """Serve one person, or find that nobody waits: each key, and the page that it leads to."""
        found = _HELD.search(self.ask("desk", "GET", "/meja/")[1])
        if found is None:
            self.ask("call", "POST", "/meja/panggil/")
            found = _HELD.search(self.ask("desk", "GET", "/meja/")[1])
        if found is None:
            return
        held = found[1].decode()
        self.ask("serve", "POST", "/meja/nomor/serve/", ticket=held)
        self.ask("desk", "GET", "/meja/")
        self.ask("finish and next", "POST", "/meja/akhiri/", ticket=held, ending="no_need", next="yes")

    def kiosk(self) -> None:
        """Somebody takes a number."""
        purpose = {"purpose": "kk"} if len(self.said.tokens) % 2 else {"purpose": "ktp"}
        first = {"priority": "on"} if len(self.said.tokens) % 7 == 0 else {}
        place, _body = self.ask("take a number", "POST", "/antrean/tiba/langsung/", **purpose, **first)
        if place:
            self.said.tokens.append(place.rstrip("/").rpartition("/")[2])
            self.ask("number", "GET", place)


class Said:
    """What all of them have seen."""

    def __init__(self) -> None:
        self.times: dict[str, list[float]] = defaultdict(list)
        self.tokens: list[str] = []
        self.refused: list[str] = []
        self.unanswered = 0


def work(port: int, seconds: float, cookies: dict[str, list[str]], pause: float) -> dict[str, Any]:
    """Let all of them work for some seconds; `pause` is how long a kiosk takes between two people."""
    said, until = Said(), time.monotonic() + seconds

    def go_on(person: Person, act: str) -> None:
        while time.monotonic() < until:
            getattr(person, act)()
            if act == "kiosk":
                time.sleep(pause)

    everybody = [(Person(port, cookie, said), "clerk") for cookie in cookies["clerks"]]
    everybody += [(Person(port, cookie, said), "kiosk") for cookie in cookies["kiosks"]]
    threads = [threading.Thread(target=go_on, args=one) for one in everybody]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return {
        "times": said.times, "tokens": said.tokens, "refused": said.refused, "unanswered": said.unanswered,
    }  # fmt: skip


if __name__ == "__main__":
    print(json.dumps(work(int(sys.argv[1]), float(sys.argv[2]), json.load(sys.stdin), 0.0)))
