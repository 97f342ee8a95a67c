"""Calling the centre over real HTTP: whatever it or the network does, nothing is lost and nothing is told twice."""

import hashlib
import threading
import zlib
from base64 import b64decode
from collections.abc import Callable, Iterator
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import cbor2
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from tests.cast import MONDAY
from tests.fixtures import OtherNode

from pasti.journal.models import Entry
from pasti.kit import blobs, clock
from pasti.link import actions, duties, health, keys, pushing, queries
from pasti.link.caller import call
from pasti.link.document import CONTENT_TYPE
from pasti.link.models import Envelope, Parcel, Peer
from pasti.link.outbox import BATCH, claim
from pasti.link.pieces import CHUNK_BYTES
from pasti.link.schema import CardProgress, Said
from pasti.link.tests.other_side import CASE, on_ladder, say, status

Answer = tuple[int, bytes] | None


class FarCentre:
    """A centre at the other end of a wire, which can be told to misbehave. It knows nothing of our database."""

    def __init__(self, node: OtherNode) -> None:
        self.node, self.us, self.key = node, queries.this_node().node_id, keys.sign_key()
        self.heard: list[tuple[str, dict[str, Any]]] = []
        self.held = 0
        # How far its clock is ahead of ours; None: it does not tell.
        self.ahead: timedelta | None = None
        # What became of what we said: numbers with reasons, one after the other.
        self.outcomes: list[tuple[int, str]] = []
        self.envelopes: list[Any] = []
        self.stored: dict[str, bytes] = {}
        # What it does with the next calls instead of answering well.
        self.moods: list[Callable[[str, bytes], Answer]] = []
        centre = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                answer = centre.answer(self.path.rpartition("/")[2], body, self.headers["Pasti-Document"])
                if answer is None:
                    return
                self.send_response(answer[0])
                self.send_header("Content-Type", CONTENT_TYPE)
                self.send_header("Content-Length", str(len(answer[1])))
                self.end_headers()
                self.wfile.write(answer[1])

            def log_message(self, *args: Any) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/"
        self.thread = threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.01})
        self.thread.start()

    def stop(self) -> None:
        self.server.shutdown()
        self.server.server_close()
        self.thread.join()

    def answer(self, about: str, body: bytes, head: str | None) -> Answer:
        said = b64decode(head) if head else body
        self.heard.append((about, self.read(about, said) | ({"data": body} if head else {})))
        if self.moods:
            return self.moods.pop(0)(about, said)
        return self.well(about, said)

    def read(self, about: str, body: bytes) -> dict[str, Any]:
        protected, head, content, signature = cbor2.loads(body).value
        assert head == {4: self.us.encode()}
        occasion = cbor2.dumps([self.node.card.node_id, about, b""])
        public = Ed25519PublicKey.from_public_bytes(b64decode(self.key))
        public.verify(signature, cbor2.dumps(["Signature1", protected, occasion, content]))
        said: dict[str, Any] = cbor2.loads(zlib.decompress(content))
        return said

    def well(self, about: str, body: bytes) -> Answer:
        said = self.heard[-1][1]
        reply = self.exchange(said) if about == "exchange" else self.take(said)
        return 200, say(self.node, reply, about=about, to=self.us, answering=body)

    def exchange(self, said: dict[str, Any]) -> dict[str, Any]:
        self.held = max([self.held, *[wire["number"] for wire in said["envelopes"]]])
        told = [{"at": at, "number": n, "reason": why} for at, (n, why) in enumerate(self.outcomes, 1)]
        last = len(told)
        outcomes = {"after": said["noted"], "upto": last, "last": last, "told": told[said["noted"] :]}
        answer = {"held": self.held, "noted": 0, "outcomes": outcomes, "envelopes": self.envelopes}
        # Its own thread has no stopped clock.
        return answer if self.ahead is None else answer | {"now": MONDAY + self.ahead}

    def take(self, said: dict[str, Any]) -> dict[str, Any]:
        have = self.stored.get(said["sha256"], b"")
        if not said["data"]:
            return {"held": len(have), "stored": hashlib.sha256(have).hexdigest() == said["sha256"]}
        if said["offset"] == len(have):
            have += said["data"]
        whole = hashlib.sha256(have).hexdigest() == said["sha256"]
        self.stored[said["sha256"]] = have if whole or len(have) < said["size"] else b""
        return {"held": len(self.stored[said["sha256"]]), "stored": whole}


def failing(status_: int) -> Callable[[str, bytes], Answer]:
    return lambda _about, _body: (status_, b"down for maintenance")


