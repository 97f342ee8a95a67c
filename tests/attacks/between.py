"""Somebody who stands between an office and the centre, and changes what he likes."""

import http.client
from collections.abc import Callable

from tests.answering import Answer, Answering

# The path and what is said there, and what is to be said instead.
Change = Callable[[str, bytes], bytes]


def as_it_is(_path: str, said: bytes) -> bytes:
    return said


class Between:
    """It passes on what it hears, changed; of answers it can let some get lost."""

    def __init__(self, to: str) -> None:
        self.asks: Change = as_it_is
        self.answers: Change = as_it_is
        self.loses: Callable[[str], bool] = lambda _path: False
        self.heard: list[tuple[str, bytes]] = []
        self.host = to.removeprefix("http://")
        self.server = Answering(self.passed_on)
        self.address = self.server.address

    def passed_on(self, path: str, said: bytes, head: dict[str, str]) -> Answer:
        self.heard.append((path, said))
        kept = {k: v for k, v in head.items() if k.lower() not in ("host", "content-length")}
        line = http.client.HTTPConnection(self.host, timeout=20)
        line.request("POST", path, self.asks(path, said), kept)
        answer = line.getresponse()
        content = self.answers(path, answer.read())
        line.close()
        return None if self.loses(path) else (answer.status, answer.headers.get("Content-Type", ""), content)

    def stop(self) -> None:
        self.server.stop()
