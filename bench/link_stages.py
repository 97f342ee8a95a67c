"""What an envelope costs, stage by stage: both nodes on databases of their own, what they say carried by a pipe.

python -m bench.link_stages [--cards 1000] [--profile]

Each card is three `card.progress` of the office about a record that the centre has released, and the three `record.status`
that the centre answers, taken down at the office's case: with their rows, journal entries, seals and all that follows.
Printed are microseconds of the processor and questions to the database for each envelope, on both sides together; no
HTTP and no waiting is in it. `--profile` prints what Python's own profiler finds at each side instead.
"""

import argparse
import cProfile
import io
import json
import os
import pstats
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from importlib import import_module
from multiprocessing import Pipe
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

# Where each stage begins. What is called from within another stage is counted for itself.
_STAGES = {
    "claim what waits": ["link.outbox:claim"],
    "say all else (heads, leases, outcomes)": ["link.exchange:message"],
    "pack and sign": ["link.document:sign"],
    "check the signature, unpack": ["link.document:verify"],
    "note what the other side holds": ["link.exchange:_note_said", "link.contact:note_contact"],
    "note as delivered": ["link.outbox:settle"],
    "store what came": ["link.inbox:_keep_all", "link.inbox:_count"],
    "choose what is due": ["link.applying:_begin"],
    "apply: the link's part": ["link.applying:_turn"],
    "write many": ["kit.many:update_each", "kit.many:insert_each"],
    "apply: note that it is done": ["link.applying:_note_applied"],
    "apply: the room's rows": [],
    "apply: what the room says in turn": ["link.actions:send", "link.actions:send_all"],
    "apply: the room's journal": ["journal.actions:record_all"],
    "seal the journal": ["journal.chain:seal_new"],
    "followers": ["journal.followers:catch_up"],
}  # fmt: skip


_UNSENT = "SELECT count(*) FROM link_envelope WHERE state IN ('waiting', 'in_flight')"


