"""Ports that are free, and stay ours: a node listens only after it was made, and meanwhile nobody else may choose them.

A port for TCP is held by binding the port of that number for UDP, which nothing here speaks: other runs of the tests
see that it is taken, the node that is to have it does not, and it is free again when this process ends.
"""

import secrets
import socket
from contextlib import ExitStack

# Below those that the system gives to whoever calls somebody.
_FIRST, _LAST = 10_000, 32_000
_held: list[socket.socket] = []


def free_port(beside: tuple[int, ...] = ()) -> int:
    """Return a port that nobody listens on or holds, and neither those `beside` it."""
    for _attempt in range(1000):
        base = _FIRST + secrets.randbelow(_LAST - _FIRST)
        if hold([base, *(base + further for further in beside)]):
            return base
    raise RuntimeError("no free ports")


def hold(ports: list[int]) -> bool:
    """Hold these ports until this process ends; False when somebody has one of them."""
    with ExitStack() as kept:
        taken = [kept.enter_context(socket.socket(type=socket.SOCK_DGRAM)) for _port in ports]
        for port, held in zip(ports, taken, strict=True):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    return False
            try:
                held.bind(("127.0.0.1", port))
            except OSError:
                return False
        _held.extend(taken)
        kept.pop_all()
    return True
