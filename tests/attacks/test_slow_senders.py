"""Who sends or reads slowly holds up nobody: neither whoever means harm nor whoever is on a 3G phone."""

import socket
from collections.abc import Callable, Iterator

import pytest

from tests.attacks.running import RunningNode, running
from tests.attacks.senders import connect, head, heard, is_open, is_over, post, rest, status, trickling

Ask = Callable[..., socket.socket]
# Asks nothing of the database that differs: proven on one.
pytestmark = [pytest.mark.processes, pytest.mark.either_database]

EXCHANGE = "/link/v1/exchange"
UPLOAD = "/ajukan/327500000000/berkas/kk/"
SIGN_IN = "/masuk/"
# More than a node has threads of every kind.
MANY = 40
# A photo in a form, with the cookie without which nobody would read it.
PHOTO = (
    b'--x\r\nContent-Disposition: form-data; name="file"; filename="kk.jpg"\r\n\r\n'
    + bytes(2_000_000)
    + b"\r\n--x--\r\n"
)
FORM = ("Content-Type: multipart/form-data; boundary=x", "Cookie: pasti-office-csrf=" + "x" * 32, "Connection: close")


@pytest.fixture
def ask() -> Iterator[Ask]:
    """Lines to a node, which are hung up at the end."""
    lines: list[socket.socket] = []

    def make(node: RunningNode, *, source: str = "127.0.0.1") -> socket.socket:
        lines.append(connect(node.port, source=source))
        return lines[-1]

    yield make
    for line in lines:
        line.close()


@pytest.fixture(scope="module")
def node(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningNode]:
    """A node that loses patience soon: what takes minutes in an office takes seconds here."""
    settings = {"PATIENCE": "2", "CONNECTIONS": "300"}
    with running(tmp_path_factory.mktemp("node"), **settings) as made:
        yield made


def test_bodies_that_trickle_hold_nobody_up(node, ask):
    for path in (EXCHANGE, UPLOAD, SIGN_IN):
        senders = [ask(node) for _ in range(MANY)]
        with trickling(senders, post(path, 100_000), bytes(100_000), bytes_each=1) as trickle:
            trickle.enough.wait(1)
            assert node.get(SIGN_IN) == 200, path


def test_who_sends_a_byte_a_second_is_cut_off(node, ask):
    senders = [ask(node) for _ in range(3)]
    with trickling(senders, post(EXCHANGE, 100_000), bytes(100_000), bytes_each=1):
        assert all(is_over(sender) for sender in senders)


def test_honest_photos_on_slow_lines_arrive_and_hold_nobody_up(node, ask):
    senders = [ask(node) for _ in range(MANY)]
    with trickling(
        senders, head("POST", UPLOAD, f"Content-Length: {len(PHOTO)}", *FORM), PHOTO, bytes_each=4000
    ) as trickle:
        trickle.enough.wait(1)
        assert node.get(SIGN_IN) == 200
        # Longer than anybody is let wait who does not send.
        trickle.enough.wait(6)
        trickle.finish()
        # Nobody is signed in: what matters is that the program itself answers, and not the door before it.
        assert {status(rest(sender)) for sender in senders} == {403}


def test_heads_that_never_end_hold_nobody_up_and_are_cut_off(node, ask):
    senders = [ask(node) for _ in range(MANY)]
    for sender in senders:
        sender.sendall(b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nX-A: ")
    assert node.get(SIGN_IN) == 200
    silent = ask(node)
    assert all(is_over(sender) for sender in [*senders, silent])


def test_who_does_not_read_holds_nobody_up_and_is_cut_off(node, ask):
    readers = [ask(node) for _ in range(MANY)]
    for reader in readers:
        reader.sendall(head("GET", "/static/django_htmx/htmax-4.js"))
    assert node.get(SIGN_IN) == 200
    assert all(is_over(reader) for reader in readers)


def test_who_asks_ahead_is_answered_once(node, ask):
    connection = ask(node)
    connection.sendall(head("GET", SIGN_IN) * 3000)
    said = rest(connection)
    assert said.count(b"HTTP/1.1 200") == 1
    assert b"connection: close" in said
    assert node.get(SIGN_IN) == 200


def test_one_network_does_not_take_all_places(node, ask):
    greedy = [ask(node, source="127.0.0.2") for _ in range(320)]
    assert node.get(SIGN_IN) == 200
    assert not all(is_open(one) for one in greedy)


@pytest.mark.parametrize(
    ("path", "size"), [(SIGN_IN, 2_000_000), (UPLOAD, 30_000_000), (EXCHANGE, 40_000_000), ("/nowhere/", 2_000_000)]
)
def test_what_is_too_large_is_refused_with_a_sentence_before_it_is_sent(node, ask, path, size):
    connection = ask(node)
    connection.sendall(post(path, size, "Expect: 100-continue"))
    answer = heard(connection)
    assert status(answer) == 413
    answer += rest(connection)
    assert ("terlalu besar" if path != EXCHANGE else "too large") in answer.decode()


def test_who_sends_it_all_the_same_can_read_the_sentence(node, ask):
    connection = ask(node)
    connection.sendall(post(SIGN_IN, 3_000_000) + bytes(3_000_000))
    assert "terlalu besar" in rest(connection).decode()


def test_a_body_of_no_stated_size_is_bounded_too(node, ask):
    connection = ask(node)
    connection.sendall(head("POST", SIGN_IN, "Transfer-Encoding: chunked", "Content-Type: text/plain"))
    for _ in range(40):
        connection.sendall(b"10000\r\n" + bytes(65536) + b"\r\n")
    assert status(heard(connection)) == 413


def test_english_readers_are_told_in_english(node, ask):
    connection = ask(node)
    connection.sendall(post(SIGN_IN, 2_000_000, "Cookie: pasti-language=en", "Expect: 100-continue"))
    assert "too large" in rest(connection).decode()


def test_it_stops_while_senders_trickle(tmp_path, ask):
    with running(tmp_path) as node:
        senders = [ask(node) for _ in range(MANY)]
        with trickling(senders, post(EXCHANGE, 100_000), bytes(100_000), bytes_each=1):
            # Well before any of them would have been cut off.
            assert node.stop() == 0
