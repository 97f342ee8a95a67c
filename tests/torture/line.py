"""The line between an office and the centre, which loses, repeats, delays and reorders what it carries."""

import http.client
import random
import time
from collections import Counter
from dataclasses import dataclass, field

from tests.answering import Answer, Answering

# How likely each trouble is while the line is bad; what is left goes well.
_TROUBLES = {"cut": 0.10, "answer lost": 0.10, "twice": 0.10, "slow": 0.05, "an old one again": 0.10}
_KEPT = 200


@dataclass
class Line:
    """A proxy on loopback. `bad` is whether it troubles what passes, `down` whether anything passes at all."""

    port: int
    seed: int
    bad: bool = False
    down: bool = False
    carried: Counter[str] = field(default_factory=Counter)
    old: list[tuple[str, bytes, dict[str, str]]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.chance = random.Random(self.seed)
        self.server = Answering(self.carry)
        self.address = self.server.address

    def stop(self) -> None:
        """Take the line away."""
        self.server.stop()

    def carry(self, path: str, body: bytes, head: dict[str, str]) -> Answer:
        """Carry one request, with the trouble of the moment; None when no answer comes back."""
        head = {name: value for name, value in head.items() if name.lower() != "host"}
        trouble = self._trouble()
        self.carried[trouble] += 1
        if trouble in ("down", "cut"):
            return None
        if trouble == "slow":
            time.sleep(self.chance.uniform(0.2, 1.0))
        if trouble == "an old one again" and self.old:
            self._ask(*self.chance.choice(self.old))
        answer = self._ask(path, body, head)
        if trouble == "twice":
            self._ask(path, body, head)
        self.old = [*self.old[-_KEPT:], (path, body, head)]
        return None if trouble == "answer lost" else answer

    def _trouble(self) -> str:
        if self.down:
            return "down"
        drawn = self.chance.random()
        for trouble, share in _TROUBLES.items() if self.bad else ():
            if drawn < share:
                return trouble
            drawn -= share
        return "well"

    def _ask(self, path: str, body: bytes, head: dict[str, str]) -> Answer:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            connection.request("POST", path, body, head)
            answer = connection.getresponse()
            return answer.status, answer.headers.get("Content-Type", ""), answer.read()
        except (OSError, http.client.HTTPException):
            return None
        finally:
            connection.close()