class Stages:
    """Time of the processor and questions, by stage; a stage within another is not the other's."""

    def __init__(self) -> None:
        self.seconds: Counter[str] = Counter()
        self.questions: Counter[str] = Counter()
        self._under_way: list[str] = ["all else"]
        self._since = time.process_time()

    def _pass(self) -> None:
        now = time.process_time()
        self.seconds[self._under_way[-1]] += now - self._since
        self._since = now

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        """Count what is done here as this stage's."""
        self._pass()
        self._under_way.append(name)
        try:
            yield
        finally:
            self._pass()
            self._under_way.pop()

    def asked(self, execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        """Count a question."""
        self.questions[self._under_way[-1]] += 1
        return execute(sql, params, many, context)

    def begin(self, name: str, function: Callable[..., Any]) -> Callable[..., Any]:
        """Let a function be this stage."""

        @wraps(function)
        def within(*args: Any, **kwargs: Any) -> Any:
            with self.stage(name):
                return function(*args, **kwargs)

        return within

    def clear(self) -> None:
        """Begin to count."""
        self._pass()
        self.seconds.clear()
        self.questions.clear()


def _instrument(stages: Stages) -> None:
    from django.db import connection

    from pasti.link.registry import OfSeveral, appliers

    for name, places in _STAGES.items():
        for place in places:
            module, _colon, attribute = place.partition(":")
            original = getattr(import_module(f"pasti.{module}"), attribute)
            wrapped = stages.begin(name, original)
            for found in list(sys.modules.values()):
                if getattr(found, "__name__", "").startswith("pasti.") and vars(found).get(attribute) is original:
                    setattr(found, attribute, wrapped)
    for handler in appliers:
        if isinstance(handler, OfSeveral):
            handler.all = stages.begin("apply: the room's rows", handler.all)
    connection.execute_wrappers.append(stages.asked)


def node(wire: Connection, profile: bool) -> None:
    """One of the two: does what it is told."""
    import django

    django.setup()
    from pasti.link import document, exchange, queries
    from pasti.link import applying
    from pasti.link.exchange import Message
    from pasti.link.models import Peer

    stages = Stages()
    profiler = cProfile.Profile()
    if not profile:
        _instrument(stages)
    from pasti.journal import chain, followers

    here = queries.this_node()
    said: list[bytes] = []
    known: list[int] = []

    def say(_given: bytes) -> bytes:
        peer = Peer.objects.get()
        known[:] = [peer.acknowledged]
        message = exchange.compose(peer)
        signed = document.sign(
            message.model_dump(mode="python") | {"nonce": os.urandom(8).hex()}, here, peer, about="exchange"
        )
        said[:] = [signed]
        return signed

    def answer(given: bytes) -> bytes:
        peer = Peer.objects.get(node_id=document.sender_of(given))
        message = Message.model_validate(document.verify(given, peer, here, about="exchange"))
        answered = exchange.answer(peer, message).model_dump(mode="python")
        return document.sign(answered, here, peer, about="exchange", answering=given)

    def hear(given: bytes) -> bytes:
        peer = Peer.objects.get()
        reply = Message.model_validate(document.verify(given, peer, here, about="exchange", answering=said[0]))
        exchange.take_answer(peer, reply, known=known[0], round_trip_ms=1)
        return b"more" if reply.envelopes else b""

    def work(_given: bytes) -> bytes:
        for peer in Peer.objects.all():
            applying.apply_due(peer, most=200)
        while chain.seal_new():
            pass
        for follower in followers.followers:
            while followers.catch_up(follower):
                pass
        return b""

    def begin(_given: bytes) -> bytes:
        stages.clear()
        if profile:
            profiler.enable()
        return b""

    def tell(_given: bytes) -> bytes:
        stages._pass()
        text = io.StringIO()
        if profile:
            profiler.disable()
            pstats.Stats(profiler, stream=text).sort_stats("tottime").print_stats(45)
        return json.dumps([stages.seconds, stages.questions, text.getvalue()]).encode()

    acts = {"say": say, "answer": answer, "hear": hear, "work": work, "begin": begin, "tell": tell}
    while True:
        try:
            what, _colon, given = wire.recv_bytes().partition(b":")
        except EOFError:
            return
        wire.send_bytes(acts[what.decode()](given))


class Side:
    """A node that does what it is told."""

    def __init__(self, environment: dict[str, str], profile: bool) -> None:
        self._wire, theirs = Pipe()
        self._process = subprocess.Popen(
            [sys.executable, "-m", "bench.link_stages", "--node", str(theirs.fileno()), *(["--profile"] if profile else [])],
            env=os.environ | environment, pass_fds=[theirs.fileno()],
        )  # fmt: skip
        theirs.close()

    def do(self, what: str, given: bytes = b"") -> bytes:
        """Let it do something."""
        self._wire.send_bytes(what.encode() + b":" + given)
        return self._wire.recv_bytes()

    def end(self) -> None:
        """Let it go."""
        self._wire.close()
        self._process.wait()


def measure(cards: int, profile: bool, kept: str, idle: int) -> None:
    """Let both talk until nothing waits, and print what that took."""
    from bench.nodes import TwoNodes

    with tempfile.TemporaryDirectory(prefix="pasti-bench-") as folder:
        nodes = TwoNodes(Path(kept or folder))
        nodes.prepare("http://127.0.0.1:9")
        if not idle:
            nodes.progress_waits(cards)
        office, centre = Side(nodes.office.environment, profile), Side(nodes.centre.environment, profile)
        for side in (office, centre):
            side.do("work")
        if idle:
            _idle(office, centre, idle)
        else:
            _backlog(nodes, office, centre)
        for side in (office, centre):
            side.end()


def _idle(office: Side, centre: Side, count: int) -> None:
    """Let both talk though there is nothing to say."""
    for side in (office, centre):
        side.do("begin")
    for _exchange in range(count):
        office.do("hear", centre.do("answer", office.do("say")))
    _print(office, centre, f"{count} exchanges in which nothing is said", count, "µs for each exchange")


def _backlog(nodes: Any, office: Side, centre: Side) -> None:
    """Let both talk until nothing waits."""
    before = _applied(nodes)
    for side in (office, centre):
        side.do("begin")
    began, exchanges, more = time.monotonic(), 0, True
    while more or nodes.office.ask(_UNSENT)[0]:
        more = bool(office.do("hear", centre.do("answer", office.do("say"))))
        exchanges += 1
        for side in (office, centre):
            side.do("work")
    seconds, applied = time.monotonic() - began, _applied(nodes) - before
    what = f"{applied} envelopes applied on both sides, in {exchanges} exchanges and {seconds:.1f} s"
    _print(office, centre, what, applied, "µs for each envelope applied")


def _print(office: Side, centre: Side, what: str, count: int, unit: str) -> None:
    told = [json.loads(side.do("tell")) for side in (office, centre)]
    print(what)
    for name, (_seconds, _questions, profile) in zip(("office", "centre"), told, strict=True):
        if profile:
            print(name, profile)
    _table(told, count, unit)


def _applied(nodes: Any) -> int:
    question = "SELECT count(*) FROM link_received WHERE applied_at IS NOT NULL"
    return sum(node.ask(question)[0] for node in (nodes.office, nodes.centre))


def _table(told: list[Any], applied: int, unit: str) -> None:
    names = [name for name in [*_STAGES, "all else"] if any(one[0].get(name) for one in told)]
    print(f"  {unit:44} {'office':>8} {'centre':>8} {'both':>8}   questions")
    for name in names:
        of_each = [one[0].get(name, 0) * 1e6 / applied for one in told]
        asked = sum(one[1].get(name, 0) for one in told) / applied
        print(f"  {name:44} {of_each[0]:8.1f} {of_each[1]:8.1f} {sum(of_each):8.1f}   {asked:8.2f}")
    totals = [sum(one[0].values()) * 1e6 / applied for one in told]
    print(
        f"  {'together':44} {totals[0]:8.1f} {totals[1]:8.1f} {sum(totals):8.1f}   {sum(sum(o[1].values()) for o in told) / applied:8.2f}"
    )


if __name__ == "__main__":
    asked = argparse.ArgumentParser()
    asked.add_argument("--cards", type=int, default=1000)
    asked.add_argument(
        "--idle", type=int, default=0, help="so many exchanges in which nothing is said, and nothing else"
    )
    asked.add_argument("--profile", action="store_true")
    asked.add_argument("--folder", default="", help="where both nodes are kept for the next time")
    asked.add_argument("--node", type=int)
    given = asked.parse_args()
    if given.node:
        node(Connection(given.node), given.profile)
    else:
        measure(given.cards, given.profile, given.folder, given.idle)