def cut(_about: str, _body: bytes) -> Answer:
    return None


@pytest.fixture
def far(office, centre_node: OtherNode) -> Iterator[FarCentre]:
    far = FarCentre(centre_node)
    Peer.objects.update(url=far.url)
    yield far
    far.stop()


@pytest.fixture
def peer(far: FarCentre) -> Peer:
    return Peer.objects.get()


def test_how_far_the_other_clock_is_off_is_known_after_each_exchange(peer, far):
    for ahead in (timedelta(hours=1), timedelta(seconds=-90), timedelta(0)):
        far.ahead = ahead
        call(peer)
        peer.refresh_from_db()
        # Half of the way there and back is added, which here is next to nothing.
        assert abs(timedelta(milliseconds=peer.clock_off_ms) - ahead) < timedelta(seconds=20)
    far.ahead = None
    call(peer)
    assert abs(peer.clock_off_ms) < 20_000, "a node of an older version tells nothing, and nothing is forgotten"
    assert all(said["now"] == clock.now() for _about, said in far.heard)


def report(key: str) -> Envelope:
    said = CardProgress(application=CASE, code="X", serial=key, at=MONDAY)
    return actions.send(Said.CARD_PROGRESS, said, key=key)


def outbox() -> dict[str, str]:
    return dict(Envelope.objects.order_by("id").values_list("key", "state"))


def keys_of(heard: tuple[str, dict[str, Any]]) -> list[str]:
    return [wire["key"] for wire in heard[1]["envelopes"]]


def after(seconds: int):
    return clock.stopped_at(MONDAY + timedelta(seconds=seconds))


def test_a_good_call_delivers_what_waits_and_applies_what_comes_back(far, peer, room):
    report("a"), report("b")
    told = {
        "number": 1, "kind": "record.status", "key": "t", "happened_at": MONDAY,
        "body": status("T1").model_dump(mode="json"),
    }  # fmt: skip
    far.envelopes = [told]
    assert call(peer) is True
    assert outbox() == {"a": "delivered", "b": "delivered"}
    assert (room.applied(), room.delivered()) == (["T1"], ["a", "b"])
    far.envelopes = []
    assert call(peer) is False
    assert [(about, keys_of((about, said)), said["held"]) for about, said in far.heard] == [
        ("exchange", ["a", "b"], 0),
        ("exchange", [], 1),
    ]
    state = health.link_state()
    assert state.code == "up"
    assert state.round_trip_ms is not None


def test_no_two_requests_are_the_same(far, peer, room):
    call(peer), call(peer)
    assert len({said["nonce"] for _about, said in far.heard}) == 2


def forged(far: FarCentre, *, by: OtherNode | None = None, to: str = "", answering: bytes = b"?", about: str = ""):
    """An answer that says that all is well, but is not from whom, for whom or about what it should be."""

    def answer(said_about: str, body: bytes) -> Answer:
        right: dict[str, Any] = {"answering": body, "to": far.us, "about": said_about}
        wrong: dict[str, Any] = {"answering": answering, "to": to, "about": about}
        given = {name: wrong[name] if wrong[name] not in ("", b"?") else right[name] for name in right}
        return 200, say(by or far.node, {"held": 99, "stored": True}, **given)

    return answer


@pytest.mark.parametrize(
    ("mood", "error"),
    [
        (failing(500), "Pusat: HTTP 500"),
        (failing(403), "Pusat: HTTP 403"),
        (failing(302), "Pusat: HTTP 302"),
        (failing(204), "Pusat: HTTP 204"),
        (failing(200), "Pusat: not a signed document"),
        (cut, "Pusat: ProtocolError"),
    ],
)
def test_what_was_not_answered_well_waits_and_is_sent_again(far, peer, room, mood, error):
    report("a")
    far.moods = [mood]
    assert call(peer) is False
    envelope = Envelope.objects.get()
    assert (envelope.state, envelope.last_error, envelope.attempts) == ("waiting", error, 1)
    assert on_ladder([(envelope.not_before - MONDAY).total_seconds()], [2])
    assert Peer.objects.get().last_error == error
    with after(2):
        assert call(peer) is True
    assert [keys_of(heard) for heard in far.heard] == [["a"], ["a"]]
    assert (outbox(), room.delivered(), Peer.objects.get().last_error) == ({"a": "delivered"}, ["a"], "")


