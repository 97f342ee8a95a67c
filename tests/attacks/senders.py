"""People and programs at the other end of slow lines."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress

PAUSE = 0.2


def connect(port: int, *, source: str = "127.0.0.1", timeout: float = 60) -> socket.socket:
    """Return a connection to a node; on Linux all of 127/8 is this machine, so there are many networks to come from."""
    return socket.create_connection(("127.0.0.1", port), timeout=timeout, source_address=(source, 0))


def head(method: str, path: str, *headers: str) -> bytes:
    """Return the head of a request."""
    return "\r\n".join([f"{method} {path} HTTP/1.1", "Host: 127.0.0.1", *headers, "", ""]).encode()


def post(path: str, size: int, *headers: str) -> bytes:
    """Return the head of a form or document of that many bytes."""
    return head("POST", path, f"Content-Length: {size}", "Content-Type: application/octet-stream", *headers)


def status(answer: bytes) -> int:
    """Return the status of an answer; 0: there was none."""
    return int(answer.split(b" ", 2)[1]) if answer.startswith(b"HTTP/1.1 ") else 0


def rest(connection: socket.socket) -> bytes:
    """Return everything that is still said, until the other side closes."""
    said = b""
    with suppress(ConnectionError):
        while piece := connection.recv(65536):
            said += piece
    return said


def heard(connection: socket.socket) -> bytes:
    """Return the first that is said."""
    with suppress(ConnectionError):
        return connection.recv(65536)
    return b""


def is_over(connection: socket.socket) -> bool:
    """Wait until the other side closes, whatever it says before; False when it never does."""
    try:
        rest(connection)
    except TimeoutError:
        return False
    return True


def is_open(connection: socket.socket) -> bool:
    """Whether the other side has not hung up, as far as one can see without waiting."""
    connection.setblocking(False)
    try:
        return connection.recv(1) != b""
    except BlockingIOError:
        return True
    except ConnectionError:
        return False


class Trickle:
    """Bodies that come a little at a time, all at once, in a thread of their own."""

    def __init__(self, connections: list[socket.socket], body: bytes, bytes_each: int) -> None:
        self.connections = connections
        self.sent = dict.fromkeys(connections, 0)
        self.body = body
        self.bytes_each = bytes_each
        self.enough = threading.Event()

    def run(self) -> None:
        while not self.enough.wait(PAUSE):
            for connection, sent in self.sent.items():
                # Whoever was cut off sends in vain.
                with suppress(OSError):
                    self.sent[connection] += connection.send(self.body[sent : sent + self.bytes_each])

    def finish(self) -> None:
        """Stop trickling and send all that is left."""
        self.enough.set()
        for connection, sent in self.sent.items():
            with suppress(ConnectionError):
                connection.sendall(self.body[sent:])


@contextmanager
def trickling(connections: list[socket.socket], start: bytes, body: bytes, *, bytes_each: int) -> Iterator[Trickle]:
    """Begin to send on all these connections, and go on for as long as the block lasts."""
    for connection in connections:
        connection.sendall(start)
    trickle = Trickle(connections, body, bytes_each)
    thread = threading.Thread(target=trickle.run)
    thread.start()
    try:
        yield trickle
    finally:
        trickle.enough.set()
        thread.join()
        for connection in connections:
            connection.close()
