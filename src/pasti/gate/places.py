"""All connections. When there is no place left, the network that has most gives up the one of least use."""

import asyncio

from django.http import HttpRequest

from pasti.gate.connection import Connection
from pasti.gate.limits import Limits
from pasti.kit.screens import client_network


def network_of(environ: dict[str, str]) -> str:
    """Return the network that a request comes from: the one by which attempts are counted."""
    request = HttpRequest()
    request.META = environ
    return client_network(request)


class Places:
    """Who is connected, by network."""

    def __init__(self, limits: Limits, *, behind_proxies: bool) -> None:
        self.limits = limits
        self.behind_proxies = behind_proxies
        self.all: set[Connection] = set()
        self.of: dict[str, set[Connection]] = {}

    def enter(self, connection: Connection) -> None:
        """Give a new connection a place, which another may lose by it."""
        # Behind a proxy all come from one address: whose they are is known when the head has been read.
        peer = connection.client[0] if connection.client and not self.behind_proxies else ""
        self._put(connection, network_of({"REMOTE_ADDR": peer}))

    def move(self, connection: Connection, network: str) -> None:
        """Count a connection to the network that its request comes from."""
        if network != connection.network and not connection.gone:
            self.leave(connection)
            self._put(connection, network)

    def leave(self, connection: Connection) -> None:
        """Free a place."""
        self.all.discard(connection)
        own = self.of.get(connection.network, set())
        own.discard(connection)
        if not own:
            self.of.pop(connection.network, None)

    async def watch(self) -> None:
        """Hang up on who takes too long, for ever."""
        while True:
            await asyncio.sleep(1)
            now = asyncio.get_running_loop().time()
            for connection in [one for one in self.all if one.is_late(now)]:
                connection.abort()

    def _put(self, connection: Connection, network: str) -> None:
        connection.network = network
        self.all.add(connection)
        own = self.of.setdefault(network, set())
        own.add(connection)
        if network and len(own) > self.limits.connections // 2:
            self._hang_up_one(own, connection)
        elif len(self.all) > self.limits.connections:
            self._hang_up_one(max(self.of.values(), key=len), connection)

    def _hang_up_one(self, some: set[Connection], newest: Connection) -> None:
        now = asyncio.get_running_loop().time()
        loser = max(some, key=lambda one: one.idle_seconds(now))
        if loser.idle_seconds(now) <= 0:
            # All the others are being worked for, or send as an honest phone does.
            loser = newest
        self.leave(loser)
        loser.abort()