@pytest.mark.parametrize(
    "how",
    [
        {"by": OtherNode("centre", "Palsu")},
        {"to": "office-3273-00000000"},
        {"answering": b"an earlier request"},
        {"answering": b""},
        {"about": "parcels"},
    ],
)
def test_an_answer_that_is_not_genuine_changes_nothing(far, peer, room, how):
    report("a")
    far.moods = [forged(far, **how)]
    assert call(peer) is False
    assert outbox() == {"a": "waiting"}
    assert room.delivered() == []


def test_an_answer_that_was_recorded_earlier_is_no_answer_now(far, peer, room):
    """Somebody on the way repeats what the centre once said."""
    recorded: list[Answer] = []

    def record(about: str, body: bytes) -> Answer:
        recorded.append(far.well(about, body))
        return recorded[0]

    far.moods = [record, lambda about, body: recorded[0]]
    call(peer)
    report("a")
    assert call(peer) is False
    assert outbox() == {"a": "waiting"}


def test_a_genuine_answer_of_another_shape_is_no_answer(far, peer, room):
    report("a")
    far.moods = [lambda about, body: (200, say(far.node, {"held": "all"}, to=far.us, answering=body))]
    assert call(peer) is False
    assert outbox() == {"a": "waiting"}


def test_an_answer_that_was_lost_costs_only_the_way_once_more(far, peer, room):
    """The centre applied it; its answer never arrived."""

    def lose(about: str, body: bytes) -> Answer:
        far.well(about, body)
        return None

    report("a")
    far.moods = [lose]
    call(peer)
    assert (outbox(), far.held) == ({"a": "waiting"}, 1)
    # The next call has nothing due, and its answer tells that the first was heard.
    call(peer)
    assert outbox() == {"a": "delivered"}
    assert (room.delivered(), [keys_of(heard) for heard in far.heard]) == (["a"], [["a"], []])


def test_nobody_there_is_written_down_and_tried_again(office, room):
    peer = Peer.objects.get()
    report("a")
    for seconds in (0, 40, 61, 90):
        with after(seconds):
            assert call(peer) is False
    assert outbox() == {"a": "waiting"}
    assert Envelope.objects.get().last_error == "Pusat: NewConnectionError"
    assert Entry.objects.filter(kind="link.fell").count() == 1


def test_what_was_set_aside_there_needs_a_person_here_and_goes_again(far, peer, room, office):
    report("a"), report("b")
    far.outcomes = [(1, "no application here")]
    call(peer)
    assert outbox() == {"a": "needs_person", "b": "delivered"}
    actions.resend(Envelope.objects.get(key="a"), by=office.nur.actor)
    call(peer)
    assert outbox()["a"] == "in_flight"
    far.outcomes.append((1, ""))
    call(peer)
    assert (outbox()["a"], keys_of(far.heard[-2])) == ("delivered", ["a"])


def test_a_long_outbox_goes_in_batches(far, peer, room):
    for i in range(BATCH + 3):
        report(f"{i}")
    assert [call(peer), call(peer), call(peer)] == [True, True, False]
    assert [len(keys_of(heard)) for heard in far.heard] == [BATCH, 3, 0]
    assert far.held == BATCH + 3


def test_what_a_killed_process_had_in_flight_goes_with_the_next_call_after_one_that_was_answered(far, peer, room):
    """It waited for two minutes, though the line was there."""
    report("a"), report("b")
    claim(peer)
    report("c")
    with clock.stopped_at(MONDAY + timedelta(seconds=5)):
        far.moods = [failing(502)]
        assert call(peer) is False
        assert outbox() == {"a": "in_flight", "b": "in_flight", "c": "waiting"}, "they may be there yet"
    with clock.stopped_at(MONDAY + timedelta(seconds=10)):
        far.exchange = lambda said: {"held": 0, "noted": 0, "envelopes": []}
        assert call(peer) is True
        del far.exchange
        assert outbox() == {"a": "waiting", "b": "waiting", "c": "in_flight"}
        call(peer)
    assert keys_of(far.heard[-1]) == ["a", "b"]
    with clock.stopped_at(MONDAY + timedelta(seconds=12)):
        call(peer), call(peer)
    assert set(outbox().values()) == {"delivered"}


def test_what_is_held_already_is_not_said_again_because_its_outcomes_are_not_known_yet(far, peer, room):
    report("a")
    claim(peer)
    with clock.stopped_at(MONDAY + timedelta(seconds=5)):
        untold = {"after": 5, "upto": 5, "last": 9, "told": [{"at": 6, "number": 7, "reason": ""}]}
        far.exchange = lambda said: {"held": 1, "noted": 0, "envelopes": [], "outcomes": untold}
        call(peer)
    assert outbox() == {"a": "in_flight"}


# ── parcels ─────────────────────────────────────────────────────────────────────────────────────────────────────────

CONTENT = b"0123456789abcdef" * (CHUNK_BYTES // 16) + b"the rest"


@pytest.fixture
def parcel(far: FarCentre, room) -> Parcel:
    blob = blobs.keep(CONTENT)
    return actions.send_parcel(blob.sha256, blob.size)


def push(parcel: Parcel) -> bool:
    """Push one; return whether there is more of it to send at once."""
    return bool(pushing.push([parcel]))


def pieces(far: FarCentre) -> list[tuple[int, int]]:
    return [(said["offset"], len(said["data"])) for about, said in far.heard if about == "parcels"]


def test_a_parcel_goes_piece_by_piece(far, parcel):
    assert [push(parcel), push(parcel)] == [True, False]
    assert pieces(far) == [(0, CHUNK_BYTES), (CHUNK_BYTES, 8)]
    parcel.refresh_from_db()
    assert (far.stored[parcel.sha256], parcel.stored_at, parcel.sent) == (CONTENT, MONDAY, len(CONTENT))


@pytest.mark.parametrize("mood", [failing(500), cut, failing(200)])
def test_a_parcel_goes_on_where_it_stopped(far, parcel, mood):
    push(parcel)
    far.moods = [mood]
    assert push(parcel) is False
    parcel.refresh_from_db()
    assert (parcel.sent, parcel.attempts, parcel.stored_at) == (CHUNK_BYTES, 1, None)
    with after(1):
        assert push(parcel) is False
    assert pieces(far) == [(0, CHUNK_BYTES), (CHUNK_BYTES, 8), (CHUNK_BYTES, 8)]
    assert far.stored[parcel.sha256] == CONTENT


def test_a_centre_that_holds_it_already_says_so_and_nothing_more_is_sent(far, parcel):
    far.stored[parcel.sha256] = CONTENT
    assert push(parcel) is False
    parcel.refresh_from_db()
    assert (parcel.stored_at, pieces(far)) == (MONDAY, [(0, CHUNK_BYTES)])


def test_a_centre_that_lost_a_part_gets_it_again(far, parcel):
    push(parcel)
    far.stored.clear()
    assert push(parcel) is False
    with after(1):
        assert [push(parcel), push(parcel)] == [True, False]
    assert far.stored[parcel.sha256] == CONTENT


def test_a_forged_acknowledgement_does_not_count(far, parcel):
    """What counts as stored may be deleted here."""
    far.moods = [forged(far, by=OtherNode("centre", "Palsu")), forged(far, about="exchange")]
    for _time in range(2):
        assert push(parcel) is False
        assert Parcel.objects.get().stored_at is None


@pytest.mark.parametrize("what", ["lost", "damaged"])
def test_a_file_that_is_gone_or_damaged_here_holds_up_no_other(far, parcel, what):
    path = blobs.path_of(parcel.sha256)
    path.unlink() if what == "lost" else path.write_bytes(CONTENT[::-1])
    other = blobs.keep(b"another")
    actions.send_parcel(other.sha256, other.size)
    duties.push_parcels()
    assert far.stored == {other.sha256: b"another"}
    parcel.refresh_from_db()
    assert (parcel.attempts, bool(parcel.last_error), parcel.sent) == (1, True, 0)


def test_a_centre_that_never_takes_it_is_not_pressed(far, parcel):
    """Without an end to its patience the sender would fill the line with the same piece for ever."""
    far.take = lambda said: {"held": 0, "stored": False}
    duties.push_parcels()
    assert len(pieces(far)) == 1
    duties.push_parcels()
    assert len(pieces(far)) == 1
    with after(1):
        duties.push_parcels()
    assert len(pieces(far)) == 2
    assert Parcel.objects.get().last_error == "the peer holds 0 bytes and no more"


def test_the_duty_calls_those_that_have_an_address(far, room):
    report("a")
    assert duties.exchange_with_peers() is True
    assert duties.exchange_with_peers() is False
    Peer.objects.update(url="")
    assert duties.exchange_with_peers() is False
    assert len(far.heard) == 2


def test_the_duty_takes_back_what_was_left_in_flight(far, peer, room):
    report("a")
    Envelope.objects.update(state="in_flight", in_flight_since=MONDAY - timedelta(minutes=3), number=1)
    duties.sweep()
    assert outbox() == {"a": "waiting"}
